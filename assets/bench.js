// The bench: one small layer by hand. Input, kernel, products and output stand side by side; the
// window moves without the server, and the cells of input, kernel and bias are typed into. What the
// page sends is drawn here; edits that it has not taken yet stand on top of it.

function filterOf({ data, cell }) {
  const filter = cell?.[2] ?? 0;
  return data.kernel ? Math.min(filter, data.kernel.texts.length - 1) : filter;
}

// The classes of a cell of a kind.
const classesOf = (kind) => (kind === "unread padding" ? ["padding", "unreached"] : [kind]);

// --- Building: nodes are made again only when the layer has another shape ---

function shapeOf(data) {
  const { kind, channels, grid, kernel, output, bias, activation, words } = data;
  const filters = kernel && [kernel.cells, kernel.texts.length];
  const window = [data.taps.rows[0]?.length, data.taps.columns[0]?.length];
  const given = [grid.kinds, grid.cells, placesOf(data), window, bias?.length];
  return JSON.stringify([kind, channels, filters, output, activation, words.input, ...given]);
}

function build(state) {
  const { data, root } = state;
  const focused = spotToFocus(state);
  const open = state.entry && { ...state.entry, text: state.entry.node.value };
  state.entry = undefined;
  state.shownFilter = undefined;
  state.grids = {
    input: inputGrids(data),
    kernel: data.kernel ? kernelGrids(data) : [],
    products: data.output.problem ? [] : productGrids(data),
    output: data.output.problem ? [] : outputGrids(data),
    bias: data.bias ? [biasGrid(data)] : [],
  };
  // A cell that was pointed at may have no successor.
  for (const way of ["hovered", "focused"]) {
    if (state[way] && !cellAt(state, state[way])) state[way] = undefined;
  }
  const bench = root.querySelector(".bench");
  bench.style.setProperty("--channels", data.channels.length);
  bench.classList.toggle("one-channel", data.channels.length === 1);
  bench.classList.toggle("wordy", data.channels.length > 1 || data.output.filters > 1);
  root.querySelector(".stage").replaceChildren(...stageNodes(state));
  if (focused) cellAt(state, focused)?.focus({ preventScroll: true });
  const typedIn = open && cellAt(state, open.spot);
  if (typedIn) openEntry(state, typedIn, open.text, open); // nobody loses what is being typed
}

// Where the focus goes in new grids. In the output it stays with the window: to focus another cell
// would move it.
function spotToFocus({ root, cell }) {
  const focused = spotUnder(root.querySelector(":focus") ?? root);
  if (focused?.part !== "output" || !cell) return focused;
  return { ...focused, row: cell[0], column: cell[1], number: cell[2] };
}

function inputGrids({ channels, grid }) {
  const across = (column) => grid.cells.map((line) => line[column]).find(Boolean)?.[1] ?? "";
  const names = {
    rows: grid.cells.map((line) => line.find(Boolean)?.[0] ?? ""),
    columns: range(grid.columns).map(across),
  };
  return channels.map((_, number) => {
    const size = { rows: grid.rows, columns: grid.columns, names };
    const made = gridPanel({ part: "input", number, ...size });
    made.cells.forEach((line, row) =>
      line.forEach((cell, column) => cell.classList.add(...classesOf(grid.kinds[row][column]))),
    );
    return made;
  });
}

function kernelGrids(data) {
  const { rows, columns, cells } = data.kernel;
  const names = {
    rows: cells.map(([[row]]) => row),
    columns: cells[0].map(([, column]) => column),
  };
  const size = { rows, columns, names };
  return range(placesOf(data)).map((number) => gridPanel({ part: "kernel", number, ...size }));
}

function productGrids(data) {
  const size = { rows: data.taps.rows[0].length, columns: data.taps.columns[0].length };
  return range(placesOf(data)).map((number) => {
    const made = gridPanel({ part: "products", number, ...size });
    made.panel.classList.add("result-of-edits");
    return made;
  });
}

function outputGrids({ output }) {
  const names = { rows: range(output.rows), columns: range(output.columns) };
  return output.names.map((_, number) => {
    const size = { rows: output.rows, columns: output.columns, names };
    return gridPanel({ part: "output", number, ...size });
  });
}

function biasGrid({ bias }) {
  const size = { rows: 1, columns: bias.length };
  return gridPanel({ part: "bias", number: 0, ...size });
}

const sign = (text) => element("span", "sign", { "aria-hidden": "true" }, text);

function stageNodes({ data, grids }) {
  const middle = range(placesOf(data)).map((place) => {
    const [kernel, products] = [grids.kernel[place], grids.products[place]];
    const parts = element("div", "middle");
    if (kernel) parts.append(sign("×"), kernel.panel);
    if (products) parts.append(sign(kernel ? "=" : "→"), products.panel);
    return parts;
  });
  grids.input.forEach(({ panel }, channel) => panel.style.setProperty("--line", channel + 1));
  const maps = element("div", "maps", {}, ...grids.output.map(({ panel }) => panel));
  const sums = ["sums", "softmax"].map((name) => element("table", name));
  const stale = element("p", "stale", {}, "out of date");
  const written = element("div", "written", {}, stale, ...sums);
  const panels = [...grids.input, ...grids.bias].map(({ panel }) => panel);
  if (data.output.problem) return [...panels, ...middle];
  const result = element("div", "result", {}, maps, written);
  return [...panels, ...middle, sign("→"), result];
}

// --- Filling ---

function fill(state) {
  const { data, root } = state;
  notePending(state);
  for (const grid of state.grids.input) {
    const name = joined(data.words.input, channelName(data, grid.number));
    setTitle(grid, name, rangeText(data.ranges.input));
  }
  state.shownFilter = undefined;
  state.areMapsOld = true;
  showLegend(state);
  const lines = { told: data.told, given: data.words.given, problem: data.output.problem };
  for (const [name, text] of Object.entries(lines)) {
    if (root.querySelector(`.${name}`).textContent !== text) write(state, `.${name}`, text);
  }
  showTransport(state);
  if (data.output.problem) {
    showFilter(state);
    showPointed(state);
    return;
  }
  showWindow(state);
  showPin(state);
  showPointed(state);
}

// What belongs to the filter that is looked at: its slices of the kernel, beside what they read.
function showFilter(state) {
  const { data, grids, root } = state;
  const filter = filterOf(state);
  const reads = readsOf(data, filter);
  root.querySelectorAll(".middle").forEach((node, place) => {
    node.style.setProperty("--line", reads[place] + 1);
  });
  for (const grid of grids.input) {
    grid.panel.classList.toggle("unread", !reads.includes(grid.number));
    fillGrid(state, grid);
  }
  for (const grid of grids.kernel) {
    const name = joined(data.words.kernel, channelName(data, reads[grid.number]));
    setTitle(grid, name, mapName(data, filter), rangeText(data.ranges.kernel));
    fillGrid(state, grid);
  }
  for (const grid of grids.products) {
    const channel = channelName(data, reads[grid.number]);
    const of = isPooling(data) ? data.ranges.input : state.ranges.products;
    setTitle(grid, joined(isPooling(data) ? "Values" : "Products", channel), rangeText(of));
  }
  for (const grid of grids.bias) {
    setTitle(grid, "Bias", data.bias.length > 1 ? "of each map" : "");
    fillGrid(state, grid);
    grid.cells[0].forEach((cell, at) => cell.classList.toggle("chosen", at === filter));
  }
  for (const grid of grids.output) grid.panel.classList.toggle("chosen", grid.number === filter);
  showProblems(state);
}

function showTransport({ root, data }) {
  const isOff = Boolean(data.output.problem);
  for (const node of root.querySelectorAll(".transport button")) disable(node, isOff);
  const scrub = root.querySelector(".scrub");
  scrub.disabled = isOff;
  if (isOff) write({ root }, ".where", "");
  else scrub.max = numberOfSteps(data) - 1;
}

// --- Legend: what is to be seen, and nothing else ---

function showLegend({ data, steps, root }) {
  const kinds = new Set(data.grid.kinds.flat().flatMap(classesOf));
  const typed = [data.grid.texts, data.kernel?.texts ?? [], data.bias ?? []].flat(Infinity);
  const signs = new Set([...typed.map(valueOf), ...(steps.after?.values ?? [])].map(Math.sign));
  const hasOutput = !data.output.problem;
  const padding = isPooling(data) ? "which does not count" : "zeros around the input";
  const entries = [
    ["above", "above 0: the larger, the stronger", signs.has(1)],
    ["under", "below 0: the lower, the stronger", signs.has(-1)],
    ["padding", `padding, ${padding}`, kinds.has("padding")],
    ["between", "zeros put between the values", kinds.has("between")],
    ["unreached", "read by no window", kinds.has("unreached")],
    ["window", "what is read now", hasOutput],
    ["lit", "belongs to the cell you point at", hasOutput],
    ["winner", "the largest value", hasOutput && data.kind === "maximum"],
    ["refused", "not a number", Object.keys(data.refused).length > 0],
    ["pin", "what the pinned output reads", hasOutput],
  ];
  const nodes = entries
    .filter(([, , occurs]) => occurs)
    .map(([name, text]) => {
      return element("li", `legend-${name}`, {}, element("i", `swatch ${name}`), text);
    });
  root.querySelector(".legend").replaceChildren(...nodes);
}

function speak(state, text) {
  if (!state.playing && text) write(state, ".live", text);
}

// --- The page ---

function onClick(state, event) {
  const act = event.target.closest("[data-act]");
  if (act) {
    if (act.getAttribute("aria-disabled") !== "true") acts[act.dataset.act](state);
    return;
  }
  const cell = event.target.closest(".cell");
  if (!cell || event.target.matches(".entry")) return;
  // The first click, or tap, chooses a cell; the next one opens it.
  if (state.wasFocused === cell && isEditable(state, spots.get(cell))) {
    openEntry(state, cell, textOf(state, spots.get(cell)));
  }
}

const acts = {
  back: (state) => moveBy(state, -1),
  forward: (state) => moveBy(state, 1),
  play: (state) => (state.playing ? pause(state) : play(state)),
  pin: (state) => pin(state, state.cell),
  unpin: (state) => pin(state, undefined),
};

// A mouse points at cells; with its button held down on the output it drags the window along.
function onPointer(state, { target, pointerType, buttons }) {
  if (pointerType !== "mouse") return;
  const spot = spotUnder(target);
  point(state, "hovered", spot);
  if (state.isDragging && buttons === 1 && spot?.part === "output") {
    moveTo(state, [spot.row, spot.column, spot.number]);
  }
}

function onFocus(state, { target }) {
  const spot = spotUnder(target);
  if (!spot || target.matches(".entry")) return;
  reach(gridOf(state, spot), spot.row, spot.column);
  if (spot.part === "output") moveTo(state, [spot.row, spot.column, spot.number]);
  point(state, "focused", spot);
  showProblems(state);
}

function onBlur(state, { target, relatedTarget }) {
  if (target === state.entry?.node) closeEntry(state);
  if (!relatedTarget || !spotUnder(relatedTarget)) point(state, "focused", undefined);
}

function onKey(state, event) {
  if (event.target === state.entry?.node) onEntryKey(state, event);
  else if (isUndo(event)) undo(state, event);
  else if (event.target.matches(".cell")) onCellKey(state, event, event.target);
}

function begin(state) {
  beginEdits(state);
  Object.assign(state, { pending: new Map(), places: 0, sent: [], former: [] });
  const bench = state.root.querySelector(".bench");
  const on = (kind, act) => bench.addEventListener(kind, (event) => act(state, event));
  on("click", onClick);
  on("focusin", onFocus);
  on("focusout", onBlur);
  on("keydown", onKey);
  on("paste", onPaste);
  on("copy", onCopy);
  on("pointerdown", (_, { target }) => {
    state.wasFocused = target.closest(".cell:focus");
    state.isDragging = spotUnder(target)?.part === "output";
  });
  on("pointerover", onPointer);
  on("pointerleave", () => point(state, "hovered", undefined));
  state.root.querySelector(".scrub").addEventListener("input", ({ target }) => {
    moveTo(state, cellOfStep(state, Number(target.value)));
  });
  new ResizeObserver(() => fit(state)).observe(bench);
}

function show(state, data) {
  const wasWaiting = state.edits.length > 0;
  state.data = data;
  forgetFormer(state, wasWaiting);
  forgetTaken(state, data.taken);
  state.steps = stepsOf(data, state.steps);
  const { products } = state.steps;
  state.ranges = { ...data.ranges, products: products && rangeOf(products) };
  const largest = products && Math.max(...state.ranges.products.map(Math.abs));
  state.limits = { ...data.limits, products: largest };
  state.readers = {
    rows: readersAlong(data.taps.rows, data.grid.rows),
    columns: readersAlong(data.taps.columns, data.grid.columns),
  };
  if (!data.output.problem) takePlace(state, data);
  const shape = shapeOf(data);
  if (shape !== state.shape) {
    stop(state);
    state.shape = shape;
    build(state);
  }
  fill(state);
  fit(state);
  if (wasWaiting && !state.edits.length) speak(state, stepInWords(state));
}

export default component(begin, show);
