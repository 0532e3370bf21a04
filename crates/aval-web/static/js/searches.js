// When the page of a search is left, tells whether any of its answers was opened: no name, no cookie of its own.
export function start([results]) {
  let opened = false;
  let told = "";
  const note = () => (opened = true);
  // Opening does not bubble.
  results.addEventListener("toggle", (event) => event.target.open && note(), true);
  results.addEventListener("click", (event) => event.target.closest("a") && note());
  addEventListener("pagehide", () => {
    const word = opened ? "oui" : "non";
    if (told === word) return;
    told = word;
    navigator.sendBeacon("/faq/recherches", new URLSearchParams({ q: results.dataset.searched, ouverte: word }));
  });
}
