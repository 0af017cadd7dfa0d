// One channel: its map beside the photo, the value under the pointer, and what a unit sees of the
// photo. The page tells which unit is selected; a click or Enter tells the page. Texts come from
// the page's own records, never from a visitor.

const STEPS = 65535; // values come as 16-bit shares of their range
const MOST_MARGIN = 0.5; // of the photo's side: a larger field is cut at the canvas' edge
const SELECTED = ["#000", "#fff"];
const POINTED = ["#000", "#F0E442"];

const say = (value) => {
  const size = Math.abs(value);
  return size >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
};

function bytesOf(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

function valueAt({ data, steps }, [row, column]) {
  const [low, high] = data.value_range;
  return low + ((high - low) * steps[row * data.grid[1] + column]) / STEPS;
}

function paintMap(state) {
  const { data, steps } = state;
  const [height, width] = data.grid;
  const colours = bytesOf(data.palette);
  const last = colours.length / 3 - 1;
  const [low, high] = data.value_range;
  const [from, to] = data.colour_range;
  const image = new ImageData(width, height);
  for (let at = 0; at < steps.length; at += 1) {
    const value = low + ((high - low) * steps[at]) / STEPS;
    const share = to > from ? (value - from) / (to - from) : 0;
    const colour = 3 * Math.round(last * Math.min(Math.max(share, 0), 1));
    image.data.set(colours.subarray(colour, colour + 3), 4 * at);
    image.data[4 * at + 3] = 255;
  }
  state.painted = new OffscreenCanvas(width, height);
  state.painted.getContext("2d").putImageData(image, 0, 0);
}

// Where a unit's field begins: the row and column in px of the photo, and its height and width.
function fieldOf({ data }, [row, column]) {
  if (!data.field) return { top: 0, left: 0, height: data.photo_size[0], width: data.photo_size[1] };
  const { size, stride, above, left } = data.field;
  return { top: row * stride - above, left: column * stride - left, height: size, width: size };
}

// The part of the photo that all units stand for, one stride each, around their fields' centres.
function mapPlace({ data }) {
  const [height, width] = data.photo_size;
  if (!data.field) return [0, 0, width, height];
  const { size, stride, above, left } = data.field;
  const half = (size - stride) / 2;
  return [half - left, half - above, stride * data.grid[1], stride * data.grid[0]];
}

function canvasFor(canvas, heightByWidth) {
  const width = canvas.clientWidth;
  const ratio = window.devicePixelRatio || 1;
  canvas.style.aspectRatio = String(1 / heightByWidth);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(width * heightByWidth * ratio);
  return canvas.getContext("2d");
}

function frame(context, [x, y, width, height], [outer, inner], scale) {
  for (const [colour, thick] of [[outer, 5], [inner, 2.5]]) {
    context.lineWidth = (thick * (window.devicePixelRatio || 1)) / scale;
    context.strokeStyle = colour;
    context.strokeRect(x, y, width, height);
  }
}

function hatch(context, width, height, step) {
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

function drawPhoto(root, state) {
  const { data, image, pointed } = state;
  const [height, width] = data.photo_size;
  const field = data.field ?? { above: 0, left: 0 };
  const above = Math.min(field.above, Math.ceil(MOST_MARGIN * height));
  const left = Math.min(field.left, Math.ceil(MOST_MARGIN * width));
  const all = { height: height + 2 * above, width: width + 2 * left };
  const canvas = root.querySelector(".photo");
  const context = canvasFor(canvas, all.height / all.width);
  const scale = canvas.width / all.width;
  context.scale(scale, scale);
  hatch(context, all.width, all.height, all.width / 40);
  context.translate(left, above);
  if (image) context.drawImage(image, 0, 0, width, height);
  context.imageSmoothingEnabled = false;
  context.globalAlpha = state.opacity;
  context.drawImage(state.painted, ...mapPlace(state));
  context.globalAlpha = 1;
  const boxes = [[data.unit, SELECTED]];
  if (pointed) boxes.push([pointed, POINTED]);
  for (const [unit, colours] of boxes) {
    const box = fieldOf(state, unit);
    frame(context, [box.left, box.top, box.width, box.height], colours, scale);
  }
}

function drawMap(root, state) {
  const { data, pointed } = state;
  const [height, width] = data.grid;
  const canvas = root.querySelector(".map");
  const context = canvasFor(canvas, height / width);
  const scale = canvas.width / width;
  context.scale(scale, scale);
  context.imageSmoothingEnabled = false;
  context.drawImage(state.painted, 0, 0);
  const around = Math.max(0, (10 * (window.devicePixelRatio || 1)) / scale - 1) / 2;
  const cell = ([row, column]) => [column - around, row - around, 1 + 2 * around, 1 + 2 * around];
  frame(context, cell(data.unit), SELECTED, scale);
  if (pointed) frame(context, cell(pointed), POINTED, scale);
}

function tell(root, state) {
  const { data } = state;
  const unit = state.pointed ?? data.unit;
  const box = fieldOf(state, unit);
  const [height, width] = data.photo_size;
  const outside = [
    [-box.top, "rows above"],
    [box.top + box.height - height, "rows below"],
    [-box.left, "columns left of"],
    [box.left + box.width - width, "columns right of"],
  ].filter(([size]) => size > 0);
  const padding = outside.map(([size, side]) => `${size} ${side} the photo`).join(", ");
  root.querySelector(".told").textContent =
    `${state.pointed ? "Unit" : "Selected unit"} (${unit.join(", ")}): ${say(valueAt(state, unit))}. ` +
    (data.field
      ? `It sees ${box.height} × ${box.width} px, from row ${box.top} and column ${box.left} on` +
        (padding ? `; padding: ${padding}.` : ".")
      : "It sees the whole photo.");
}

function draw(root, state) {
  if (!state.data || !root.querySelector(".photo").clientWidth) return;
  drawPhoto(root, state);
  drawMap(root, state);
  tell(root, state);
}

function show(root, state, data) {
  const repaint = !state.data || ["values", "palette", "colour_range"].some(
    (part) => String(state.data[part]) !== String(data[part]),
  );
  state.data = data;
  if (repaint) {
    state.steps = new Uint16Array(bytesOf(data.values).buffer);
    paintMap(state);
  }
  state.pointed = undefined;
  const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const colours = bytesOf(data.palette);
    const at = 3 * Math.round(share * (colours.length / 3 - 1));
    return `rgb(${colours.slice(at, at + 3).join(" ")})`;
  });
  root.querySelector(".view").style.setProperty("--colours", stops.join(", "));
  root.querySelector(".low").textContent = say(data.colour_range[0]);
  root.querySelector(".high").textContent = say(data.colour_range[1]);
  root.querySelector(".note").textContent = data.colours_note;
  root.querySelector(".photo-caption").textContent = data.photo_caption;
  root.querySelector(".photo").setAttribute("aria-label", data.photo_caption);
  root.querySelector(".map").setAttribute("aria-label", data.label);
  draw(root, state);
}

function unitUnder(canvas, { data }, event) {
  const [height, width] = data.grid;
  const box = canvas.getBoundingClientRect();
  const row = Math.floor(((event.clientY - box.top) / box.height) * height);
  const column = Math.floor(((event.clientX - box.left) / box.width) * width);
  return [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(column, 0), width - 1)];
}

function moved(state, key) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  if (!step) return undefined;
  const from = state.pointed ?? state.data.unit;
  return from.map((at, axis) => Math.min(Math.max(at + step[axis], 0), state.data.grid[axis] - 1));
}

function listen(root, state) {
  const map = root.querySelector(".map");
  const point = (unit) => {
    state.pointed = unit;
    draw(root, state);
  };
  const choose = (unit) => {
    state.data = { ...state.data, unit };
    point(undefined);
    state.send("unit", unit);
  };
  map.addEventListener("pointermove", (event) => point(unitUnder(map, state, event)));
  map.addEventListener("pointerleave", () => point(undefined));
  map.addEventListener("blur", () => point(undefined));
  map.addEventListener("click", (event) => choose(unitUnder(map, state, event)));
  map.addEventListener("keydown", (event) => {
    const unit = moved(state, event.key);
    const chosen = ["Enter", " "].includes(event.key) && state.pointed;
    if (!unit && !chosen) return;
    event.preventDefault();
    if (unit) point(unit);
    else choose(chosen);
  });
  const slider = root.querySelector("input");
  slider.addEventListener("input", () => {
    state.opacity = slider.value / 100;
    root.querySelector("output").textContent = `${slider.value} %`;
    draw(root, state);
  });
  new ResizeObserver(() => draw(root, state)).observe(root.querySelector(".panels"));
}

async function loadPhoto(root, state, address) {
  if (address === state.address) return;
  state.address = address;
  const image = new Image();
  image.src = new URL(address.replace(/^\//, ""), document.baseURI);
  try {
    await image.decode();
  } catch {
    return; // the map and the fields still show without it
  }
  if (address !== state.address) return;
  state.image = image;
  draw(root, state);
}

const states = new WeakMap();

export default function channelView({ data, parentElement, setTriggerValue }) {
  let state = states.get(parentElement);
  if (!state) {
    state = { opacity: 0.4 };
    states.set(parentElement, state);
    listen(parentElement, state);
  }
  state.send = setTriggerValue;
  show(parentElement, state, data);
  loadPhoto(parentElement, state, data.photo);
}
