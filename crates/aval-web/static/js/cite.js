// Puts a question of the FAQ and its whole address at the end of a field, ready to be sent with what was typed.
export function start(buttons) {
  for (const button of buttons) {
    const field = document.getElementById(button.dataset.cite);
    if (!field) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const cited = `${button.dataset.citeText} ${new URL(button.dataset.citeHref, location.origin)}`;
      if (!field.value.includes(cited)) {
        field.value = field.value.trim() === "" ? cited : `${field.value.trimEnd()}\n${cited}`;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      field.focus();
    });
  }
}
