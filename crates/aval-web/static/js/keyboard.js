// Single-key shortcuts of elements carrying data-shortcut, and the help dialog opened by "?".
const editable = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !/^(checkbox|radio|button|submit|range)$/.test(target.type ?? "");

const label = (element) => {
  const named = element.dataset.shortcutLabel || element.getAttribute("aria-label");
  if (named) return named;
  const words = [...element.childNodes].filter((node) => node.nodeName !== "KBD");
  return words.map((node) => node.textContent).join(" ").replace(/\s+/g, " ").trim();
};

export function start() {
  const help = document.getElementById("shortcuts");
  const opener = document.querySelector("[data-shortcuts-open]");

  const show = () => {
    const list = help.querySelector("dl");
    list.replaceChildren();
    const rows = [[help.dataset.key, help.dataset.help]];
    for (const element of document.querySelectorAll("[data-shortcut]")) {
      rows.push([element.dataset.shortcut, label(element)]);
    }
    for (const [key, text] of rows) {
      const term = document.createElement("dt");
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      term.append(kbd);
      const words = document.createElement("dd");
      words.textContent = text;
      list.append(term, words);
    }
    if (!help.open) help.showModal();
  };

  if (help && opener) {
    opener.hidden = false;
    opener.addEventListener("click", show);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (editable(event.target)) {
      // Back to the shortcuts, with what was typed.
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (help && event.key === help.dataset.key) {
      event.preventDefault();
      show();
      return;
    }
    const wanted = [...document.querySelectorAll("[data-shortcut]")].find(
      (element) => element.dataset.shortcut === event.key && !element.disabled && element.getClientRects().length > 0,
    );
    if (!wanted) return;
    event.preventDefault();
    if (editable(wanted)) wanted.focus();
    else {
      wanted.focus();
      wanted.click();
    }
  });
}
