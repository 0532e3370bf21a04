// Shows a field only while the answers it depends on call for it. Without this, the field
// stands folded until the answers are saved.
const holds = (when, form) => {
  if (when.not) return !holds(when.not, form);
  if (when.all) return when.all.every((part) => holds(part, form));
  if (when.any) return when.any.some((part) => holds(part, form));
  const ticked = (name, value) =>
    [...form.elements].some(
      (field) => field.name === name && field.value === value && (field.checked || field.type === "hidden"),
    );
  if (when.profile) return ticked("profile", when.profile);
  if (when.equals) return ticked(`declaration.${when.equals[0]}`, when.equals[1]);
  return ticked(`declaration.${when.declared}`, "yes");
};

export function start(blocks) {
  const follow = () => {
    for (const block of blocks) {
      const shown = holds(JSON.parse(block.dataset.when), block.closest("form"));
      block.hidden = !shown;
      if (shown && block instanceof HTMLDetailsElement) block.open = true;
      // What is not seen is not sent: the answer kept on the server stays as it is.
      for (const field of block.querySelectorAll("input, select, textarea")) field.disabled = !shown;
    }
  };
  for (const form of new Set(blocks.map((block) => block.closest("form")))) {
    form.addEventListener("change", follow);
  }
  follow();
}
