// Sends the files of an ordinary multipart form one by one, with progress, pause, cancel and retry.
// The server answers JSON: 2xx {"redirect"?}, or an error {"detail" or "title"} in problem+json.
const AT_ONCE = 2;

export function start(forms) {
  for (const form of forms) new Zone(form);
}

class Zone {
  constructor(form) {
    this.form = form;
    this.t = form.dataset;
    this.input = form.querySelector("input[type=file]");
    this.list = form.querySelector("[data-upload-list]");
    this.status = form.querySelector("[data-upload-status]");
    this.max = Number(form.dataset.max) || 0;
    this.items = [];
    this.number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

    const zone = form.querySelector("[data-drop]");
    form.querySelector("[data-drop-invite]").hidden = false;
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        if (![...event.dataTransfer.types].includes("Files")) return;
        event.preventDefault();
        zone.classList.add("av-drop__zone--over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      zone.addEventListener(name, () => zone.classList.remove("av-drop__zone--over"));
    }
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
    form.addEventListener("submit", (event) => {
      if (this.input.files.length === 0) return;
      event.preventDefault();
      this.add(this.input.files);
      this.input.value = "";
    });
    addEventListener("beforeunload", (event) => {
      if (this.items.some((item) => item.state === "sending" || item.state === "waiting")) event.preventDefault();
    });
  }

  add(files) {
    for (const file of files) {
      const item = this.row(file);
      this.items.push(item);
      if (file.size === 0) this.turn(item, "failed", this.t.tEmpty);
      else if (this.max > 0 && file.size > this.max) this.turn(item, "failed", this.t.tTooLarge);
      else this.turn(item, "waiting");
    }
    this.list.hidden = false;
    this.next();
  }

  row(file) {
    const element = document.createElement("li");
    element.className = "av-drop__item";
    const name = document.createElement("span");
    name.className = "av-drop__name";
    name.textContent = file.name;
    const buttons = document.createElement("span");
    buttons.className = "av-row";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const state = document.createElement("span");
    state.className = "av-drop__state";
    element.append(name, buttons, bar, state);
    this.list.append(element);
    return { file, element, bar, words: state, buttons, state: "new", request: null, key: key() };
  }

  turn(item, state, detail = "") {
    item.state = state;
    item.element.className = `av-drop__item av-drop__item--${state}`;
    const said = this.t[`t${state[0].toUpperCase()}${state.slice(1)}`];
    item.words.textContent = detail ? `${said}. ${detail}` : said;
    if (["done", "failed"].includes(state)) this.status.textContent = `${item.file.name}, ${item.words.textContent}`;
    const offer = {
      waiting: [["tPause", () => this.pause(item)], ["tCancel", () => this.cancel(item)]],
      sending: [["tPause", () => this.pause(item)], ["tCancel", () => this.cancel(item)]],
      paused: [["tResume", () => this.again(item)], ["tCancel", () => this.cancel(item)]],
      failed: [...(this.sendable(item) ? [["tRetry", () => this.again(item)]] : []), ["tCancel", () => this.cancel(item)]],
    }[state] ?? [];
    const focused = item.buttons.contains(document.activeElement);
    item.buttons.replaceChildren(
      ...offer.map(([label, action]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "fr-btn fr-btn--tertiary fr-btn--sm";
        button.textContent = this.t[label];
        button.setAttribute("aria-label", `${this.t[label]}, ${item.file.name}`);
        button.addEventListener("click", action);
        return button;
      }),
    );
    if (focused) item.buttons.firstElementChild?.focus();
  }

  // The protocol has no resumption of its own here: pausing stops the transfer, resuming starts this file again.
  pause(item) {
    this.turn(item, "paused");
    item.request?.abort();
    this.next();
  }

  cancel(item) {
    this.turn(item, "cancelled");
    item.request?.abort();
    this.next();
  }

  sendable(item) {
    return item.file.size > 0 && !(this.max > 0 && item.file.size > this.max);
  }

  again(item) {
    item.bar.value = 0;
    this.turn(item, "waiting");
    this.next();
  }

  next() {
    const sending = this.items.filter((item) => item.state === "sending").length;
    const waiting = this.items.filter((item) => item.state === "waiting");
    for (const item of waiting.slice(0, Math.max(0, AT_ONCE - sending))) this.send(item);
    const open = this.items.some((item) => ["waiting", "sending", "paused", "failed"].includes(item.state));
    if (!open && this.items.some((item) => item.state === "done")) {
      this.status.textContent = this.t.tAllDone;
      this.items = [];
      if (this.redirect) location.assign(this.redirect);
      else location.reload();
    }
  }

  send(item) {
    this.turn(item, "sending");
    const data = new FormData();
    for (const field of new FormData(this.form)) {
      if (field[0] !== this.input.name) data.append(field[0], field[1]);
    }
    // The same file tried twice counts once, two files count twice.
    data.set("idempotency_key", item.key);
    data.append(this.input.name, item.file, item.file.name);
    const request = new XMLHttpRequest();
    item.request = request;
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    const began = performance.now();
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable || item.state !== "sending") return;
      item.bar.value = (event.loaded / event.total) * 100;
      const seconds = (performance.now() - began) / 1000;
      const speed = seconds > 0.5 ? ` – ${this.number.format(event.loaded / seconds / 1e6)}\u00a0${this.unit()}/s` : "";
      item.words.textContent = `${this.t.tSending}, ${Math.floor(item.bar.value)}\u00a0%${speed}`;
    });
    request.addEventListener("load", () => this.answered(item, request));
    request.addEventListener("error", () => {
      this.turn(item, "failed", this.t.tNetwork);
      this.next();
    });
    request.send(data);
  }

  unit() {
    return document.documentElement.lang === "fr" ? "Mo" : "MB";
  }

  answered(item, request) {
    if (item.state !== "sending") return;
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // Not JSON: a proxy or a sign-in page answered; the status says enough.
    }
    const html = (request.getResponseHeader("content-type") ?? "").startsWith("text/html");
    if (request.status >= 200 && request.status < 300 && !html) {
      item.bar.value = 100;
      if (answer.redirect && new URL(answer.redirect, location.href).origin === location.origin) this.redirect = answer.redirect;
      this.turn(item, "done");
    } else if (request.status === 401 || (html && request.status < 300)) {
      this.turn(item, "failed", this.t.tSession);
    } else if (request.status === 413) {
      this.turn(item, "failed", answer.detail || this.t.tTooLarge);
    } else {
      this.turn(item, "failed", answer.detail || answer.title || String(request.status));
    }
    this.next();
  }
}

function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
