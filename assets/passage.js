// A photo on its way through the network: a column of maps for each block, and lines between them.
// Texts come from the page's own records, never from a visitor.

const AFTER_PHOTO = 1; // one picture stands before the first column

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
const marginOf = (places) =>
  places
    ? `calc((max((var(--height) - ${places - 1} * var(--gap)) / ${places}, var(--label)) - ` +
      `(var(--height) - ${places - 1} * var(--gap)) / ${places}) / 2)`
    : "0px";

function lineNodes(from, to) {
  const middle = (index, count) => ((index + 0.5) / count) * 100;
  const nodes = [];
  for (let one = 0; one < from; one += 1) {
    for (let other = 0; other < to; other += 1) {
      const [start, end] = [middle(one, from), middle(other, to)];
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", `M0 ${start} C50 ${start} 50 ${end} 100 ${end}`);
      nodes.push(path);
    }
  }
  return nodes;
}

function gutterNode(from, to, pooling) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.append(...lineNodes(from || AFTER_PHOTO, to || AFTER_PHOTO));
  const half = pooling ? [element("span", "half", {}, "½")] : [];
  const pool = element("div", "pool", {}, ...half);
  if (pooling) pool.style.setProperty("--colour", pooling);
  const node = element("div", "gutter", { "aria-hidden": "true" }, pool, svg);
  node.style.setProperty("--before", marginOf(from));
  node.style.setProperty("--after", marginOf(to));
  return node;
}

function endNode({ end_name: name, end_lines: lines, end_colour: colour }) {
  const bar = element("div", "bar", { "aria-hidden": "true" });
  bar.style.setProperty("--colour", colour);
  const label = [name, ...lines].join(", ");
  const head = headNode(name, lines, colour);
  const node = element("div", "end", { role: "group", "aria-label": label }, head, bar);
  node.style.setProperty("--places", 8);
  return node;
}

function build(state, drawn) {
  const list = state.root.querySelector(".passage");
  const nodes = [gutterNode(0, drawn.blocks[0].places)];
  drawn.blocks.forEach((block, index) => {
    const next = drawn.blocks[index + 1];
    nodes.push(blockNode(block), gutterNode(block.places, next?.places ?? 0, drawn.pooling_colour));
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
