// A check that runs: its report takes the place of the announcement when it comes, without a reload. What is typed
// elsewhere on the page stays; an answer that does not come leaves the sentence that says to reload.
const EVERY = 2000;
const MOST = 60;

export function start([announcement]) {
  const section = announcement.closest("section");
  const look = async (left) => {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const received = new DOMParser().parseFromString(await answer.text(), "text/html");
      const report = received.querySelector(`section[aria-labelledby="${section.getAttribute("aria-labelledby")}"]`);
      if (!report) return;
      if (!report.querySelector("[data-awaited]")) {
        section.replaceChildren(...report.childNodes);
        return;
      }
    } catch {
      // The next try may reach the service again.
    }
    if (left > 0) setTimeout(look, EVERY, left - 1);
  };
  setTimeout(look, EVERY, MOST);
}
