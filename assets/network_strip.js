// The network strip: one button per layer. The page sets which layer is selected; a click or an
// arrow key sends another one to it. Texts come from the page's own records, never from a visitor.

const MIN_HEIGHT = 10; // px, so that a 1 x 1 grid can still be clicked
const EXTRA_HEIGHT = 46;
const MIN_GROW = 3; // flex shares: the narrowest and the widest bar
const EXTRA_GROW = 12;

function barNode(bar) {
  const fill = element("span", "fill");
  fill.style.setProperty("--height", `${MIN_HEIGHT + EXTRA_HEIGHT * bar.height}px`);
  fill.style.background = bar.colour;
  const node = optionNode("bar", bar.description, fill);
  node.dataset.name = bar.name;
  node.style.flexGrow = MIN_GROW + EXTRA_GROW * bar.width;
  return node;
}

function blockNode(name, bars) {
  const row = element("div", "bars", { role: "presentation" }, ...bars.map(barNode));
  const block = element("div", "block", { role: "group", "aria-label": name }, row, nameNode(name));
  block.style.flexGrow = bars.reduce((sum, bar) => sum + MIN_GROW + EXTRA_GROW * bar.width, 0);
  return block;
}

// On a phone only the number of a block is shown.
function nameNode(name) {
  const [word, number] = name.split(" ");
  const words = number ? [element("span", "long", {}, `${word} `), number] : [word];
  return element("div", "name", { "aria-hidden": "true" }, ...words);
}

function entryNode([name, colour]) {
  const swatch = element("span", "swatch");
  swatch.style.background = colour;
  return element("span", "entry", {}, swatch, name);
}

function build(state, { label, bars, legend }) {
  const list = state.root.querySelector(".layers");
  const blocks = new Map();
  for (const bar of bars) blocks.set(bar.block, [...(blocks.get(bar.block) ?? []), bar]);
  list.replaceChildren(...[...blocks].map(([name, ofBlock]) => blockNode(name, ofBlock)));
  list.setAttribute("aria-label", label);
  state.root.querySelector(".legend").replaceChildren(...legend.map(entryNode));
  state.bars = [...list.querySelectorAll(".bar")];
}

function mark(state, bar) {
  state.selected = bar;
  select(state.bars, bar);
  tell(state, bar);
}

function tell(state, bar) {
  write(state, ".told", bar?.getAttribute("aria-label") ?? "");
}

function begin(state) {
  const list = state.root.querySelector(".layers");
  const choose = (bar) => {
    mark(state, bar);
    state.send("selected", bar.dataset.name);
  };
  onOption(list, "click", choose);
  onOption(list, "pointerover", (bar) => tell(state, bar));
  list.addEventListener("pointerleave", () => tell(state, state.selected));
  onArrowKey(list, { act: choose });
}

function show(state, { selected, ...drawn }) {
  if (!same(drawn, state.drawn)) build(state, drawn);
  state.drawn = drawn;
  mark(
    state,
    state.bars.find((bar) => bar.dataset.name === selected),
  );
}

export default component(begin, show);
