// One channel: its map beside the photo, the value under the pointer, and what a unit sees of the
// photo. The page sets which unit is selected; a click or Enter sends another one to the page. Texts
// come from the page's own records, never from a visitor.

const STEPS = 65535; // values arrive as 16-bit shares of their range
const MOST_MARGIN = 0.5; // of the photo's side: a larger field is cut at the canvas' edge
const SMALLEST_CELL = 10; // px of the screen; the frame around a smaller cell is larger than it
const STOPS = [0, 0.25, 0.5, 0.75, 1]; // of the bar of colours
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

// The padding that is drawn around the photo.
function marginOf({ data }) {
  const [height, width] = data.photo_size;
  const { above, left } = data.field ?? { above: 0, left: 0 };
  return {
    above: Math.min(above, Math.ceil(MOST_MARGIN * height)),
    left: Math.min(left, Math.ceil(MOST_MARGIN * width)),
  };
}

// --- Drawing ---

function drawPhoto(state) {
  const [height, width] = state.data.photo_size;
  const { above, left } = marginOf(state);
  const all = { height: height + 2 * above, width: width + 2 * left };
  const context = contextOf(state.root.querySelector(".photo"), all);
  hatch(context, all);
  context.translate(left, above);
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
  const [height, width] = state.data.grid;
  const context = contextOf(state.root.querySelector(".map"), { width, height });
  context.imageSmoothingEnabled = false;
  context.drawImage(state.painted, 0, 0);
  const side = Math.max(1, SMALLEST_CELL * pixelOf(context));
  const around = (side - 1) / 2;
  frameUnits(context, state, ([row, column]) => [column - around, row - around, side, side]);
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

function unitUnder({ data: { grid } }, map, event) {
  const [down, across] = sharesUnder(map, event);
  return onGrid([Math.floor(down * grid[0]), Math.floor(across * grid[1])], grid);
}

function begin(state) {
  const { root } = state;
  state.opacity = USUAL_OPACITY;
  onUnit(state, root.querySelector(".map"), unitUnder, draw, (unit) => {
    state.data = { ...state.data, unit }; // the frame does not wait for the page
  });
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
  state.root.querySelector(".photo").setAttribute("aria-label", data.photo_caption);
  state.root.querySelector(".map").setAttribute("aria-label", data.label);
}

export default component(begin, show);
