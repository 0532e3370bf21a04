// Sends the files of a drop zone in pieces (tus 1.0): a cut, a pause, another computer or a session that ends
// costs one piece at most. Each file is on its own. Without this script the form sends itself, in one go.
import "../vendor/tus/tus.min.js";

const { tus } = globalThis;
const AT_ONCE = 3;
// As much as the server makes durable in the middle of a request.
const PIECE = 16 * 1024 * 1024;
const TRIES_AFTER = [0, 1000, 3000, 5000, 10000, 20000, 30000];

export function start(forms) {
  for (const form of forms) if (form.dataset.send && tus.isSupported) new Zone(form);
}

class Zone {
  constructor(form) {
    this.form = form;
    // A page of many zones says its words once.
    this.t = { ...document.querySelector("[data-upload-texts]")?.dataset, ...form.dataset };
    this.input = form.querySelector("input[type=file]");
    this.list = form.querySelector("[data-upload-list]");
    this.status = form.querySelector("[data-upload-status]");
    this.max = Number(form.dataset.max) || 0;
    this.items = [];
    const lang = document.documentElement.lang;
    const unit = (unit) => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 });
    this.units = { speed: unit("megabyte-per-second"), second: unit("second"), minute: unit("minute"), hour: unit("hour") };

    const zone = form.querySelector("[data-drop]");
    const invite = form.querySelector("[data-drop-invite]");
    if (invite) invite.hidden = false;
    form.dataset.ready = "";
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
    addEventListener("online", () => {
      for (const item of this.items.filter((item) => item.cut)) this.again(item);
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
    return { file, element, bar, words: state, buttons, state: "new", upload: null, cut: false, marks: [] };
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

  pause(item) {
    this.turn(item, "paused");
    item.upload?.abort();
    this.next();
  }

  cancel(item) {
    this.turn(item, "cancelled");
    // Ends it on the server too; what cannot be ended now expires.
    item.upload?.abort(true).catch(() => {});
    this.next();
  }

  sendable(item) {
    return item.file.size > 0 && !(this.max > 0 && item.file.size > this.max);
  }

  again(item) {
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
      location.reload();
    }
  }

  async send(item) {
    item.cut = false;
    item.marks = [];
    this.turn(item, "sending");
    if (!item.upload) {
      const known = await this.begun(item);
      if (item.state !== "sending") return;
      item.resumed = known !== null;
      item.upload = new tus.Upload(item.file, {
        endpoint: this.t.send,
        uploadUrl: known,
        chunkSize: PIECE,
        retryDelays: TRIES_AFTER,
        // The server knows what is not finished, also on another computer.
        storeFingerprintForResuming: false,
        metadata: { filename: item.file.name, filetype: item.file.type },
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0;
          return status === 0 || status >= 500 || [408, 409, 423].includes(status);
        },
        onProgress: (sent, total) => this.progress(item, sent, total),
        onSuccess: () => {
          item.bar.value = 100;
          this.turn(item, "done");
          this.next();
        },
        onError: (error) => this.failed(item, error),
      });
    }
    item.upload.start();
  }

  progress(item, sent, total) {
    if (item.state !== "sending") return;
    item.bar.value = (sent / total) * 100;
    const now = performance.now();
    item.marks.push([now, sent]);
    // The speed of the last seconds, not of the whole evening.
    while (item.marks.length > 2 && now - item.marks[0][0] > 8000) item.marks.shift();
    const [since, from] = item.marks[0];
    const speed = ((sent - from) / (now - since)) * 1000;
    const said = [`${item.resumed ? this.t.tResumed : this.t.tSending}, ${Math.floor(item.bar.value)}\u00a0%`];
    if (now - since > 500 && speed > 0) {
      said.push(this.units.speed.format(speed / 1e6), this.t.tRemaining.replace("$", this.duration((total - sent) / speed)));
    }
    item.words.textContent = said.join(" – ");
  }

  duration(seconds) {
    if (seconds < 60) return this.units.second.format(Math.ceil(seconds));
    if (seconds < 3600) return this.units.minute.format(Math.ceil(seconds / 60));
    return this.units.hour.format(Math.ceil(seconds / 360) / 10);
  }

  failed(item, error) {
    if (item.state !== "sending") return;
    const status = error.originalResponse?.getStatus() ?? 0;
    let told = {};
    try {
      told = JSON.parse(error.originalResponse?.getBody() || "{}");
    } catch {
      // Not JSON: a proxy answered; the status says enough.
    }
    item.cut = status === 0;
    // An upload that is gone or refused begins anew when it is tried again.
    if (status >= 400 && status < 500 && ![401, 408, 409, 423].includes(status)) item.upload = null;
    const detail = status === 0 ? this.t.tNetwork : status === 401 ? this.t.tSession : told.detail || told.title || String(status);
    this.turn(item, "failed", detail);
    // The answer of the FAQ that explains a refusal.
    if (told.help?.href?.startsWith("/faq/")) {
      const help = document.createElement("a");
      help.href = told.help.href;
      help.textContent = told.help.title;
      item.words.append(" ", help);
    }
    this.next();
  }

  // The address of an upload of this very file that was begun before, here or on another computer, or null.
  async begun(item) {
    try {
      this.known ??= fetch(this.t.send).then((answer) => (answer.ok ? answer.json() : { uploads: [] }));
      const { uploads } = await this.known;
      for (const one of uploads) {
        if (one.name !== item.file.name || one.length !== item.file.size || one.state !== "receiving" || one.taken) continue;
        one.taken = true;
        if (!(await same(item.file, one.url))) continue;
        document.querySelector(`[data-unfinished="${CSS.escape(one.url)}"]`)?.remove();
        return one.url;
      }
    } catch {
      // Not known is begun anew: longer, never wrong.
    }
    return null;
  }
}

// True when both ends of what was received are those of the file: a file changed meanwhile begins anew.
async function same(file, url) {
  const told = await (await fetch(url)).json();
  if (told.received === 0) return true;
  // Digests exist in secure contexts only.
  if (!globalThis.crypto?.subtle || !told.samples?.length) return false;
  for (const sample of told.samples) {
    const octets = await file.slice(sample.from, sample.to).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
    if ([...digest].map((octet) => octet.toString(16).padStart(2, "0")).join("") !== sample.sha256) return false;
  }
  return true;
}
