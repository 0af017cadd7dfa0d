// A measured receptive field over the photo: heat, the theoretical box with its part in the padding,
// the square with most of the mass. A click, or arrow keys and Enter, choose another unit; the page
// measures it. Texts come from the page's own records, never from a visitor.

const BOX = ["#000", "#fff"];
const SQUARE = ["#000", "#56B4E9"];
const POINTED = ["#000", "#F0E442"];
const THICK = { outer: 5, inner: 2.5 }; // px of the screen
const DASH = [9, 6];

const ZOOMED_BOXES = 3; // sides of the box that a zoomed picture shows
const ROOM_FOR_LINES = 0.015; // of the width: for a box at the edge of what is drawn
const SMALLEST_PART = 32; // px of the photo

const sharpness = () => window.devicePixelRatio || 1;

// How the fields of the layer's units lie on the photo, in px.
function fieldsOf({ data }) {
  const { size, effective_stride, effective_padding, effective_padding_left } = data.field;
  return { size, stride: effective_stride, above: effective_padding, left: effective_padding_left };
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

// The photo with the padding that the units of this layer see around it, in px of the photo.
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

// What is drawn: all that the layer sees, or the part around the box, without padding beyond it.
function partOf(state) {
  if (!state.data.zoom) return wholeOf(state);
  const whole = aroundBoxOf(state);
  const [x, y, size] = boxOf(state, state.data.unit);
  const side = Math.max(ZOOMED_BOXES * size, SMALLEST_PART);
  const width = Math.min(side, whole.width);
  const height = Math.min(side, whole.height);
  const from = (middle, length, first, all) =>
    Math.min(Math.max(middle - length / 2, first), first + all - length);
  return {
    x: from(x + size / 2, width, whole.x, whole.width),
    y: from(y + size / 2, height, whole.y, whole.height),
    width,
    height,
  };
}

function canvasFor(canvas, heightByWidth) {
  const width = canvas.clientWidth;
  canvas.style.aspectRatio = String(1 / heightByWidth);
  canvas.width = Math.round(width * sharpness());
  canvas.height = Math.round(width * heightByWidth * sharpness());
  return canvas.getContext("2d");
}

function frame(context, box, [outer, inner], scale, dash = []) {
  for (const [colour, thick, dashes] of [[outer, THICK.outer, []], [inner, THICK.inner, dash]]) {
    context.lineWidth = (thick * sharpness()) / scale;
    context.setLineDash(dashes.map((length) => (length * sharpness()) / scale));
    context.strokeStyle = colour;
    context.strokeRect(...box);
  }
  context.setLineDash([]);
}

function hatch(context, { width, height }) {
  const step = width / 40;
  context.fillStyle = "#8884";
  context.fillRect(0, 0, width, height);
  context.strokeStyle = "#888a";
  context.lineWidth = step / 8;
  context.beginPath();
  for (let at = -height; at < width; at += step) {
    context.moveTo(at, height);
    context.lineTo(at + height, 0);
  }
  context.stroke();
}

function draw(root, state) {
  const { data, photo, heat, pointed } = state;
  const canvas = root.querySelector("canvas");
  if (!data || !canvas.clientWidth) return;
  const part = partOf(state);
  const context = canvasFor(canvas, part.height / part.width);
  const scale = canvas.width / part.width;
  const [height, width] = data.photo_size;
  context.scale(scale, scale);
  hatch(context, part);
  context.translate(-part.x, -part.y);
  context.imageSmoothingEnabled = false; // a pixel is a square, however large
  if (photo) context.drawImage(photo, 0, 0, width, height);
  context.globalAlpha = data.opacity;
  if (heat) context.drawImage(heat, 0, 0, width, height);
  context.globalAlpha = 1;
  frame(context, boxOf(state, data.unit), BOX, scale);
  if (data.square) frame(context, squareOf(state, data.unit), SQUARE, scale, DASH);
  if (pointed) frame(context, boxOf(state, pointed), POINTED, scale);
  root.querySelector("figcaption").textContent = pointed
    ? `Yellow: what unit (${pointed.join(", ")}) can see. Click, or press Enter, to measure it.`
    : data.caption;
}

const within = (at, size) => Math.min(Math.max(at, 0), size - 1);

// The unit whose field has its centre nearest to the pointer.
function unitUnder(canvas, state, event) {
  const { size, stride, above, left } = fieldsOf(state);
  const part = partOf(state);
  const box = canvas.getBoundingClientRect();
  const y = ((event.clientY - box.top) / box.height) * part.height + part.y;
  const x = ((event.clientX - box.left) / box.width) * part.width + part.x;
  const [rows, columns] = state.data.grid;
  return [
    within(Math.round((y + above - size / 2) / stride), rows),
    within(Math.round((x + left - size / 2) / stride), columns),
  ];
}

function moved(state, key) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  if (!step) return undefined;
  const from = state.pointed ?? state.data.unit;
  return from.map((at, axis) => within(at + step[axis], state.data.grid[axis]));
}

function listen(root, state) {
  const canvas = root.querySelector("canvas");
  const point = (unit) => {
    state.pointed = unit;
    draw(root, state);
  };
  const choose = (unit) => {
    point(undefined);
    state.send("unit", unit);
  };
  canvas.addEventListener("pointermove", (event) => point(unitUnder(canvas, state, event)));
  canvas.addEventListener("pointerleave", () => point(undefined));
  canvas.addEventListener("blur", () => point(undefined));
  canvas.addEventListener("click", (event) => choose(unitUnder(canvas, state, event)));
  canvas.addEventListener("keydown", (event) => {
    const unit = moved(state, event.key);
    const chosen = ["Enter", " "].includes(event.key) && state.pointed;
    if (!unit && !chosen) return;
    event.preventDefault();
    if (unit) point(unit);
    else choose(chosen);
  });
  new ResizeObserver(() => draw(root, state)).observe(root.querySelector(".field"));
}

async function load(root, state, part, address) {
  if (address === state.addresses[part]) return;
  state.addresses[part] = address;
  const image = new Image();
  image.src = new URL(address.replace(/^\//, ""), document.baseURI);
  try {
    await image.decode();
  } catch {
    return; // the boxes still show without it
  }
  if (address !== state.addresses[part]) return;
  state[part] = image;
  draw(root, state);
}

const states = new WeakMap();

export default function measuredField({ data, parentElement, setTriggerValue }) {
  let state = states.get(parentElement);
  if (!state) {
    state = { addresses: {} };
    states.set(parentElement, state);
    listen(parentElement, state);
  }
  state.send = setTriggerValue;
  state.data = data;
  state.pointed = undefined;
  parentElement.querySelector("canvas").setAttribute("aria-label", data.label);
  draw(parentElement, state);
  load(parentElement, state, "photo", data.photo);
  load(parentElement, state, "heat", data.heat);
}
