// A measured receptive field over the photo: heat, the theoretical box with its part in the
// padding, and the square with most of the mass. A click, or arrow keys and Enter, choose another
// unit, and the page measures it. Texts come from the page's own records, never from a visitor.

const BLUE_LINE = ["#56B4E9", "#000"];
const DASH = [9, 6]; // px of the screen
const ZOOMED_BOXES = 3; // sides of the box that a zoomed picture shows
const ROOM_FOR_LINES = 0.015; // of the width: for a box at the edge of what is drawn
const SMALLEST_PART = 32; // px of the photo

// How the fields of the layer's units lie on the photo, in px.
function fieldsOf({ data }) {
  const { height, width } = data.field; // VGG16's fields are square
  const { size, effective_stride, effective_padding } = height;
  return { size, stride: effective_stride, above: effective_padding, left: width.effective_padding };
}

function boxOf(state, [row, column]) {
  const { size, stride, above, left } = fieldsOf(state);
  return [column * stride - left, row * stride - above, size, size];
}

function squareOf(state, unit) {
  const [x, y, size] = boxOf(state, unit);
  const inset = (size - state.data.square) / 2;
  return [x + inset, y + inset, state.data.square, state.data.square];
}

// The photo with the padding that this layer's units see around it, in px of the photo.
function wholeOf(state) {
  const [height, width] = state.data.photo_size;
  const { size, stride, above, left } = fieldsOf(state);
  const [rows, columns] = state.data.grid;
  const bottom = Math.max(height, (rows - 1) * stride - above + size);
  const right = Math.max(width, (columns - 1) * stride - left + size);
  return withRoom(-left, -above, right, bottom);
}

function withRoom(left, top, right, bottom) {
  const room = ROOM_FOR_LINES * (right - left);
  return {
    x: left - room,
    y: top - room,
    width: right - left + 2 * room,
    height: bottom - top + 2 * room,
  };
}

// The photo and the chosen unit's box, in px of the photo.
function aroundBoxOf(state) {
  const [height, width] = state.data.photo_size;
  const [x, y, size] = boxOf(state, state.data.unit);
  const [right, bottom] = [Math.max(x + size, width), Math.max(y + size, height)];
  return withRoom(Math.min(x, 0), Math.min(y, 0), right, bottom);
}

// What is drawn: all that the layer sees, or the part around the box without further padding.
function partOf(state) {
  if (!state.data.zoom) return wholeOf(state);
  const whole = aroundBoxOf(state);
  const [x, y, size] = boxOf(state, state.data.unit);
  const side = Math.max(ZOOMED_BOXES * size, SMALLEST_PART);
  const width = Math.min(side, whole.width);
  const height = Math.min(side, whole.height);
  const from = (middle, length, first, all) =>
    clamp(middle - length / 2, first, first + all - length);
  return {
    x: from(x + size / 2, width, whole.x, whole.width),
    y: from(y + size / 2, height, whole.y, whole.height),
    width,
    height,
  };
}

function draw(state) {
  const { data, photo, heat, pointed, root } = state;
  const canvas = root.querySelector("canvas");
  if (!data || !canvas.clientWidth) return;
  const part = partOf(state);
  const context = contextOf(canvas, part);
  const [height, width] = data.photo_size;
  hatch(context, part);
  context.translate(-part.x, -part.y);
  context.imageSmoothingEnabled = false; // a pixel is a square, however large
  if (photo) context.drawImage(photo, 0, 0, width, height);
  context.globalAlpha = data.opacity;
  if (heat) context.drawImage(heat, 0, 0, width, height);
  context.globalAlpha = 1;
  frame(context, boxOf(state, data.unit), WHITE_LINE);
  if (data.square) frame(context, squareOf(state, data.unit), BLUE_LINE, DASH);
  if (pointed) frame(context, boxOf(state, pointed), YELLOW_LINE);
  write(state, "figcaption", pointed ? offer(pointed) : data.caption);
}

const offer = (unit) =>
  `Yellow: what unit (${unit.join(", ")}) can see. Click, or press Enter, to measure it.`;

// The unit whose field has its centre nearest to the pointer.
function unitUnder(state, canvas, event) {
  const { size, stride, above, left } = fieldsOf(state);
  const [y, x] = placeUnder(canvas, event, partOf(state));
  const unit = [(y + above - size / 2) / stride, (x + left - size / 2) / stride];
  return onGrid(unit.map(Math.round), state.data.grid);
}

function begin(state) {
  onUnit(state, state.root.querySelector("canvas"), unitUnder, draw);
  new ResizeObserver(() => draw(state)).observe(state.root.querySelector(".field"));
}

function show(state, data) {
  showOnPhoto(state, data, draw);
  loadImage(state, "heat", data.heat, draw);
}

export default component(begin, show);
