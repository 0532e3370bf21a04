// Proposes questions under a search box while somebody types: a combobox with a list (ARIA APG). The box alone
// already works; an answer that does not come, or comes late, changes nothing.
const WAIT = 120;

export function start(boxes) {
  boxes.forEach(enhance);
}

function enhance(input, rank) {
  const list = document.createElement("ul");
  list.className = "av-suggest__list";
  list.id = `suggestions-${rank}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  list.lang = input.dataset.suggestLang;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let current = -1;
  let timer;
  let asked;

  const close = () => {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (next) => {
    const options = [...list.children];
    options[current]?.setAttribute("aria-selected", "false");
    current = (next + options.length + 1) % (options.length + 1);
    const option = options[current];
    if (option) {
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      current = -1;
      input.removeAttribute("aria-activedescendant");
    }
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((suggestion, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.dataset.href = suggestion.href;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      for (const piece of suggestion.pieces) {
        const node = document.createElement(piece.marked ? "mark" : "span");
        node.textContent = piece.text;
        option.append(node);
      }
      return option;
    }));
    current = -1;
    const any = suggestions.length > 0;
    list.hidden = !any;
    input.setAttribute("aria-expanded", String(any));
    input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asked?.abort();
    const text = input.value.trim();
    if (text.length < 2) {
      close();
      return;
    }
    asked = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(current === -1 && event.key === "ArrowUp" ? list.children.length - 1 : current + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      location.assign(list.children[current].dataset.href);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
}
