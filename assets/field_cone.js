// The cone: the layers of a network along one axis, the input at the bottom, each unit above the
// centre of what it sees. The unit under the pointer lights up what it sees and what sees it. A
// click or an arrow key selects a unit and sends it to the page, unless it is a pixel of the input,
// which has no field to follow.

const LAYER_HEIGHT = 34; // px
const CELL_HEIGHT = 14;
const LETTER_WIDTH = 7.7; // px of the names' font
const LABEL_GAP = 10;
const MOST_FOR_LABELS = 0.42; // share of the width
const SMALLEST_CELL = 4.5; // px; smaller units are drawn as bands
const CELL_SHARE = 0.8; // of the way to the next unit
const SIGN = 3.5; // px, half the size of a cross
const AXIS_HEIGHT = 44;
const TICK_ROOM = 70; // px, at least, between two numbers under the axis
const SVG = "http://www.w3.org/2000/svg";
const HOW_TO =
  "Left and right arrow keys choose a unit, up and down a layer, " +
  "Home and End the first and the last unit.";

function svgNode(tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

// --- What a unit sees below it, the zeros beside each layer, what it reaches above it ---

const tapsOf = (layer, unit) =>
  layer.taps.map((tap) => layer.first_read + unit * layer.stride + tap);

function read(layer, units) {
  const places = new Set();
  for (const unit of units) for (const place of tapsOf(layer, unit)) places.add(place);
  return [...places].sort((a, b) => a - b);
}

function readersOf(layer, units) {
  const wanted = new Set(units);
  const readers = [];
  for (let unit = 0; unit < layer.size; unit += 1) {
    if (tapsOf(layer, unit).some((place) => wanted.has(place))) readers.push(unit);
  }
  return readers;
}

function coneOf(layers, [depth, unit]) {
  const lit = layers.map(() => []);
  const padding = layers.map(() => []);
  lit[depth] = [unit];
  for (let number = depth; number > 0; number -= 1) {
    const isOn = (place) => place >= 0 && place < layers[number - 1].size;
    const places = read(layers[number], lit[number]);
    lit[number - 1] = places.filter(isOn);
    padding[number - 1] = places.filter((place) => !isOn(place));
  }
  for (let number = depth + 1; number < layers.length; number += 1) {
    lit[number] = readersOf(layers[number], lit[number - 1]);
  }
  return { depth, unit, lit, padding };
}

function runsOf(indices) {
  const runs = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

// --- In words ---

function describe(data, cone) {
  const { layers, unit: word } = data;
  const last = layers.length - 1;
  const parts = [];
  if (cone.depth > 0) parts.push(`sees ${whatItSees(data, cone)}`);
  if (cone.depth < last) {
    const reached = `${cone.lit[last].length} of ${counted(layers[last].size, word)}`;
    parts.push(`reaches ${reached} of ${layers[last].name}`);
  }
  return `${layers[cone.depth].name}, ${word} ${cone.unit}: ${parts.join("; ")}.`;
}

function whatItSees({ layers, unit: word }, { lit, padding }) {
  const runs = runsOf(lit[0]);
  const between = runs.length ? ` (${fromTo(runs[0][0], runs.at(-1)[1])})` : "";
  const gaps = runs.length > 1 ? ", with gaps" : "";
  const zeros = padding.reduce((sum, places) => sum + places.length, 0);
  const onTheWay = zeros ? `, and ${counted(zeros, "zero")} of padding on the way` : "";
  const seen = `${lit[0].length} of ${counted(layers[0].size, word)} of the input`;
  return `${seen}${between}${gaps}${onTheWay}`;
}

const fromTo = (first, last) => (first === last ? `number ${first}` : `${first} to ${last}`);

// --- Where things stand, in px of the picture ---

function layOut(data, width) {
  const longest = Math.max(...data.layers.map((layer) => layer.name.length));
  const left = Math.min(longest * LETTER_WIDTH + LABEL_GAP, MOST_FOR_LABELS * width);
  const scale = (width - left - 1) / (data.last - data.first);
  const num = data.layers.length;
  return {
    left,
    width,
    scale,
    bands: scale < SMALLEST_CELL,
    height: num * LAYER_HEIGHT + AXIS_HEIGHT,
    x: (px) => left + (px - data.first) * scale,
    y: (number) => (num - 1 - number + 0.5) * LAYER_HEIGHT,
    depthAt: (y) => clamp(num - 1 - Math.floor(y / LAYER_HEIGHT), 0, num - 1),
    pxAt: (x) => data.first + (x - left) / scale,
  };
}

const place = (layer, unit) => layer.centre + unit * layer.spacing;

function nearestUnit(layer, px) {
  return clamp(Math.round((px - layer.centre) / layer.spacing), 0, layer.size - 1);
}

function cellsPath(data, at, number, indices) {
  const layer = data.layers[number];
  const half = ((at.bands ? 1 : CELL_SHARE) * layer.spacing) / 2;
  const runs = at.bands ? runsOf(indices) : indices.map((index) => [index, index]);
  return runs
    .map(([first, last]) => {
      const left = at.x(place(layer, first) - half);
      const right = at.x(place(layer, last) + half);
      return `M${left} ${at.y(number) - CELL_HEIGHT / 2}H${right}v${CELL_HEIGHT}H${left}Z`;
    })
    .join("");
}

function crossesPath(data, at, number) {
  const layer = data.layers[number];
  return layer.unread
    .map((unit) => [at.x(place(layer, unit)) - SIGN, at.y(number) - SIGN])
    .map(([x, y]) => `M${x} ${y}l${2 * SIGN} ${2 * SIGN}m0 ${-2 * SIGN}l${-2 * SIGN} ${2 * SIGN}`)
    .join("");
}

function edgesPath(data, at, cone, number) {
  const [here, below] = [data.layers[number], data.layers[number - 1]];
  const lit = new Set([...cone.lit[number - 1], ...cone.padding[number - 1]]);
  const top = at.y(number) + CELL_HEIGHT / 2;
  const bottom = at.y(number - 1) - CELL_HEIGHT / 2;
  const lines = cone.lit[number].flatMap((unit) =>
    tapsOf(here, unit)
      .filter((tapped) => lit.has(tapped))
      .map((tapped) => at.x(place(below, tapped)))
      .map((x) => `M${at.x(place(here, unit))} ${top}L${x} ${bottom}`),
  );
  return lines.join("");
}

function bandPath(data, at, cone, number) {
  if (!cone.lit[number].length || !cone.lit[number - 1].length) return "";
  const edges = (each) => {
    const layer = data.layers[each];
    const [first, last, half] = [cone.lit[each][0], cone.lit[each].at(-1), layer.spacing / 2];
    return [at.x(place(layer, first) - half), at.x(place(layer, last) + half)];
  };
  const [left, right] = edges(number);
  const [leftBelow, rightBelow] = edges(number - 1);
  const top = at.y(number) + CELL_HEIGHT / 2;
  const bottom = at.y(number - 1) - CELL_HEIGHT / 2;
  return `M${left} ${top}H${right}L${rightBelow} ${bottom}H${leftBelow}Z`;
}

// --- The picture: the still part is drawn once per width, the lit part for every unit ---

function drawStill(state) {
  const { data, at, svg } = state;
  svg.setAttribute("viewBox", `0 0 ${at.width} ${at.height}`);
  svg.setAttribute("class", at.bands ? "bands" : "");
  state.lit = svgNode("g");
  svg.replaceChildren(
    ...data.layers.flatMap((layer, number) => layerNodes(data, at, layer, number)),
    ...axisNodes(data, at),
    state.lit,
  );
}

function layerNodes(data, at, layer, number) {
  const units = Array.from({ length: layer.size }, (_, unit) => unit);
  const name = svgNode("text", { x: 0, y: at.y(number) + 5 }, layer.name);
  const room = at.left - LABEL_GAP;
  if (layer.name.length * LETTER_WIDTH > room) {
    name.setAttribute("textLength", room);
    name.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
  return [name, svgNode("path", { class: "unlit", d: cellsPath(data, at, number, units) })];
}

function axisNodes(data, at) {
  const size = data.layers[0].size;
  const least = TICK_ROOM / at.scale;
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((each) => each >= least) ?? size;
  const y = data.layers.length * LAYER_HEIGHT + 12;
  const ticks = [];
  for (let row = 0; row < size; row += step) {
    ticks.push(svgNode("text", { x: at.x(row), y, "text-anchor": "middle" }, row));
  }
  const middle = (at.left + at.width) / 2;
  const title = `${data.unit[0].toUpperCase()}${data.unit.slice(1)} of the input, px`;
  return [...ticks, svgNode("text", { x: middle, y: y + 22, "text-anchor": "middle" }, title)];
}

function light(state, unit) {
  const { data, at } = state;
  const cone = coneOf(data.layers, unit);
  const all = (numbers, path) => numbers.map((number) => path(number)).join("");
  const numbers = data.layers.map((_, number) => number);
  const joint = (number) => (at.bands ? bandPath : edgesPath)(data, at, cone, number);
  const lit = (number) => cellsPath(data, at, number, cone.lit[number]);
  const [below, above] = [numbers.slice(0, cone.depth), numbers.slice(cone.depth + 1)];
  const upTo = numbers.slice(1, cone.depth + 1);
  const paths = [
    ["edges seen-edges", all(upTo, joint)],
    ["edges reached-edges", all(above, joint)],
    ["seen", all(below, lit)],
    ["reached", all(above, lit)],
    ["padding", all(below, (number) => cellsPath(data, at, number, cone.padding[number]))],
    ["unread", all(numbers, (number) => crossesPath(data, at, number))],
    ["selected", lit(cone.depth)],
  ];
  state.lit.replaceChildren(...paths.map(([name, d]) => svgNode("path", { class: name, d })));
  write(state, ".told", describe(data, cone));
}

const LEGEND = [
  ["selected", "M1 1h12v12h-12Z", "selected"],
  ["seen", "M1 1h12v12h-12Z", "it sees"],
  ["reached", "M1 1h12v12h-12Z", "it reaches"],
  ["padding", "M1 1h12v12h-12Z", "zero of padding"],
  ["unread", "M2 2l10 10m0 -10l-10 10", "never read"],
];

function entryNode([name, d, words]) {
  const sign = svgNode("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" });
  sign.append(svgNode("path", { class: name, d }));
  return element("span", "entry", {}, sign, words);
}

function redraw(state) {
  const width = state.picture.clientWidth;
  if (!width) return;
  state.at = layOut(state.data, width);
  drawStill(state);
  light(state, state.selected);
}

// --- Pointer and keys ---

function unitUnder(state, event) {
  const { left, top } = state.svg.getBoundingClientRect();
  const depth = state.at.depthAt(event.clientY - top);
  return [depth, nearestUnit(state.data.layers[depth], state.at.pxAt(event.clientX - left))];
}

// Up and down keep the place, so that the way back leads to the same unit.
function choose(state, unit, aim = placeOf(state, unit)) {
  state.selected = unit;
  state.aim = aim;
  light(state, unit);
  if (unit[0] > 0) state.send("selected", { layer: unit[0], unit: unit[1] });
}

const placeOf = ({ data: { layers } }, [depth, unit]) => place(layers[depth], unit);

function unitAfterKey({ data: { layers }, selected: [depth, unit], aim }, key) {
  const last = layers[depth].size - 1;
  const onLayer = (other) => {
    const number = clamp(other, 0, layers.length - 1);
    return [[number, nearestUnit(layers[number], aim)], aim];
  };
  return {
    ArrowLeft: () => [[depth, clamp(unit - 1, 0, last)]],
    ArrowRight: () => [[depth, clamp(unit + 1, 0, last)]],
    ArrowUp: () => onLayer(depth + 1),
    ArrowDown: () => onLayer(depth - 1),
    Home: () => [[depth, 0]],
    End: () => [[depth, last]],
  }[key]?.();
}

function listen(state) {
  const { picture } = state;
  picture.addEventListener("pointermove", (event) => light(state, unitUnder(state, event)));
  picture.addEventListener("pointerleave", () => light(state, state.selected));
  picture.addEventListener("click", (event) => choose(state, unitUnder(state, event)));
  picture.addEventListener("keydown", (event) => {
    const chosen = unitAfterKey(state, event.key);
    if (!chosen || isShortcut(event)) return;
    event.preventDefault();
    choose(state, ...chosen);
  });
  new ResizeObserver(() => redraw(state)).observe(picture);
}

function begin(state) {
  state.picture = state.root.querySelector(".picture");
  state.svg = state.picture.querySelector("svg");
  state.root.querySelector(".legend").replaceChildren(...LEGEND.map(entryNode));
  listen(state);
}

function show(state, data) {
  state.data = data;
  state.selected = data.selected;
  state.aim = data.aim;
  const [seen, reached, selected] = data.colours;
  const { style } = state.root.querySelector(".cone");
  style.setProperty("--seen", seen);
  style.setProperty("--reached", reached);
  style.setProperty("--selected", selected);
  state.picture.setAttribute("aria-label", `${data.label}. ${HOW_TO}`);
  redraw(state);
}

export default component(begin, show);
