// One feature map of each layer, one button each. The page sets which layer is selected; a click or
// Enter sends another one to it. Texts come from the page's own records, never from a visitor.

// A frame on a map; what it goes around stays visible.
function boxNode([top, left, height, width]) {
  const box = element("span", "box");
  const shares = { top, left, height, width };
  for (const [side, share] of Object.entries(shares)) box.style[side] = `${100 * share}%`;
  return box;
}

function tileNode(tile) {
  const picture = element("span", "picture framed");
  picture.style.backgroundImage = `url("${tile.picture}")`;
  if (tile.box.length) picture.append(boxNode(tile.box));
  const name = element("div", "name", {}, tile.name);
  name.style.borderTopColor = tile.colour;
  const lines = tile.lines.map((line) => element("div", "line", {}, line));
  const look = tile.sharp ? "tile sharp" : "tile";
  const node = optionNode(look, tile.description, picture, name, ...lines);
  node.dataset.name = tile.name;
  return node;
}

function build(state, data) {
  const list = state.root.querySelector(".tiles");
  state.tiles = data.tiles.map(tileNode);
  list.replaceChildren(...state.tiles);
  list.setAttribute("aria-label", data.label);
  const photo = state.root.querySelector(".photo .picture");
  photo.src = data.photo;
  photo.alt = data.photo_alt;
  write(state, ".photo .size", data.photo_size);
  write(state, ".told", data.told);
  write(state, ".ends", data.ends);
  write(state, ".brightest", data.brightest);
  const depth = state.root.querySelector(".depth");
  depth.style.setProperty("--ratio", data.ratio);
  depth.classList.toggle("wordy", data.wordy);
  depth.style.setProperty("--colours", data.colours.join(", "));
}

function begin(state) {
  const list = state.root.querySelector(".tiles");
  onOption(list, "click", (tile) => {
    select(state.tiles, tile);
    state.send("selected", tile.dataset.name);
  });
  onArrowKey(list);
}

function show(state, { selected, ...drawn }) {
  if (!same(drawn, state.drawn)) build(state, drawn);
  state.drawn = drawn;
  select(
    state.tiles,
    state.tiles.find((tile) => tile.dataset.name === selected),
  );
}

export default component(begin, show);
