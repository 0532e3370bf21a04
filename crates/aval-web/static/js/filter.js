// Narrows a list or a table already on the page; accents and case do not matter.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function start(boxes) {
  for (const box of boxes) {
    const target = document.getElementById(box.dataset.filter);
    const input = box.querySelector("input");
    const none = box.querySelector("[data-filter-none]");
    if (!target || !input) continue;
    const items = [...target.querySelectorAll("[data-filter-item]")].map((element) => ({ element, text: plain(element.textContent) }));
    box.hidden = false;
    input.addEventListener("input", () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let left = 0;
      for (const { element, text } of items) {
        const shown = words.every((word) => text.includes(word));
        element.hidden = !shown;
        if (shown) left += 1;
      }
      none.textContent = left === 0 ? none.dataset.text : "";
    });
  }
}
