// The network strip: one button per layer. The page tells which layer is selected; a click or an
// arrow key tells the page. Texts come from the page's own records, never from a visitor.

const MIN_HEIGHT = 10; // px, so that a 1 x 1 grid can still be clicked
const EXTRA_HEIGHT = 46;
const MIN_GROW = 3; // flex shares: the narrowest and the widest bar
const EXTRA_GROW = 12;

function element(tag, className, attributes = {}) {
  const node = document.createElement(tag);
  node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function barNode(bar) {
  const node = element("button", "bar", { type: "button", role: "option", tabindex: "-1" });
  node.dataset.name = bar.name;
  node.setAttribute("aria-label", bar.description);
  node.style.flexGrow = MIN_GROW + EXTRA_GROW * bar.width;
  const fill = element("span", "fill");
  fill.style.height = `${MIN_HEIGHT + EXTRA_HEIGHT * bar.height}px`;
  fill.style.background = bar.colour;
  node.append(fill);
  return node;
}

function blockNode(name, bars) {
  const block = element("div", "block", { role: "group", "aria-label": name });
  block.style.flexGrow = bars.reduce((sum, bar) => sum + MIN_GROW + EXTRA_GROW * bar.width, 0);
  const row = element("div", "bars", { role: "presentation" });
  row.append(...bars.map(barNode));
  const label = element("div", "name", { "aria-hidden": "true" });
  const [word, number] = name.split(" ");
  const long = element("span", number ? "long" : "");
  long.textContent = number ? `${word} ` : word;
  label.append(long, number ?? "");
  block.append(row, label);
  return block;
}

function build(root, data, state) {
  const list = root.querySelector(".layers");
  const blocks = new Map();
  for (const bar of data.bars) blocks.set(bar.block, [...(blocks.get(bar.block) ?? []), bar]);
  list.replaceChildren(...[...blocks].map(([name, bars]) => blockNode(name, bars)));
  list.setAttribute("aria-label", data.label);
  const legend = root.querySelector(".legend");
  legend.replaceChildren(
    ...data.legend.map(([name, colour]) => {
      const entry = element("span", "entry");
      const swatch = element("span", "swatch");
      swatch.style.background = colour;
      entry.append(swatch, name);
      return entry;
    }),
  );
  state.buttons = [...list.querySelectorAll(".bar")];
  state.text = new Map(data.bars.map((bar) => [bar.name, bar.description]));
}

function mark(root, state, selected) {
  for (const button of state.buttons) {
    const isSelected = button.dataset.name === selected;
    button.setAttribute("aria-selected", String(isSelected));
    button.tabIndex = isSelected ? 0 : -1;
  }
  state.selected = selected;
  tell(root, state, selected);
}

function tell(root, state, name) {
  root.querySelector(".told").textContent = state.text.get(name) ?? "";
}

function listen(root, state) {
  const list = root.querySelector(".layers");
  const choose = (button) => {
    mark(root, state, button.dataset.name);
    state.send("selected", button.dataset.name);
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".bar");
    if (button) choose(button);
  });
  list.addEventListener("pointerover", (event) => {
    const button = event.target.closest(".bar");
    if (button) tell(root, state, button.dataset.name);
  });
  list.addEventListener("pointerleave", () => tell(root, state, state.selected));
  list.addEventListener("keydown", (event) => {
    const at = state.buttons.findIndex((button) => button.dataset.name === state.selected);
    const last = state.buttons.length - 1;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const button = state.buttons[Math.min(Math.max(next, 0), last)];
    button.focus();
    choose(button);
  });
}

const states = new WeakMap();

export default function networkStrip({ data, parentElement, setTriggerValue }) {
  let state = states.get(parentElement);
  if (!state) {
    state = {};
    states.set(parentElement, state);
    listen(parentElement, state);
  }
  state.send = setTriggerValue;
  const signature = JSON.stringify([data.label, data.bars]);
  if (signature !== state.signature) build(parentElement, data, state);
  state.signature = signature;
  mark(parentElement, state, data.selected);
}
