// Photos of a set, each cut out of one picture, and what a head took them for. A click or Enter
// sends a photo's number to the page. Labels are a visitor's words: only as text.

const share = (at, all) => (all > 1 ? (100 * at) / (all - 1) : 0);

function tileNode(tile, number, columns, rows) {
  const picture = element("span", "picture framed");
  const [column, row] = [number % columns, Math.floor(number / columns)];
  picture.style.backgroundPosition = `${share(column, columns)}% ${share(row, rows)}%`;
  const lines = tile.lines.map((line) => element("div", "line", { title: line }, line));
  const node = optionNode(tile.is_gone ? "tile gone" : "tile", tile.description, picture, ...lines);
  node.dataset.number = number;
  return node;
}

function build(state, { label, tiles, columns }) {
  const list = state.root.querySelector(".tiles");
  const rows = Math.ceil(tiles.length / columns);
  list.setAttribute("aria-label", label);
  list.style.setProperty("--sheet-size", `${100 * columns}% ${100 * rows}%`);
  state.tiles = tiles.map((tile, number) => tileNode(tile, number, columns, rows));
  list.replaceChildren(...state.tiles);
}

function mark(state, number) {
  select(state.tiles, state.tiles[number]);
  if (!state.tiles[number]) reachByTab(state.tiles, state.tiles[0]);
}

function begin(state) {
  const list = state.root.querySelector(".tiles");
  onOption(list, "click", (tile) => {
    mark(state, Number(tile.dataset.number));
    state.send("photo", Number(tile.dataset.number));
  });
  const columnsOf = () => getComputedStyle(list).gridTemplateColumns.split(" ").length;
  onArrowKey(list, { columnsOf });
}

function show(state, { selected, picture, ...drawn }) {
  if (!same(drawn, state.drawn)) build(state, drawn);
  state.drawn = drawn;
  const address = new URL(picture.replace(/^\//, ""), document.baseURI); // the app may be below a path
  state.root.querySelector(".tiles").style.setProperty("--sheet", `url("${address}")`);
  mark(state, selected);
}

export default component(begin, show);
