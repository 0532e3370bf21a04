// Asks before what cannot be taken back: a button of a form carrying data-confirm="question" sends it after a yes; a link
// carrying data-confirm="address" and data-question posts there what the linked page would ask. Without script both just go.
export function start(elements) {
  for (const element of elements) {
    element.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const form = element instanceof HTMLButtonElement ? element.form : null;
      event.preventDefault();
      if (form && !form.reportValidity()) return;
      ask(form ? element.dataset.confirm : element.dataset.question).then((yes) => {
        if (!yes) element.focus();
        else if (form) form.requestSubmit(element);
        else post(element.dataset);
      });
    });
  }
}

function ask(question) {
  const dialog = document.getElementById("confirmation");
  document.getElementById("confirmation-question").textContent = question;
  dialog.returnValue = "no";
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
    dialog.querySelector("[value=no]").focus();
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
