// Places in a piece: read from an address (W3C Media Fragments), drawn by hand, put into the form that takes them.

/** What the end of an address names: { t: [from, until], xywh: [x, y, width, height], page }. */
export function openedAt(hash) {
  const named = new URLSearchParams(hash.replace(/^#/, ""));
  const numbers = (text) => (text && /^[\d.,]+$/.test(text) ? text.split(",").map(Number) : null);
  const t = numbers(named.get("t")?.replace(/^npt:/, ""));
  const xywh = numbers(named.get("xywh")?.replace(/^percent:/, ""));
  const page = Number.parseInt(named.get("page"), 10);
  return {
    t: t && t.every(Number.isFinite) ? [t[0], t[1] ?? t[0]] : null,
    xywh: xywh?.length === 4 && xywh.every((side) => side >= 0 && side <= 100) ? xywh : null,
    page: page > 0 ? page : 0,
  };
}

/** The field of the form that takes a place or a zone; none for who may not remark. */
export const placeField = (name) => document.querySelector(`[data-${name}]`);

const clock = (time) => {
  const seconds = Math.floor(time);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

/** The instant, or the range from the one that stands there until it. */
export function lastPlace(before, time) {
  const here = clock(time);
  const started = /^(?:(\d+):)?(\d+):(\d\d)$/.exec(before.trim());
  if (!started) return here;
  const from = Number(started[1] ?? 0) * 3600 + Number(started[2]) * 60 + Number(started[3]);
  return Math.floor(time) > from ? `${before.trim()}-${here}` : here;
}

const svg = "http://www.w3.org/2000/svg";
const percent = (part) => Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10;

function outline(sheet, name, [x, y, width, height]) {
  const marks = sheet.querySelector(".av-sheet__marks");
  let group = marks.querySelector(`.${name}`);
  if (!group) {
    group = document.createElementNS(svg, "g");
    group.setAttribute("class", `av-mark--drawn ${name}`);
    group.append(document.createElementNS(svg, "rect"));
    marks.append(group);
  }
  const rect = group.firstChild;
  for (const [side, value] of Object.entries({ x, y, width, height })) rect.setAttribute(side, `${value}%`);
  return rect;
}

/**
 * Shows the zone that the address names, and lets a zone be drawn over a sheet when a form takes one.
 * `onPage` says the page to the form, where there are pages.
 */
export function drawZone(viewer, sheet, add, button, onPage = () => {}) {
  const asked = openedAt(location.hash);
  if (asked.xywh && !sheet.querySelector(".av-mark--current")) outline(sheet, "av-mark--asked", asked.xywh);
  sheet.querySelector(".av-mark--current, .av-mark--asked")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  const field = placeField("zone");
  if (!field) return;
  const stage = sheet.closest(".av-viewer__stage");
  const pen = button("✎", viewer.dataset.tZone, () => {
    const drawing = stage.classList.toggle("av-viewer__stage--drawing");
    pen.setAttribute("aria-pressed", String(drawing));
  }, "m");
  pen.setAttribute("aria-pressed", "false");
  add(pen);
  // What is typed shows at once.
  const typed = () => {
    const sides = field.value.split(/[\s%;]+|,(?=\s)|,/).filter(Boolean).map(Number);
    if (sides.length === 4 && sides.every(Number.isFinite)) outline(sheet, "av-mark--mine", sides);
    else sheet.querySelector(".av-mark--mine")?.remove();
  };
  field.addEventListener("change", typed);
  sheet.addEventListener("pointerdown", (event) => {
    if (!stage.classList.contains("av-viewer__stage--drawing") || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    sheet.setPointerCapture(event.pointerId);
    const box = sheet.getBoundingClientRect();
    const at = (where) => [percent((where.clientX - box.left) / box.width), percent((where.clientY - box.top) / box.height)];
    const [startX, startY] = at(event);
    const zone = (where) => {
      const [x, y] = at(where);
      const size = (a, b) => Math.round(Math.abs(a - b) * 10) / 10;
      return [Math.min(x, startX), Math.min(y, startY), size(x, startX), size(y, startY)];
    };
    const move = (where) => outline(sheet, "av-mark--mine", zone(where));
    const stop = (where) => {
      sheet.removeEventListener("pointermove", move);
      sheet.removeEventListener("pointerup", stop);
      sheet.removeEventListener("pointercancel", stop);
      if (where.type === "pointercancel") return;
      const drawn = zone(where);
      outline(sheet, "av-mark--mine", drawn);
      field.value = drawn.join(", ");
      onPage();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      stage.classList.remove("av-viewer__stage--drawing");
      pen.setAttribute("aria-pressed", "false");
    };
    sheet.addEventListener("pointermove", move);
    sheet.addEventListener("pointerup", stop);
    sheet.addEventListener("pointercancel", stop);
  });
}
