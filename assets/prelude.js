// What the components share. explorer/widgets/component.py puts this before each one's code, so that
// both are one module: a component uses these names and must not define them again.

// --- The page and a component ---

// Makes a component. `begin` runs once for each place on a page, `show` in every run of the page.
// Both receive that place's state: its root, a function that sends an event, one that keeps a value
// which is sent with every later event too, and what they add.
function component(begin, show) {
  const states = new WeakMap();
  return ({ data, parentElement, setTriggerValue, setStateValue }) => {
    const isNew = !states.has(parentElement);
    if (isNew) states.set(parentElement, { root: parentElement });
    const state = states.get(parentElement);
    state.send = setTriggerValue;
    state.keep = setStateValue;
    if (isNew) begin(state);
    show(state, data);
  };
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// "1 row", "2 rows"
const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// A shortcut of the browser, such as Alt+Left for the previous page.
const isShortcut = (event) => event.altKey || event.ctrlKey || event.metaKey;

function write(state, selector, text) {
  state.root.querySelector(selector).textContent = text;
}

function element(tag, className, attributes = {}, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const disable = (button, isOff) => button.setAttribute("aria-disabled", String(isOff));

// --- Edits: done here at once, and sent with their numbers until the page has taken them ---

const RESEND_MS = 4000; // after which edits that were not answered are sent again

function beginEdits(state) {
  const sender = crypto.getRandomValues(new Uint32Array(2)).join("-");
  Object.assign(state, { sender, number: 0, known: 0, tries: 0, edits: [] });
}

function addEdits(state, changes) {
  for (const change of changes) {
    state.number += 1;
    state.edits.push({ ...change, number: state.number, known: state.known });
  }
  sendEdits(state);
}

function sendEdits(state) {
  state.tries += 1; // the same edits again count as a change
  state.keep("edits", { sender: state.sender, edits: state.edits, tries: state.tries });
  clearTimeout(state.resending);
  state.resending = setTimeout(() => {
    if (state.edits.length && state.root.isConnected) sendEdits(state);
  }, RESEND_MS);
}

// Forgets the edits that the page has taken: the last one's number, by sender.
function forgetTaken(state, taken) {
  state.known = Math.max(state.known, taken[state.sender] ?? 0);
  state.edits = state.edits.filter(({ number }) => number > state.known);
  if (!state.edits.length) clearTimeout(state.resending);
}

// --- Lists of options: the Tab key reaches one option, arrow keys reach the others ---

function optionNode(className, description, ...children) {
  const attributes = { type: "button", role: "option", "aria-label": description };
  return element("button", className, attributes, ...children);
}

function reachByTab(options, reached) {
  for (const option of options) option.tabIndex = option === reached ? 0 : -1;
}

function select(options, selected) {
  for (const option of options) option.setAttribute("aria-selected", String(option === selected));
  reachByTab(options, selected);
}

function onOption(list, kind, act) {
  list.addEventListener(kind, (event) => {
    const option = event.target.closest("[role='option']");
    if (option) act(option);
  });
}

// Moves the focus from option to option; up and down need a grid and its number of columns.
function onArrowKey(list, { act = () => {}, columnsOf = () => undefined } = {}) {
  list.addEventListener("keydown", (event) => {
    const options = [...list.querySelectorAll("[role='option']")];
    const at = options.indexOf(event.target.closest("[role='option']"));
    const next = indexAfterKey(event.key, at, options.length - 1, columnsOf());
    if (next === undefined || isShortcut(event)) return;
    event.preventDefault();
    if (!(next in options)) return;
    options[next].focus();
    act(options[next]);
  });
}

function indexAfterKey(key, at, last, columns) {
  const inRow = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last };
  const inGrid = columns && { ArrowUp: at - columns, ArrowDown: at + columns };
  return { ...inRow, ...inGrid }[key];
}

// --- Pictures ---

// A picture from the app's own server; undefined if it does not arrive.
function fetchImage(address) {
  const image = new Image();
  image.src = new URL(address.replace(/^\//, ""), document.baseURI); // the app may be below a path
  return image.decode().then(
    () => image,
    () => undefined,
  );
}

// Draws again once a picture has arrived. Until then, or if it never arrives, the rest is drawn.
async function loadImage(state, part, address, draw) {
  state.addresses ??= {};
  if (address === state.addresses[part]) return;
  state.addresses[part] = address;
  const image = await fetchImage(address);
  if (!image || address !== state.addresses[part]) return;
  state[part] = image;
  draw(state);
}

// --- Canvases ---

// A line and the line around it, which keeps it visible on any photo.
const WHITE_LINE = ["#fff", "#000"];
const YELLOW_LINE = ["#F0E442", "#000"];
const THICK = { inner: 2.5, outer: 5 }; // px of the screen
const MOST_RATIO = 5; // of a canvas' longer side to its shorter one
const HATCHES = 40; // across a canvas

const sharpness = () => window.devicePixelRatio || 1;

// A context as sharp as the screen. Drawings use this width and height, in units of their own. What
// is much longer than wide, or wider than long, is stretched: a map of 1 x 1,024 values would be a
// line that nobody sees, and one of 1,024 x 1 longer than any canvas may be.
function contextOf(canvas, { width, height }) {
  const ratio = clamp(height / width, 1 / MOST_RATIO, MOST_RATIO);
  canvas.style.aspectRatio = String(1 / ratio);
  canvas.width = Math.round(canvas.clientWidth * sharpness());
  canvas.height = Math.round(canvas.clientWidth * sharpness() * ratio);
  const context = canvas.getContext("2d");
  context.scale(canvas.width / width, canvas.height / height);
  return context;
}

// How many units of what is drawn are 1 px of the screen.
const pixelOf = (context) => sharpness() / context.getTransform().a;

function frame(context, box, [inner, outer], dash = []) {
  const pixel = pixelOf(context);
  for (const [colour, thick, dashes] of [
    [outer, THICK.outer, []],
    [inner, THICK.inner, dash],
  ]) {
    context.lineWidth = thick * pixel;
    context.setLineDash(dashes.map((length) => length * pixel));
    context.strokeStyle = colour;
    context.strokeRect(...box);
  }
  context.setLineDash([]);
}

function hatch(context, { width, height }) {
  const step = width / HATCHES;
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

// --- Units on a canvas: the pointer or arrow keys point at one, a click or Enter chooses it ---

// Where the pointer is, as (y, x) in px of the photo, of which the canvas shows a part.
function placeUnder(canvas, event, part) {
  const box = canvas.getBoundingClientRect();
  return [
    part.y + ((event.clientY - box.top) / box.height) * part.height,
    part.x + ((event.clientX - box.left) / box.width) * part.width,
  ];
}

const onGrid = (unit, grid) => unit.map((at, axis) => clamp(at, 0, grid[axis] - 1));

function unitBeside({ data, pointed }, key) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  const from = pointed ?? data.unit;
  return step && onGrid([from[0] + step[0], from[1] + step[1]], data.grid);
}

function onUnit(state, canvas, unitUnder, draw, act = () => {}) {
  const point = (unit) => {
    state.pointed = unit;
    draw(state);
  };
  const choose = (unit) => {
    act(unit);
    point(undefined);
    state.send("unit", unit);
  };
  canvas.addEventListener("pointermove", (event) => point(unitUnder(state, canvas, event)));
  canvas.addEventListener("pointerleave", () => point(undefined));
  canvas.addEventListener("blur", () => point(undefined));
  canvas.addEventListener("click", (event) => choose(unitUnder(state, canvas, event)));
  canvas.addEventListener("keydown", (event) => {
    const unit = unitBeside(state, event.key);
    const chosen = ["Enter", " "].includes(event.key) && state.pointed;
    if (isShortcut(event) || !(unit || chosen)) return;
    event.preventDefault();
    if (unit) point(unit);
    else choose(chosen);
  });
}

// Takes up what the page says of a photo on which units are chosen, and draws it.
function showOnPhoto(state, data, draw) {
  state.data = data;
  state.pointed = undefined;
  state.root.querySelector("canvas").setAttribute("aria-label", data.label);
  draw(state);
  loadImage(state, "photo", data.photo, draw);
}
