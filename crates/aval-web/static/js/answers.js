// Opens the answer that the address points at.
const open = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
};

export function start() {
  open();
  addEventListener("hashchange", open);
}
