// One channel: its map beside the photo, the value under the pointer, and what a unit sees of the
// photo. Both pictures show the same part at the same scale, and both take clicks and keys. The page
// sets which unit is selected; a click or Enter sends another one to the page. Texts come from the
// page's own records, never from a visitor.

const STEPS = 65535; // values arrive as 16-bit shares of their range
const MOST_MARGIN = 0.25; // of the photo's side: a larger field is cut at the canvas' edge
const SMALLEST_CELL = 10; // px of the screen; the frame around a smaller cell is larger than it
const STOPS = [0, 0.25, 0.5, 0.75, 1]; // of the bar of colours
const NO_UNITS = "#888";
const USUAL_OPACITY = 0.4;

const say = (value) => {
  const size = Math.abs(value);
  return size >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
};

function bytesOf(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

// --- Values and their colours ---

function valueOf(data, step) {
  const [low, high] = data.value_range;
  return low + ((high - low) * step) / STEPS;
}

function valueAt({ data, steps }, [row, column]) {
  return valueOf(data, steps[row * data.grid[1] + column]);
}

function colourAt(colours, share) {
  const at = 3 * Math.round((colours.length / 3 - 1) * clamp(share, 0, 1));
  return colours.subarray(at, at + 3);
}

function paintMap(state) {
  const { data, steps } = state;
  const [height, width] = data.grid;
  const [from, to] = data.colour_range;
  const colours = bytesOf(data.palette);
  const image = new ImageData(width, height);
  steps.forEach((step, at) => {
    const share = to > from ? (valueOf(data, step) - from) / (to - from) : 0;
    image.data.set(colourAt(colours, share), 4 * at);
    image.data[4 * at + 3] = 255;
  });
  state.painted = new OffscreenCanvas(width, height);
  state.painted.getContext("2d").putImageData(image, 0, 0);
}

function showColours({ root }, { palette }) {
  const colours = bytesOf(palette);
  const stops = STOPS.map((share) => `rgb(${colourAt(colours, share).join(" ")})`);
  root.querySelector(".view").style.setProperty("--colours", stops.join(", "));
}

// --- Places on the photo, in its px ---

function fieldOf({ data }, [row, column]) {
  if (!data.field) return { top: 0, left: 0, height: data.photo_size[0], width: data.photo_size[1] };
  const { size, stride, above, left } = data.field;
  return { top: row * stride - above, left: column * stride - left, height: size, width: size };
}

// The part of the photo that all units represent, one stride each, around their fields' centres.
function mapPlace({ data }) {
  const [height, width] = data.photo_size;
  if (!data.field) return [0, 0, width, height];
  const { size, stride, above, left } = data.field;
  const half = (size - stride) / 2;
  return [half - left, half - above, stride * data.grid[1], stride * data.grid[0]];
}

// What both pictures show, in px of the photo: the photo, its map, and some of the padding around.
function partOf(state) {
  const [height, width] = state.data.photo_size;
  const { above, left } = state.data.field ?? { above: 0, left: 0 };
  const [mapLeft, mapTop, mapWidth, mapHeight] = mapPlace(state);
  const [down, across] = [MOST_MARGIN * height, MOST_MARGIN * width].map(Math.ceil);
  const x = Math.min(-Math.min(left, across), mapLeft);
  const y = Math.min(-Math.min(above, down), mapTop);
  const right = Math.max(width + Math.min(left, across), mapLeft + mapWidth);
  const bottom = Math.max(height + Math.min(above, down), mapTop + mapHeight);
  return { x, y, width: right - x, height: bottom - y };
}

// --- Drawing ---

function begunContext(state, selector) {
  const part = partOf(state);
  const context = contextOf(state.root.querySelector(selector), part);
  hatch(context, part);
  context.translate(-part.x, -part.y);
  return context;
}

function drawPhoto(state) {
  const [height, width] = state.data.photo_size;
  const context = begunContext(state, ".photo");
  if (state.photo) context.drawImage(state.photo, 0, 0, width, height);
  context.imageSmoothingEnabled = false;
  context.globalAlpha = state.opacity;
  context.drawImage(state.painted, ...mapPlace(state));
  context.globalAlpha = 1;
  frameUnits(context, state, (unit) => {
    const box = fieldOf(state, unit);
    return [box.left, box.top, box.width, box.height];
  });
}

function drawMap(state) {
  const [height, width] = state.data.photo_size;
  const context = begunContext(state, ".map");
  context.fillStyle = NO_UNITS; // rows and columns of the photo that pooling leaves out
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  context.drawImage(state.painted, ...mapPlace(state));
  frameUnits(context, state, (unit) => cellOf(state, unit, SMALLEST_CELL * pixelOf(context)));
}

// A unit's part of the map, around its middle, but at least so large.
function cellOf(state, [row, column], least) {
  const [left, top, width, height] = mapPlace(state);
  const [down, across] = [height / state.data.grid[0], width / state.data.grid[1]];
  const sides = [Math.max(across, least), Math.max(down, least)];
  const middle = [left + (column + 0.5) * across, top + (row + 0.5) * down];
  return [middle[0] - sides[0] / 2, middle[1] - sides[1] / 2, ...sides];
}

function frameUnits(context, { data, pointed }, boxOf) {
  frame(context, boxOf(data.unit), WHITE_LINE);
  if (pointed) frame(context, boxOf(pointed), YELLOW_LINE);
}

function tell(state) {
  const unit = state.pointed ?? state.data.unit;
  const which = `${state.pointed ? "Unit" : "Selected unit"} (${unit.join(", ")})`;
  write(state, ".told", `${which}: ${say(valueAt(state, unit))}. ${whatItSees(state, unit)}`);
}

function whatItSees(state, unit) {
  if (!state.data.field) return "It sees the whole photo.";
  const { top, left, height, width } = fieldOf(state, unit);
  const padding = paddingOf(state.data.photo_size, { top, left, height, width });
  const ending = padding ? `; padding: ${padding}.` : ".";
  return `It sees ${height} × ${width} px, starting at row ${top}, column ${left}${ending}`;
}

function paddingOf([photoHeight, photoWidth], { top, left, height, width }) {
  const outside = [
    [-top, "row", "above"],
    [top + height - photoHeight, "row", "below"],
    [-left, "column", "left of"],
    [left + width - photoWidth, "column", "right of"],
  ].filter(([size]) => size > 0);
  return outside.map(([size, line, side]) => `${counted(size, line)} ${side} the photo`).join(", ");
}

function draw(state) {
  if (!state.data || !state.root.querySelector(".photo").clientWidth) return;
  drawPhoto(state);
  drawMap(state);
  tell(state);
}

// --- Pointer, keys and the page ---

// The unit that looks where the pointer is, the same in both pictures.
function unitUnder(state, canvas, event) {
  const [y, x] = placeUnder(canvas, event, partOf(state));
  const [left, top, width, height] = mapPlace(state);
  const { grid } = state.data;
  const unit = [((y - top) / height) * grid[0], ((x - left) / width) * grid[1]];
  return onGrid(unit.map(Math.floor), grid);
}

function begin(state) {
  const { root } = state;
  state.opacity = USUAL_OPACITY;
  for (const canvas of root.querySelectorAll("canvas")) {
    onUnit(state, canvas, unitUnder, draw, (unit) => {
      state.data = { ...state.data, unit }; // the frame does not wait for the page
    });
  }
  const slider = root.querySelector("input");
  slider.addEventListener("input", () => {
    state.opacity = slider.value / 100;
    write(state, "output", `${slider.value} %`);
    draw(state);
  });
  new ResizeObserver(() => draw(state)).observe(root.querySelector(".panels"));
}

const paintedOf = ({ values, palette, value_range, colour_range }) => [
  values,
  palette,
  value_range,
  colour_range,
];

function show(state, data) {
  const isNew = !state.data || !same(paintedOf(state.data), paintedOf(data));
  state.data = data;
  state.pointed = undefined;
  if (isNew) {
    state.steps = new Uint16Array(bytesOf(data.values).buffer);
    paintMap(state);
  }
  showColours(state, data);
  showWords(state, data);
  draw(state);
  loadImage(state, "photo", data.photo, draw);
}

function showWords(state, data) {
  write(state, ".low", say(data.colour_range[0]));
  write(state, ".high", say(data.colour_range[1]));
  write(state, ".note", data.colours_note);
  write(state, ".photo-caption", data.photo_caption);
  state.root.querySelector(".photo").setAttribute("aria-label", data.photo_label);
  state.root.querySelector(".map").setAttribute("aria-label", data.label);
}

export default component(begin, show);
