// A folder of files: each is put into the slot that its name names, shown first, changed if need be, then sent on its own.
import "../vendor/tus/tus.min.js";

const { tus } = globalThis;
const NAMES_AT_ONCE = 40;
const AT_ONCE = 3;
const PIECE = 16 * 1024 * 1024;
const TRIES_AFTER = [0, 1000, 3000, 5000, 10000, 20000, 30000];

export function start(folders) {
  for (const folder of folders) if (tus.isSupported) new Folder(folder);
}

const size = (octets) => {
  const [unit, part] = octets < 1e5 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(octets / part);
};

class Folder {
  constructor(element) {
    this.element = element;
    this.t = element.dataset;
    this.body = element.querySelector("tbody");
    this.status = element.querySelector("[data-status]");
    this.choices = element.querySelector("[data-choices]").content.firstElementChild;
    this.button = element.querySelector("[data-send-all]");
    this.rows = [];
    element.hidden = false;
    const input = element.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      this.add([...input.files].map((file) => [file, file.webkitRelativePath || file.name]));
      input.value = "";
    });
    const zone = element.querySelector("[data-drop]");
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("av-drop__zone--over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("av-drop__zone--over"));
    zone.addEventListener("drop", async (event) => {
      event.preventDefault();
      zone.classList.remove("av-drop__zone--over");
      // Asked for at once: what was dropped is gone after the event.
      const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile()).filter(Boolean);
      const found = [];
      for (const item of items) await walk(item, "", found);
      this.add(found);
    });
    this.button.addEventListener("click", () => this.send());
    addEventListener("beforeunload", (event) => {
      if (this.rows.some((row) => row.state === "sending" || row.state === "waiting")) event.preventDefault();
    });
  }

  async add(files) {
    const fresh = files.map(([file, path]) => this.row(file, path));
    this.rows.push(...fresh);
    this.element.querySelector("[data-preview]").hidden = this.rows.length === 0;
    this.element.querySelector("[data-acts]").hidden = this.rows.length === 0;
    for (let from = 0; from < fresh.length; from += NAMES_AT_ONCE) {
      const some = fresh.slice(from, from + NAMES_AT_ONCE);
      let told = [];
      try {
        const query = new URLSearchParams(some.map((row) => ["nom", row.path.slice(-300)]));
        const answer = await fetch(`${this.t.folder}?${query}`);
        if (answer.ok) told = await answer.json();
      } catch {
        // Nobody said where they go: people do.
      }
      some.forEach((row, i) => {
        row.meant = told[i]?.slots ?? [];
        row.choice.value = row.meant.length === 1 ? row.meant[0] : "";
      });
    }
    this.judge();
  }

  row(file, path) {
    const line = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = path;
    const weight = document.createElement("span");
    weight.className = "av-small";
    weight.textContent = ` ${size(file.size)}`;
    name.append(weight);
    const choice = this.choices.cloneNode(true);
    choice.setAttribute("aria-label", `${this.t.tSlot}, ${path}`);
    choice.addEventListener("change", () => this.judge());
    const where = document.createElement("td");
    where.append(choice);
    const said = document.createElement("td");
    line.append(name, where, said);
    this.body.append(line);
    return { file, path, line, choice, said, meant: [], state: "new" };
  }

  /** What would become of each file, said before anything is sent. */
  judge() {
    const open = this.rows.filter((row) => !["waiting", "sending", "done"].includes(row.state));
    const placed = new Map();
    for (const row of open) {
      row.why = this.refused(row);
      row.replaces = "";
      const slot = row.choice.value;
      if (slot && !row.why) placed.set(slot, (placed.get(slot) ?? 0) + 1);
    }
    for (const row of open) {
      const { held, evidence } = row.choice.selectedOptions[0].dataset;
      const say = (state, words) => {
        row.state = state;
        row.said.textContent = words;
        row.said.className = state === "refused" ? "av-folder__refused" : "";
      };
      if (row.why) say("refused", row.why);
      else if (!row.choice.value) say("unplaced", row.meant.length > 1 ? `${this.t.tSeveral} ${row.meant.join(", ")}` : row.meant.length === 1 ? "" : this.t.tUnknown);
      else if (!held) say("placed", this.t.tReady);
      else if (evidence && placed.get(row.choice.value) === 1) {
        row.replaces = evidence;
        say("placed", this.t.tReplaces.replace("$", held));
      } else say("placed", this.t.tAdds.replace("$", held));
    }
    this.tell();
  }

  /** Why the slot chosen does not take a file; empty when it does, or when none is chosen. */
  refused({ file, choice }) {
    if (file.size === 0) return this.t.tEmpty;
    if (!choice.value) return "";
    const { accept, max } = choice.selectedOptions[0].dataset;
    const end = file.name.includes(".") ? `.${file.name.split(".").pop().toLowerCase()}` : "";
    if (!accept.split(",").includes(end)) return this.t.tType.replace("$", accept.replaceAll(",", ", "));
    return file.size > Number(max) ? this.t.tLarge : "";
  }

  tell() {
    const count = (state) => this.rows.filter((row) => row.state === state).length;
    const [done, failed] = [count("done"), count("failed")];
    this.status.textContent =
      done + failed > 0
        ? this.t.tSent.replace("$", done).replace("$", failed)
        : this.t.tCount.replace("$", count("placed")).replace("$", this.rows.length);
    this.button.disabled = count("placed") + failed === 0 || count("sending") + count("waiting") > 0;
  }

  send() {
    for (const row of this.rows) if (["placed", "failed"].includes(row.state)) row.state = "waiting";
    this.next();
  }

  next() {
    const sending = this.rows.filter((row) => row.state === "sending").length;
    for (const row of this.rows.filter((one) => one.state === "waiting").slice(0, AT_ONCE - sending)) this.begin(row);
    this.tell();
  }

  begin(row) {
    row.state = "sending";
    row.choice.disabled = true;
    const { send } = row.choice.selectedOptions[0].dataset;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `${this.t.tSending}, ${row.path}`);
    row.said.replaceChildren(bar);
    row.upload ??= new tus.Upload(row.file, {
      endpoint: row.replaces ? `${send}&remplace=${row.replaces}` : send,
      chunkSize: PIECE,
      retryDelays: TRIES_AFTER,
      storeFingerprintForResuming: false,
      metadata: { filename: row.file.name, filetype: row.file.type },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        return status === 0 || status >= 500 || [408, 409, 423].includes(status);
      },
      onProgress: (sent, total) => {
        const shown = row.said.querySelector("progress");
        if (shown) shown.value = (sent / total) * 100;
      },
      onSuccess: () => this.end(row, "done", this.t.tDone),
      onError: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        let told = {};
        try {
          told = JSON.parse(error.originalResponse?.getBody() || "{}");
        } catch {
          // Not JSON: the status says enough.
        }
        if (status >= 400 && status < 500 && ![401, 408, 409, 423].includes(status)) row.upload = null;
        const why = status === 0 ? this.t.tNetwork : status === 401 ? this.t.tSession : told.detail || told.title || String(status);
        row.choice.disabled = false;
        this.end(row, "failed", `${this.t.tFailed}. ${why}`);
      },
    });
    row.upload.start();
  }

  end(row, state, words) {
    row.state = state;
    row.said.textContent = words;
    row.said.className = state === "failed" ? "av-folder__refused" : "";
    this.next();
  }
}

/** The files under an entry of the drop, each with its path. */
async function walk(entry, folder, found) {
  if (entry instanceof File) found.push([entry, entry.name]);
  else if (entry.isFile) {
    const file = await new Promise((done) => entry.file(done, () => done(null)));
    if (file) found.push([file, `${folder}${file.name}`]);
  } else if (entry.isDirectory) {
    const reader = entry.createReader();
    // A reader gives a hundred at a time.
    for (;;) {
      const some = await new Promise((done) => reader.readEntries(done, () => done([])));
      if (some.length === 0) return;
      for (const one of some) await walk(one, `${folder}${entry.name}/`, found);
    }
  }
}
