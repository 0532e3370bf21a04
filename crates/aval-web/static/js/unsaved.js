// Keeps what is typed in a form carrying data-draft="name": warns before leaving, and finds it again after a session
// has expired. The draft stays in this tab's storage and is forgotten once the form is sent and the page has answered.
const kept = (field) => field.name && !field.matches("[type=hidden],[type=file],[type=password],[data-no-draft]");

export function start(forms) {
  for (const form of forms) if (form instanceof HTMLFormElement) watch(form);
}

function watch(form) {
  const name = `aval-draft:${form.dataset.draft}`;
  const fields = () => [...form.elements].filter(kept);
  const values = () => fields().map((f) => [f.name, f.type === "checkbox" || f.type === "radio" ? f.checked : f.value, f.type === "radio" || f.type === "checkbox" ? f.value : ""]);
  const began = values();
  const read = () => JSON.stringify({ began, now: values() });
  const first = read();
  let sent = false;
  const store = (action) => {
    try {
      return action(sessionStorage);
    } catch {
      return null;
    }
  };

  const draft = store((s) => s.getItem(name));
  if (draft && draft !== first && fill(form, draft, fields())) {
    notice(form, () => {
      store((s) => s.removeItem(name));
      sent = true;
      location.reload();
    });
  }

  form.addEventListener("input", () => store((s) => s.setItem(name, read())));
  form.addEventListener("submit", () => {
    sent = true;
    // Should the answer be the sign-in page, the draft must still be there: a page showing data-draft-saved forgets it.
    store((s) => s.setItem(name, read()));
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && read() !== first) event.preventDefault();
  });
}

function fill(form, draft, fields) {
  let saved;
  try {
    saved = JSON.parse(draft);
  } catch {
    return false;
  }
  let filled = false;
  // What the person changed alone comes back: what somebody else saved meanwhile stays.
  const queue = new Map();
  (saved.now ?? []).forEach(([name, value, option], index) => {
    const key = `${name}\u0000${option}`;
    const before = saved.began?.[index];
    const changed = !before || before[0] !== name || before[1] !== value;
    queue.set(key, [...(queue.get(key) ?? []), changed ? value : undefined]);
  });
  for (const field of fields) {
    const box = field.type === "checkbox" || field.type === "radio";
    const values = queue.get(`${field.name}\u0000${box ? field.value : ""}`);
    if (!values || values.length === 0) continue;
    const value = values.shift();
    if (value === undefined) continue;
    if ((box ? field.checked : field.value) !== value) filled = true;
    if (box) field.checked = value === true;
    else field.value = value;
  }
  return filled;
}

function notice(form, forget) {
  const box = document.createElement("div");
  box.className = "av-draft";
  box.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = form.dataset.tRestored;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fr-btn fr-btn--tertiary fr-btn--sm";
  button.textContent = form.dataset.tDiscard;
  button.addEventListener("click", forget);
  box.append(words, button);
  form.prepend(box);
}

// A page that follows a successful save names the draft to forget.
for (const mark of document.querySelectorAll("[data-draft-saved]")) {
  try {
    sessionStorage.removeItem(`aval-draft:${mark.dataset.draftSaved}`);
  } catch {
    // Storage may be closed to us; nothing was kept then.
  }
}
