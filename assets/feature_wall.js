// The wall: one button per feature map, each showing its part of one picture of all maps. The page
// tells order, size, words and which channel is selected; a click or Enter tells the page. Texts
// come from the page's own records, never from a visitor.

const NO_PICTURE = "The picture of the maps did not arrive. Reload the page.";
const NOTHING_SELECTED = "Choose a map: click it, or use the arrow keys and Enter.";

const SELECTED = " (selected)";

const percent = (share) => `${100 * share}%`;

function tileNode(channel, description, place) {
  const tile = document.createElement("button");
  tile.className = "tile";
  tile.type = "button";
  tile.tabIndex = -1;
  tile.dataset.channel = channel;
  tile.setAttribute("role", "option");
  tile.setAttribute("aria-label", description);
  tile.style.backgroundPosition = place;
  return tile;
}

// Places on the picture are shares of it, so that tiles may have any size.
function build(root, state, data) {
  const [height, width] = data.sheet_tile;
  const across = width + data.sheet_gap;
  const down = height + data.sheet_gap;
  const rows = Math.ceil(data.descriptions.length / data.columns);
  const left = (column) => (column * across + data.sheet_gap) / (data.columns * across - width);
  const top = (row) => (row * down + data.sheet_gap) / (rows * down - height);
  state.tiles = data.descriptions.map((description, channel) => {
    const row = Math.floor(channel / data.columns);
    const place = `${percent(left(channel % data.columns))} ${percent(top(row))}`;
    return tileNode(channel, description, place);
  });
  // Room for the longest words: with other words the tiles would move away under the pointer.
  const longest = (one, other) => (other.length > one.length ? other : one);
  root.querySelector(".told").dataset.room =
    data.descriptions.reduce(longest, NOTHING_SELECTED) + SELECTED;
  const size = `${percent((data.columns * across) / width)} ${percent((rows * down) / height)}`;
  root.querySelector(".wall").style.setProperty("--sheet-size", size);
}

function arrange(root, state, data) {
  const list = root.querySelector(".tiles");
  list.setAttribute("aria-label", data.label);
  list.hidden = data.order.length === 0;
  state.focused = undefined;
  list.replaceChildren(...data.order.map((channel) => state.tiles[channel]));
}

function dress(root, data) {
  const wall = root.querySelector(".wall");
  const [height, width] = data.tile;
  wall.style.setProperty("--tile-width", `${width}px`);
  wall.style.setProperty("--tile-ratio", `${width} / ${height}`);
  wall.style.setProperty("--colours", data.colours.join(", "));
  wall.classList.toggle("sharp", data.sharp);
  wall.classList.toggle("numbered", data.numbered);
}

function mark(root, state, selected) {
  state.selected = selected;
  state.tiles.forEach((tile, channel) =>
    tile.setAttribute("aria-selected", String(channel === selected)),
  );
  const shown = state.data.order.includes(selected) ? selected : state.data.order[0];
  rove(state, shown);
  tell(root, state, state.focused ?? selected);
}

// The Tab key reaches one tile only; arrow keys reach the others.
function rove(state, channel) {
  state.tiles.forEach((tile) => (tile.tabIndex = -1));
  if (channel !== undefined) state.tiles[channel].tabIndex = 0;
}

function tell(root, state, channel) {
  const { descriptions, ranges, order, colours_note, nothing_shown } = state.data;
  const known = descriptions[channel];
  const ending = channel === state.selected ? SELECTED : "";
  const words = known ? known + ending : NOTHING_SELECTED;
  root.querySelector(".words").textContent = order.length ? words : nothing_shown;
  const [low, high] = ranges[channel] ?? ranges[0];
  root.querySelector(".low").textContent = low;
  root.querySelector(".high").textContent = high;
  root.querySelector(".note").textContent = colours_note;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function show(root, state, data) {
  const before = state.data;
  const kept = ({ descriptions, columns, sheet_tile }) => [descriptions, columns, sheet_tile];
  const isNew = !before || !same(kept(before), kept(data));
  state.data = data;
  dress(root, data);
  if (isNew) build(root, state, data);
  if (isNew || !same(before.order, data.order)) arrange(root, state, data);
  mark(root, state, data.selected);
}

// The old wall stays until the new picture can be drawn: no empty tiles in between.
async function showWithPicture(root, state, data) {
  state.wanted = data;
  if (!state.data) show(root, state, data);
  if (data.picture !== state.picture) {
    const image = new Image();
    // The app may be served below a path.
    image.src = new URL(data.picture.replace(/^\//, ""), document.baseURI);
    try {
      await image.decode();
    } catch {
      if (state.wanted === data) root.querySelector(".words").textContent = NO_PICTURE;
      return;
    }
    if (state.wanted !== data) return;
    // Each tile's style holds this address: a data: address would take seconds.
    root.querySelector(".wall").style.setProperty("--sheet", `url("${image.src}")`);
    state.picture = data.picture;
  }
  show(root, state, data);
}

function columnsOf(list) {
  return getComputedStyle(list).gridTemplateColumns.split(" ").length;
}

function listen(root, state) {
  const list = root.querySelector(".tiles");
  const channelOf = (event) => {
    const tile = event.target.closest(".tile");
    return tile ? Number(tile.dataset.channel) : undefined;
  };
  list.addEventListener("click", (event) => {
    const channel = channelOf(event);
    if (channel === undefined) return;
    mark(root, state, channel);
    state.send("channel", channel);
  });
  list.addEventListener("pointerover", (event) => {
    const channel = channelOf(event);
    if (channel !== undefined) tell(root, state, channel);
  });
  list.addEventListener("pointerleave", () => tell(root, state, state.focused ?? state.selected));
  list.addEventListener("focusin", (event) => {
    state.focused = channelOf(event);
    rove(state, state.focused);
    tell(root, state, state.focused);
  });
  list.addEventListener("focusout", () => {
    state.focused = undefined;
    tell(root, state, state.selected);
  });
  list.addEventListener("keydown", (event) => moveFocus(list, state, event));
}

function moveFocus(list, state, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const { order } = state.data;
  const at = order.indexOf(state.focused);
  const next = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columnsOf(list),
    ArrowDown: at + columnsOf(list),
    Home: 0,
    End: order.length - 1,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  if (next in order) state.tiles[order[next]].focus();
}

const states = new WeakMap();

export default function featureWall({ data, parentElement, setTriggerValue }) {
  let state = states.get(parentElement);
  if (!state) {
    state = {};
    states.set(parentElement, state);
    listen(parentElement, state);
  }
  state.send = setTriggerValue;
  showWithPicture(parentElement, state, data);
}
