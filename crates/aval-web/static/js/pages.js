// A PDF page by page, drawn here by pdf.js: commands, the page in the address, marks and zones over it.
// Its scripts, forms and links are not run: what was deposited is looked at, nothing more.
import { AnnotationMode, getDocument, GlobalWorkerOptions, PDFDataRangeTransport, TextLayer } from "../vendor/pdfjs/pdf.min.js";
import { drawZone, openedAt, placeField } from "./pins.js";

const vendored = (path) => new URL(`../vendor/pdfjs/${path}`, import.meta.url).href;
GlobalWorkerOptions.workerSrc = vendored("pdf.worker.min.js");

// More would take hundreds of megabytes for one page.
const MOST_PIXELS = 16e6;

const TRIES_AFTER = [1000, 3000, 9000];

/** The octets of a file of known length, asked for by ranges: the whole file is never begun. */
class Ranges extends PDFDataRangeTransport {
  constructor(url, length, lost) {
    super(length, null);
    this.url = url;
    this.lost = lost;
    this.ended = new AbortController();
  }

  async requestDataRange(begin, end) {
    for (const wait of [...TRIES_AFTER, null]) {
      try {
        const answer = await fetch(this.url, { headers: { range: `bytes=${begin}-${end - 1}` }, signal: this.ended.signal });
        if (answer.status === 206) {
          this.onDataRange(begin, new Uint8Array(await answer.arrayBuffer()));
          return;
        }
        // Not a part of the file: signed out, quarantined, erased. Asking again changes nothing.
        if (answer.status < 500) break;
      } catch (error) {
        if (this.ended.signal.aborted) return;
        if (wait === null) console.warn(error);
      }
      if (wait !== null) await new Promise((done) => setTimeout(done, wait));
    }
    this.lost(new Error(`octets ${begin} to ${end} did not come`));
  }

  abort() {
    this.ended.abort();
  }
}

/** The fonts of signs are read here: a worker that knew their address would name others too. */
class Signs {
  async fetch({ filename }) {
    if (!/^Foxit(Symbol|Dingbats)\.pfb$/.test(filename)) throw new Error(`no ${filename}`);
    const answer = await fetch(vendored(`fonts/${filename}`));
    if (!answer.ok) throw new Error(`no ${filename}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

export async function show(viewer, { bar, button }) {
  const t = viewer.dataset;
  const alone = !("apart" in t);
  const stage = viewer.querySelector(".av-viewer__stage");
  const sheet = viewer.querySelector(".av-sheet");
  const marks = sheet.querySelector(".av-sheet__marks");
  stage.hidden = false;
  stage.setAttribute("aria-busy", "true");

  // While nothing is shown the frame of the browser replaces this; later a page says what it lacks.
  let lost;
  const absent = new Promise((_, reject) => {
    lost = reject;
  });
  absent.catch(() => {});
  const loading = getDocument({
    range: new Ranges(t.src, Number(t.size), (error) => lost(error)),
    // Only what the pages looked at need, in small parts: the first one of a long document comes at once.
    rangeChunkSize: 16 * 1024,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    useSystemFonts: true,
    useWasm: false,
    useWorkerFetch: false,
    wasmUrl: vendored("decoders/"),
    BinaryDataFactory: Signs,
    verbosity: 0,
  });
  let book;
  try {
    book = await Promise.race([loading.promise, absent]);
  } catch (error) {
    loading.destroy();
    throw error;
  }
  const last = book.numPages;
  const within = (number) => Math.min(last, Math.max(1, number));
  const named = alone ? openedAt(location.hash) : {};
  const asked = named.page || !alone ? named : openedAt(t.opening);
  let current = 0;
  let scale = 0; // 0: as wide as the pane
  let turning = 0;
  let task = null;

  const draw = async () => {
    const turn = ++turning;
    task?.cancel();
    stage.setAttribute("aria-busy", "true");
    const page = await book.getPage(current);
    if (turn !== turning) return;
    const natural = page.getViewport({ scale: 1 });
    const fitted = Math.max(0.1, (stage.clientWidth - 2) / natural.width);
    const viewport = page.getViewport({ scale: scale || fitted });
    const canvas = document.createElement("canvas");
    const density = Math.min(globalThis.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    canvas.width = Math.max(1, Math.floor(viewport.width * density));
    canvas.height = Math.max(1, Math.floor(viewport.height * density));
    canvas.style.width = `${viewport.width}px`;
    canvas.style.height = `${viewport.height}px`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", said(current));
    const words = document.createElement("div");
    words.className = "av-words-over";
    words.style.setProperty("--total-scale-factor", viewport.scale);
    task = page.render({
      canvas,
      viewport,
      transform: density === 1 ? null : [density, 0, 0, density, 0, 0],
      annotationMode: AnnotationMode.ENABLE,
      background: "#fff",
    });
    try {
      await task.promise;
    } catch (error) {
      if (turn !== turning) return;
      throw error;
    }
    if (turn !== turning) return;
    for (const old of sheet.querySelectorAll("canvas, .av-words-over")) old.remove();
    sheet.prepend(canvas, words);
    share.textContent = `${Math.round(viewport.scale * 100)}\u00a0%`;
    shownScale = viewport.scale;
    stage.removeAttribute("aria-busy");
    if (!viewer.dataset.page) marks.querySelector(":is(.av-mark--current, .av-mark--asked):not(.av-mark--elsewhere)")?.scrollIntoView({ block: "nearest" });
    viewer.dataset.page = current;
    // The text comes after the page is seen: it is there to be chosen, read aloud and found.
    await new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport }).render().catch(() => {});
  };

  const said = (number) => t.tPage.replace("$", number).replace("$", last);
  let shownScale = 1;
  const failed = (error) => {
    if (error?.name === "RenderingCancelledException") return;
    console.warn(error);
    stage.removeAttribute("aria-busy");
    told.textContent = t.tLost;
    told.className = "av-small";
  };
  lost = failed;
  const place = (number) => {
    for (const mark of marks.querySelectorAll("[data-page]")) mark.classList.toggle("av-mark--elsewhere", Number(mark.dataset.page) !== number);
    marks.querySelector(".av-mark--asked")?.classList.toggle("av-mark--elsewhere", (asked.page || 1) !== number);
    marks.querySelector(".av-mark--mine")?.classList.toggle("av-mark--elsewhere", drawnOn !== number);
    for (const link of viewer.querySelectorAll("a[data-at]")) link.classList.toggle("av-pin--here", Number(link.dataset.at) === number);
  };
  const go = (number, { address = true } = {}) => {
    const wanted = within(number);
    if (wanted === current) return;
    const first = current === 0;
    current = wanted;
    field.value = current;
    for (const [one, end] of [[previous, 1], [next, last]]) one.setAttribute("aria-disabled", String(current === end));
    if (alone && address && !first) {
      const here = new URL(location.href);
      here.hash = `page=${current}`;
      history.replaceState(null, "", here);
    }
    told.className = "fr-sr-only";
    if (!first) told.textContent = said(current);
    stage.scrollTop = 0;
    place(current);
    draw().catch(failed);
  };

  const shortcut = (key) => (alone ? key : undefined);
  const previous = button("‹", t.tPrevious, () => go(current - 1), shortcut(","));
  const next = button("›", t.tNext, () => go(current + 1), shortcut("."));
  const field = document.createElement("input");
  field.type = "number";
  field.min = 1;
  field.max = last;
  field.className = "fr-input av-viewer__page";
  field.setAttribute("aria-label", t.tGo.replace("$", last));
  field.addEventListener("change", () => {
    go(Number.parseInt(field.value, 10) || current);
    field.value = current;
  });
  const count = document.createElement("span");
  count.className = "av-small";
  count.textContent = `/\u00a0${last}`;
  const share = document.createElement("span");
  share.className = "av-small";
  const told = document.createElement("p");
  told.className = "fr-sr-only";
  told.setAttribute("role", "status");
  const zoom = (next) => {
    scale = next === 0 ? 0 : Math.min(6, Math.max(0.2, next));
    draw().catch(failed);
  };
  const controls = bar(viewer);
  controls.append(
    previous, field, count, next,
    button("+", t.tIn, () => zoom(shownScale * 1.25), shortcut("+")),
    button("−", t.tOut, () => zoom(shownScale * 0.8), shortcut("-")),
    button("⤢", t.tFit, () => zoom(0), shortcut("0")),
    share,
  );
  viewer.append(told);
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", t.tDocument);
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || event.ctrlKey || event.altKey || event.metaKey) return;
    const wide = stage.scrollWidth > stage.clientWidth + 1;
    const top = stage.scrollTop <= 0;
    const bottom = stage.scrollTop + stage.clientHeight >= stage.scrollHeight - 1;
    const step = { ArrowRight: wide ? 0 : 1, ArrowLeft: wide ? 0 : -1, PageDown: bottom ? 1 : 0, PageUp: top ? -1 : 0 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(current + step);
  });

  // The page on which a zone was drawn, and the form that takes both.
  let drawnOn = 0;
  if (alone) {
    drawZone(viewer, sheet, (element) => controls.append(element), button, () => {
      drawnOn = current;
      const page = placeField("place");
      if (page) page.value = current;
      place(current);
    });
    addEventListener("hashchange", () => {
      const { page } = openedAt(location.hash);
      if (page) go(page, { address: false });
    });
    // The marks of the list lead to their page without loading anything again.
    for (const link of viewer.querySelectorAll("a[data-at]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        history.replaceState(null, "", link.href);
        go(Number(link.dataset.at), { address: false });
        for (const mark of marks.querySelectorAll("[data-page]")) mark.classList.toggle("av-mark--current", mark.dataset.number === link.dataset.number);
        stage.focus({ preventScroll: true });
      });
    }
  }
  go(asked.page || 1);

  let width = stage.clientWidth;
  new ResizeObserver(() => {
    if (scale > 0 || Math.abs(stage.clientWidth - width) < 20) return;
    width = stage.clientWidth;
    draw().catch(failed);
  }).observe(stage);
}
