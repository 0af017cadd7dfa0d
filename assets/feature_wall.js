// The wall: one button per feature map, each showing its part of one picture of all maps. The page
// sets order, size, words and the selected channel; a click or Enter sends another one to the page.
// Texts come from the page's own records, never from a visitor.

const NO_PICTURE = "The picture of the maps did not arrive. Reload the page.";
const NOTHING_SELECTED = "Choose a map: click it, or use the arrow keys and Enter.";
const SELECTED = " (selected)";

const percent = (share) => `${100 * share}%`;

// Where each tile's part lies on the picture of all maps: in shares, so that any tile size works.
function placesOnSheet({ columns, sheet_tile: [height, width], sheet_gap: gap }, num) {
  const [across, down] = [width + gap, height + gap];
  const rows = Math.ceil(num / columns);
  const left = (column) => percent((column * across + gap) / (columns * across - width));
  const top = (row) => percent((row * down + gap) / (rows * down - height));
  return {
    size: `${percent((columns * across) / width)} ${percent((rows * down) / height)}`,
    of: (channel) => `${left(channel % columns)} ${top(Math.floor(channel / columns))}`,
  };
}

function build(state, data) {
  const { descriptions } = data;
  const places = placesOnSheet(data, descriptions.length);
  state.tiles = descriptions.map((description, channel) => {
    const tile = optionNode("tile framed", description);
    tile.dataset.channel = channel;
    tile.style.backgroundPosition = places.of(channel);
    return tile;
  });
  state.root.querySelector(".wall").style.setProperty("--sheet-size", places.size);
  // Room for the longest words, so that tiles do not move under the pointer when words change.
  const longest = (one, other) => (other.length > one.length ? other : one);
  const room = descriptions.reduce(longest, NOTHING_SELECTED) + SELECTED;
  state.root.querySelector(".told").dataset.room = room;
}

function arrange(state, data) {
  const list = state.root.querySelector(".tiles");
  list.setAttribute("aria-label", data.label);
  list.hidden = data.order.length === 0;
  state.focused = undefined;
  list.replaceChildren(...data.order.map((channel) => state.tiles[channel]));
}

function dress(state, data) {
  const wall = state.root.querySelector(".wall");
  const [height, width] = data.tile;
  wall.style.setProperty("--tile-width", `${width}px`);
  wall.style.setProperty("--tile-ratio", `${width} / ${height}`);
  wall.style.setProperty("--colours", data.colours.join(", "));
  wall.classList.toggle("sharp", data.sharp);
}

function mark(state, selected) {
  const { order } = state.data;
  state.selected = selected;
  select(state.tiles, state.tiles[selected]);
  // A selected map may be hidden.
  if (!order.includes(selected)) reachByTab(state.tiles, state.tiles[order[0]]);
  tell(state, state.focused ?? selected);
}

function tell(state, channel) {
  const { descriptions, ranges, order, colours_note, nothing_shown } = state.data;
  const known = descriptions[channel];
  const ending = channel === state.selected ? SELECTED : "";
  const words = known ? known + ending : NOTHING_SELECTED;
  const [low, high] = ranges[channel] ?? ranges[0];
  write(state, ".words", order.length ? words : nothing_shown);
  write(state, ".low", low);
  write(state, ".high", high);
  write(state, ".note", colours_note);
}

const builtOf = ({ descriptions, columns, sheet_tile }) => [descriptions, columns, sheet_tile];

function showTiles(state, data) {
  const before = state.data;
  const isNew = !before || !same(builtOf(before), builtOf(data));
  state.data = data;
  dress(state, data);
  if (isNew) build(state, data);
  if (isNew || !same(before.order, data.order)) arrange(state, data);
  mark(state, data.selected);
}

// The old wall stays until the new picture can be drawn: no empty tiles in between.
async function show(state, data) {
  state.wanted = data;
  if (!state.data) showTiles(state, data);
  if (data.picture !== state.picture) {
    const image = await fetchImage(data.picture);
    if (state.wanted !== data) return;
    if (!image) return write(state, ".words", NO_PICTURE);
    // Each tile's style holds this address: a data: address would take seconds.
    state.root.querySelector(".wall").style.setProperty("--sheet", `url("${image.src}")`);
    state.picture = data.picture;
  }
  showTiles(state, data);
}

function begin(state) {
  const list = state.root.querySelector(".tiles");
  const channelOf = (tile) => Number(tile.dataset.channel);
  onOption(list, "click", (tile) => {
    mark(state, channelOf(tile));
    state.send("channel", channelOf(tile));
  });
  onOption(list, "pointerover", (tile) => tell(state, channelOf(tile)));
  list.addEventListener("pointerleave", () => tell(state, state.focused ?? state.selected));
  onOption(list, "focusin", (tile) => {
    state.focused = channelOf(tile);
    reachByTab(state.tiles, tile);
    tell(state, state.focused);
  });
  list.addEventListener("focusout", () => {
    state.focused = undefined;
    tell(state, state.selected);
  });
  const columnsOf = () => getComputedStyle(list).gridTemplateColumns.split(" ").length;
  onArrowKey(list, { columnsOf });
}

export default component(begin, show);
