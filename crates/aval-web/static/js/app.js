// Loads each enhancement only where the page asks for it; every page works without any of them.
const wanted = [
  ["form[data-upload]", "./upload.js"],
  ["[data-folder]", "./folder.js"],
  ["[data-confirm]", "./confirm.js"],
  ["form[data-draft], [data-draft-saved]", "./unsaved.js"],
  ["[data-filter]", "./filter.js"],
  ["[data-viewer]", "./viewer.js"],
  ["[data-compare]", "./compare.js"],
  ["button[data-cite]", "./cite.js"],
  ["input[data-suggest]", "./suggest.js"],
  ["details[data-answer]", "./answers.js"],
  ["[data-searched]", "./searches.js"],
  ["[data-when]", "./when.js"],
  ["[data-awaited]", "./awaited.js"],
  ["[data-shortcut], #shortcuts", "./keyboard.js"],
];
for (const [selector, file] of wanted) {
  const found = document.querySelectorAll(selector);
  if (found.length > 0) {
    import(file).then((module) => module.start([...found])).catch((error) => console.error(file, error));
  }
}

document.querySelector("[data-focus]")?.focus();

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      button.textContent = button.dataset.copied;
    } catch {
      source.select?.();
    }
  });
}
