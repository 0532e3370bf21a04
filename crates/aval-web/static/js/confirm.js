// Asks in a dialog what the linked page would ask; without script the link simply leads there.
export function start(links) {
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      ask(link.dataset).then((yes) => {
        if (yes) post(link.dataset);
        else link.focus();
      });
    });
  }
}

function ask({ question, yes, no }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "av-dialog";
    const words = document.createElement("p");
    words.id = "confirm-question";
    words.textContent = question;
    dialog.setAttribute("aria-labelledby", words.id);
    const form = document.createElement("form");
    form.method = "dialog";
    form.className = "av-row";
    for (const [value, text, style] of [["yes", yes, "fr-btn"], ["no", no, "fr-btn fr-btn--secondary"]]) {
      const button = document.createElement("button");
      button.value = value;
      button.textContent = text;
      button.className = style;
      form.append(button);
    }
    dialog.append(words, form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
    form.lastElementChild.focus();
  });
}

function post({ confirm, csrf }) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = confirm;
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  for (const [name, value] of [["csrf", csrf], ["idempotency_key", key]]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
