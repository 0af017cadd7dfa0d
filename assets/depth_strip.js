// One feature map of each layer, one button each. The page tells which layer is selected; a click or
// Enter tells the page. Texts come from the page's own records, never from a visitor.

function element(tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function tileNode(tile) {
  const node = element("button", tile.sharp ? "tile sharp" : "tile");
  node.type = "button";
  node.dataset.name = tile.name;
  node.setAttribute("role", "option");
  node.setAttribute("aria-label", tile.description);
  const picture = element("span", "picture");
  picture.style.backgroundImage = `url("${tile.picture}")`;
  const name = element("div", "name", tile.name);
  name.style.borderTopColor = tile.colour;
  node.append(picture, name, ...tile.lines.map((line) => element("div", "line", line)));
  return node;
}

function build(root, state, data) {
  const list = root.querySelector(".tiles");
  state.tiles = data.tiles.map(tileNode);
  list.replaceChildren(...state.tiles);
  list.setAttribute("aria-label", data.label);
  const photo = root.querySelector(".photo .picture");
  photo.src = data.photo;
  photo.alt = data.photo_alt;
  root.querySelector(".photo .size").textContent = data.photo_size;
  root.querySelector(".told").textContent = data.told;
  root.querySelector(".depth").style.setProperty("--ratio", data.ratio);
  root.querySelector(".depth").style.setProperty("--colours", data.colours.join(", "));
}

// The Tab key reaches the selected tile only; arrow keys reach the others.
function mark(state, selected) {
  for (const tile of state.tiles) {
    const isSelected = tile.dataset.name === selected;
    tile.setAttribute("aria-selected", String(isSelected));
    tile.tabIndex = isSelected ? 0 : -1;
  }
}

function moveFocus(state, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const at = state.tiles.indexOf(event.target.closest(".tile"));
  const last = state.tiles.length - 1;
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  state.tiles[Math.min(Math.max(next, 0), last)].focus();
}

function listen(root, state) {
  const list = root.querySelector(".tiles");
  list.addEventListener("click", (event) => {
    const tile = event.target.closest(".tile");
    if (!tile) return;
    mark(state, tile.dataset.name);
    state.send("selected", tile.dataset.name);
  });
  list.addEventListener("keydown", (event) => moveFocus(state, event));
}

const states = new WeakMap();

export default function depthStrip({ data, parentElement, setTriggerValue }) {
  let state = states.get(parentElement);
  if (!state) {
    state = {};
    states.set(parentElement, state);
    listen(parentElement, state);
  }
  state.send = setTriggerValue;
  const { selected, ...drawn } = data;
  const signature = JSON.stringify(drawn);
  if (signature !== state.signature) build(parentElement, state, data);
  state.signature = signature;
  mark(state, selected);
}
