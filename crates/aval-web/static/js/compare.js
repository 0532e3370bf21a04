// Two images, side by side without a script: here one may lie over the other, in the share that a slider says.
export function start(all) {
  for (const sides of all) {
    const later = sides.querySelectorAll("img")[1];
    const bar = document.createElement("div");
    bar.className = "av-row";
    const overlay = document.createElement("button");
    overlay.type = "button";
    overlay.className = "fr-btn fr-btn--sm fr-btn--tertiary";
    overlay.textContent = sides.dataset.tOverlay;
    overlay.setAttribute("aria-pressed", "false");
    const share = document.createElement("input");
    share.type = "range";
    share.min = "0";
    share.max = "100";
    share.value = "50";
    share.hidden = true;
    share.setAttribute("aria-label", sides.dataset.tShare);
    const draw = () => {
      later.style.opacity = share.hidden ? "" : String(Number(share.value) / 100);
    };
    overlay.addEventListener("click", () => {
      const on = sides.classList.toggle("av-sides--overlaid");
      overlay.setAttribute("aria-pressed", String(on));
      share.hidden = !on;
      draw();
    });
    share.addEventListener("input", draw);
    bar.append(overlay, share);
    sides.before(bar);
  }
}
