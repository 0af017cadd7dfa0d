// A photo on its way through the network: a column of maps for each block, and lines between them.
// Texts come from the page's own records, never from a visitor.

function headNode(name, lines, colour) {
  const title = element("div", "name", {}, name);
  const head = element(
    "div",
    "head",
    { "aria-hidden": "true" },
    title,
    ...lines.map((line) => element("div", "line", {}, line)),
  );
  head.style.setProperty("--colour", colour);
  return head;
}

function tileNode(block, tile) {
  const picture = element("span", "picture framed");
  picture.style.backgroundImage = `url("${tile.picture}")`;
  const node = optionNode(block.sharp ? "place sharp" : "place", tile.description, picture);
  node.title = tile.description;
  node.dataset.layer = block.layer;
  node.dataset.channel = tile.channel;
  return node;
}

function emptyNode({ unknown }) {
  return element("span", "place empty", { title: unknown, "aria-hidden": "true" }, "?");
}

function blockNode(block) {
  const places = block.tiles.length
    ? block.tiles.map((tile) => tileNode(block, tile))
    : Array.from({ length: block.places }, () => emptyNode(block));
  const maps = element("div", "maps", { role: "presentation" }, ...places);
  const head = headNode(block.name, block.lines, block.colour);
  const label = [block.name, ...block.lines].join(", ");
  const node = element("div", "block", { role: "group", "aria-label": label }, head, maps);
  node.style.setProperty("--places", block.places);
  return node;
}

// How far the lines reach into the columns on both sides, whose maps may be narrower than labels.
function marginOf(places) {
  const tile = `(var(--height) - ${places - 1} * var(--gap)) / ${places}`;
  return `calc((max(${tile}, var(--label)) - ${tile}) / 2)`;
}

const middles = (places) => Array.from({ length: places }, (_, at) => (100 * (at + 0.5)) / places);

function lineNode(start, end) {
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", `M0 ${start} C50 ${start} 50 ${end} 100 ${end}`);
  return path;
}

// Between two columns: lines from each place on the left to each on the right, in percent of the
// height, and how far they reach into the columns.
function gutterNode(from, to, pooling) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.append(...from.at.flatMap((start) => to.at.map((end) => lineNode(start, end))));
  const half = pooling ? [element("span", "half", {}, "½")] : [];
  const pool = element("div", "pool", {}, ...half);
  pool.style.setProperty("--colour", pooling);
  const node = element("div", "gutter", { "aria-hidden": "true" }, pool, svg);
  node.style.setProperty("--before", from.margin);
  node.style.setProperty("--after", to.margin);
  return node;
}

// Where lines begin or end: at the photo left of all columns, at a column's maps, at the last bar.
const PHOTO = { at: [4], margin: "2rem" };
const END = { at: [50], margin: "calc((var(--label) - 1.1rem) / 2)" };
const sideOf = ({ places }) => ({ at: middles(places), margin: marginOf(places) });

function endNode({ end_name: name, end_lines: lines, end_colour: colour }) {
  const bar = element("div", "bar", { "aria-hidden": "true" });
  bar.style.setProperty("--colour", colour);
  const label = [name, ...lines].join(", ");
  const head = headNode(name, lines, colour);
  const node = element("div", "end", { role: "group", "aria-label": label }, head, bar);
  return node;
}

function build(state, drawn) {
  const list = state.root.querySelector(".passage");
  const nodes = [gutterNode(PHOTO, sideOf(drawn.blocks[0]), "")];
  drawn.blocks.forEach((block, index) => {
    const next = drawn.blocks[index + 1];
    const to = next ? sideOf(next) : END;
    nodes.push(blockNode(block), gutterNode(sideOf(block), to, drawn.pooling_colour));
  });
  list.replaceChildren(...nodes, endNode(drawn));
  list.setAttribute("aria-label", drawn.label);
  const options = [...list.querySelectorAll("[role='option']")];
  reachByTab(options, options[0]);
}

function begin(state) {
  const list = state.root.querySelector(".passage");
  onOption(list, "click", ({ dataset }) => {
    state.send("selected", { layer: dataset.layer, channel: Number(dataset.channel) });
  });
  onArrowKey(list);
}

function show(state, drawn) {
  if (!same(drawn, state.drawn)) build(state, drawn);
  state.drawn = drawn;
}

export default component(begin, show);
