// Commands around a proof: zoom and move an image; speed, single frames and a shareable instant for a video.
// Where there is a form that takes a place, a zone is drawn, an instant or chosen lines are taken into it.
import { drawZone, lastPlace, openedAt, placeField } from "./pins.js";

const kinds = { video, image, lines, pdf };

export function start(viewers) {
  for (const viewer of viewers) kinds[viewer.dataset.viewer]?.(viewer);
}

function bar(viewer) {
  const element = document.createElement("div");
  element.className = "av-viewer__bar";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", viewer.dataset.tControls);
  viewer.prepend(element);
  return element;
}

function button(text, title, action, shortcut) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "fr-btn fr-btn--tertiary fr-btn--sm";
  element.textContent = text;
  element.setAttribute("aria-label", title);
  element.title = title;
  if (shortcut) element.dataset.shortcut = shortcut;
  element.addEventListener("click", action);
  return element;
}

function image(viewer) {
  const stage = viewer.querySelector(".av-viewer__stage");
  const picture = viewer.querySelector("img");
  let scale = 0; // 0: fitted to the pane
  const draw = (next) => {
    scale = next;
    stage.classList.toggle("av-viewer__stage--zoomed", scale > 0);
    if (scale > 0) picture.width = Math.round(picture.naturalWidth * scale);
    else picture.removeAttribute("width");
    const shown = scale > 0 ? scale : picture.clientWidth / (picture.naturalWidth || 1);
    share.textContent = `${Math.round(shown * 100)}\u00a0%`;
  };
  const shown = () => (scale > 0 ? scale : picture.clientWidth / (picture.naturalWidth || 1));
  const zoom = (factor) => draw(Math.min(8, Math.max(0.1, shown() * factor)));
  const share = document.createElement("span");
  share.className = "av-small";
  const t = viewer.dataset;
  bar(viewer).append(
    button("+", t.tIn, () => zoom(1.25), "+"),
    button("−", t.tOut, () => zoom(0.8), "-"),
    button("⤢", t.tFit, () => draw(0), "0"),
    share,
  );
  drawZone(viewer, viewer.querySelector(".av-sheet"), (element) => viewer.querySelector(".av-viewer__bar").append(element), button);
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", t.tImage);
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 0.87);
  }, { passive: false });
  stage.addEventListener("pointerdown", (event) => {
    if (scale === 0 || event.button !== 0 || stage.classList.contains("av-viewer__stage--drawing")) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    const from = { x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop };
    const move = (at) => {
      stage.scrollLeft = from.x - at.clientX;
      stage.scrollTop = from.y - at.clientY;
    };
    stage.addEventListener("pointermove", move);
    stage.addEventListener("pointerup", () => stage.removeEventListener("pointermove", move), { once: true });
  });
  if (picture.complete) draw(0);
  else picture.addEventListener("load", () => draw(0), { once: true });
}

function video(viewer) {
  const film = viewer.querySelector("video");
  const t = viewer.dataset;
  const frame = 1 / 25;
  const step = (seconds) => {
    film.pause();
    film.currentTime = Math.max(0, film.currentTime + seconds);
  };
  const speed = document.createElement("select");
  speed.className = "fr-select av-input--short";
  speed.setAttribute("aria-label", t.tSpeed);
  for (const rate of [0.5, 1, 1.5, 2, 3]) {
    const option = new Option(`×\u00a0${String(rate).replace(".", document.documentElement.lang === "fr" ? "," : ".")}`, rate, rate === 1, rate === 1);
    speed.append(option);
  }
  speed.addEventListener("change", () => {
    film.playbackRate = Number(speed.value);
  });
  const here = () => {
    const address = new URL(location.href);
    address.hash = `t=${film.currentTime.toFixed(2)}`;
    return address;
  };
  const copy = button("#", t.tCopy, async () => {
    history.replaceState(null, "", here());
    try {
      await navigator.clipboard.writeText(here().href);
      copy.textContent = "✓";
    } catch {
      // The address bar holds the link all the same.
    }
  });
  bar(viewer).append(speed, button("⟨", t.tBack, () => step(-frame), ","), button("⟩", t.tForward, () => step(frame), "."), copy);
  film.addEventListener("pause", () => history.replaceState(null, "", here()));
  const go = (from, until) => {
    film.currentTime = from;
    limit = until > from ? until : Infinity;
  };
  // A range is played to its end, then one goes on as one likes.
  let limit = Infinity;
  film.addEventListener("timeupdate", () => {
    if (film.currentTime < limit) return;
    limit = Infinity;
    film.pause();
  });
  const ready = (act) => (film.readyState > 0 ? act() : film.addEventListener("loadedmetadata", act, { once: true }));
  const asked = openedAt(location.hash);
  if (asked.t) ready(() => go(...asked.t));

  const field = placeField("place");
  if (field) {
    const pin = button("✎", t.tHere, () => {
      film.pause();
      field.value = lastPlace(field.value, film.currentTime);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }, "m");
    viewer.querySelector(".av-viewer__bar").append(pin);
  }

  // The marks of the list, along the time.
  const marks = [...viewer.querySelectorAll("a[data-from]")];
  const follow = (mark) => (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", mark.href);
    go(Number(mark.dataset.from), Number(mark.dataset.until));
  };
  for (const mark of marks) mark.addEventListener("click", follow(mark));
  if (marks.length > 0) {
    ready(() => {
      if (!Number.isFinite(film.duration) || film.duration <= 0) return;
      const line = document.createElement("div");
      line.className = "av-timebar";
      line.setAttribute("role", "group");
      line.setAttribute("aria-label", t.tMarks);
      for (const mark of marks) {
        const copy = mark.cloneNode(true);
        copy.style.left = `${Math.min(100, (100 * Number(mark.dataset.from)) / film.duration)}%`;
        copy.addEventListener("click", follow(mark));
        line.append(copy);
      }
      film.after(line);
    });
  }
}

// Pages are drawn here; where that cannot be, by what the browser has for them.
async function pdf(viewer) {
  try {
    const { show } = await import("./pages.js");
    await show(viewer, { bar, button });
  } catch (error) {
    console.warn("pages.js", error);
    viewer.querySelector(".av-viewer__bar")?.remove();
    viewer.querySelector(".av-viewer__stage").hidden = true;
    const said = document.createElement("p");
    said.className = "av-small";
    said.textContent = viewer.dataset.tBroken;
    const frame = document.createElement("iframe");
    frame.className = "av-desk__frame";
    frame.src = viewer.dataset.src + location.hash;
    frame.title = viewer.dataset.tFrame;
    viewer.append(said, frame);
  }
}

// Lines chosen as one chooses text; their numbers go to the form.
function lines(list) {
  const field = placeField("place");
  if (!field) return;
  const number = (node) => {
    const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    const item = element?.closest("li[id^=L]");
    return item && list.contains(item) ? Number(item.id.slice(1)) : 0;
  };
  const take = button("✎", list.dataset.tLines, () => {
    const chosen = document.getSelection();
    const ends = [number(chosen.anchorNode), number(chosen.focusNode)].filter(Boolean).sort((a, b) => a - b);
    if (ends.length === 0) {
      field.focus();
      return;
    }
    const [first, last] = [ends[0], ends.at(-1)];
    field.value = first === last ? `${first}` : `${first}-${last}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, "m");
  // A press must not undo the choice.
  take.addEventListener("pointerdown", (event) => event.preventDefault());
  const group = document.createElement("div");
  group.className = "av-viewer__bar";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", list.dataset.tControls);
  group.append(take);
  list.before(group);
}
