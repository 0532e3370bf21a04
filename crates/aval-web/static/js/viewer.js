// Commands around a proof: zoom and move an image; speed, single frames and a shareable instant for a video.
export function start(viewers) {
  for (const viewer of viewers) (viewer.dataset.viewer === "video" ? video : image)(viewer);
}

function bar(viewer) {
  const element = document.createElement("div");
  element.className = "av-viewer__bar";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", viewer.dataset.tControls);
  viewer.prepend(element);
  return element;
}

function button(text, title, action, shortcut) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "fr-btn fr-btn--tertiary fr-btn--sm";
  element.textContent = text;
  element.setAttribute("aria-label", title);
  element.title = title;
  if (shortcut) element.dataset.shortcut = shortcut;
  element.addEventListener("click", action);
  return element;
}

function image(viewer) {
  const stage = viewer.querySelector(".av-viewer__stage");
  const picture = viewer.querySelector("img");
  let scale = 0; // 0: fitted to the pane
  const draw = (next) => {
    scale = next;
    stage.classList.toggle("av-viewer__stage--zoomed", scale > 0);
    if (scale > 0) picture.width = Math.round(picture.naturalWidth * scale);
    else picture.removeAttribute("width");
    const shown = scale > 0 ? scale : picture.clientWidth / (picture.naturalWidth || 1);
    share.textContent = `${Math.round(shown * 100)}\u00a0%`;
  };
  const shown = () => (scale > 0 ? scale : picture.clientWidth / (picture.naturalWidth || 1));
  const zoom = (factor) => draw(Math.min(8, Math.max(0.1, shown() * factor)));
  const share = document.createElement("span");
  share.className = "av-small";
  const t = viewer.dataset;
  bar(viewer).append(
    button("+", t.tIn, () => zoom(1.25), "+"),
    button("−", t.tOut, () => zoom(0.8), "-"),
    button("⤢", t.tFit, () => draw(0), "0"),
    share,
  );
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", t.tImage);
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 0.87);
  }, { passive: false });
  stage.addEventListener("pointerdown", (event) => {
    if (scale === 0 || event.button !== 0) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const from = { x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop };
    const move = (at) => {
      stage.scrollLeft = from.x - at.clientX;
      stage.scrollTop = from.y - at.clientY;
    };
    stage.addEventListener("pointermove", move);
    stage.addEventListener("pointerup", () => stage.removeEventListener("pointermove", move), { once: true });
  });
  if (picture.complete) draw(0);
  else picture.addEventListener("load", () => draw(0), { once: true });
}

function video(viewer) {
  const film = viewer.querySelector("video");
  const t = viewer.dataset;
  const frame = 1 / 25;
  const step = (seconds) => {
    film.pause();
    film.currentTime = Math.max(0, film.currentTime + seconds);
  };
  const speed = document.createElement("select");
  speed.className = "fr-select av-input--short";
  speed.setAttribute("aria-label", t.tSpeed);
  for (const rate of [0.5, 1, 1.5, 2, 3]) {
    const option = new Option(`×\u00a0${String(rate).replace(".", document.documentElement.lang === "fr" ? "," : ".")}`, rate, rate === 1, rate === 1);
    speed.append(option);
  }
  speed.addEventListener("change", () => {
    film.playbackRate = Number(speed.value);
  });
  const here = () => {
    const address = new URL(location.href);
    address.hash = `t=${film.currentTime.toFixed(2)}`;
    return address;
  };
  const copy = button("🔗", t.tCopy, async () => {
    history.replaceState(null, "", here());
    try {
      await navigator.clipboard.writeText(here().href);
      copy.textContent = "✓";
    } catch {
      // The address bar holds the link all the same.
    }
  });
  bar(viewer).append(speed, button("⟨", t.tBack, () => step(-frame), ","), button("⟩", t.tForward, () => step(frame), "."), copy);
  film.addEventListener("pause", () => history.replaceState(null, "", here()));
  const asked = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
  if (asked) {
    const go = () => {
      film.currentTime = Number(asked[1]);
    };
    if (film.readyState > 0) go();
    else film.addEventListener("loadedmetadata", go, { once: true });
  }
}
