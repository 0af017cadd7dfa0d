// Pointing at a cell of the bench, by pointer, keyboard or touch: what it reads, or what reads it,
// lights up, and a line of text says it.

const MOST_LISTED = 12; // places that are named one by one

// What is pointed at: the pointer goes before the focus, and neither counts while the window plays.
const pointedAt = (state) => state.hovered ?? (state.playing ? undefined : state.focused);

function showPointed(state) {
  const spot = pointedAt(state);
  const { lit = [], says = "", weight } = (spot && explained[spot.part](state, spot)) || {};
  const nodes = new Set(lit.map((each) => cellAt(state, each)).filter(Boolean));
  for (const node of state.lit ?? []) if (!nodes.has(node)) node.classList.remove("lit");
  for (const node of nodes) node.classList.add("lit");
  state.lit = nodes;
  showMapsFor(state, weight);
  write(state, ".pointed", says || currentInWords(state));
  return says;
}

function point(state, kind, spot) {
  if (same(state[kind], spot)) return;
  state[kind] = spot;
  const says = showPointed(state);
  if (kind === "focused" && spot && spot.part !== "output") speak(state, says);
}

// --- What is lit, and what is said ---

const explained = {
  input: explainInput,
  kernel: explainWeight,
  bias: explainBias,
  products: explainProduct,
  output: explainOutput,
};

function explainInput(state, spot) {
  const { data } = state;
  const places = readersOf(state, spot);
  const name = inputName(data, spot);
  if (data.output.problem) return { says: `${name}.` };
  const maps = range(data.output.filters).filter((f) => readsOf(data, f).includes(spot.number));
  const lit = maps.flatMap((number) =>
    places.map(([row, column]) => ({ part: "output", number, row, column })),
  );
  if (!lit.length) return { says: `${name} is not read by any output.` };
  const outputs = counted(places.length, "output");
  const names = listed(maps.map((map) => data.output.names[map]));
  const where = data.output.filters > 1 ? ` of ${names}` : "";
  return { lit, says: `${name} is read by ${outputs}${where}: ${placesText(places)}.` };
}

function explainOutput(state, { number, row, column }) {
  const { data, steps } = state;
  const cells = cellsRead(data, [row, column]);
  const lit = readsOf(data, number).flatMap((channel) =>
    cells.map(([r, c]) => ({ part: "input", number: channel, row: r, column: c })),
  );
  const name = joined("Output", mapName(data, number), placeText([row, column]));
  const value = numberText(at(steps.after, row, column, number));
  return { lit, says: `${name} is ${value}. It reads ${cellsText(data, cells, number)}.` };
}

function explainWeight(state, { number, row, column }) {
  const { data } = state;
  const filter = filterOf(state);
  const channel = readsOf(data, filter)[number];
  const text = typedText(data.kernel.texts[filter][number][row][column], DIGITS.factor);
  const place = placeText(data.kernel.cells[row][column]);
  const name = joined("Weight", channelName(data, channel), place, `= ${text}`);
  if (data.output.problem) return { says: `${name}.` };
  const lit = data.taps.rows.flatMap((rows) =>
    data.taps.columns.map((columns) => {
      return { part: "input", number: channel, row: rows[row], column: columns[column] };
    }),
  );
  const many = counted(data.output.rows * data.output.columns, "product");
  const says = `${name} makes ${many}, one for each output. The map shows them.`;
  return { lit, says, weight: { place: number, row, column, name: place } };
}

function explainBias({ data }, { column }) {
  const text = typedText(data.bias[column], DIGITS.factor);
  const outputs = joined("each output", mapName(data, column) && `of ${mapName(data, column)}`);
  return { says: `Bias = ${text}. It is added to ${outputs}.` };
}

function explainProduct(state, { number, row, column }) {
  const { data, cell } = state;
  const channel = readsOf(data, cell[2])[number];
  const read = { row: data.taps.rows[cell[0]][row], column: data.taps.columns[cell[1]][column] };
  const input = { part: "input", number: channel, ...read };
  const text = cellAt(state, { part: "products", number, row, column }).textContent;
  const lit = [input, { part: "kernel", number, row, column }];
  return { lit, says: `${inputName(data, input)}: ${text}.` };
}

// --- Names ---

function inputName(data, { number, row, column }) {
  const cell = data.grid.cells[row][column];
  if (!cell) {
    const what = { padding: "This cell of the padding", between: "This zero between values" };
    return what[data.grid.kinds[row][column]];
  }
  const text = typedText(data.grid.texts[number][row][column], DIGITS.factor);
  return joined("Input", channelName(data, number), placeText(cell), `= ${text}`);
}

function placesText(places) {
  if (places.length <= MOST_LISTED) return listed(places.map(placeText));
  const first = places.slice(0, MOST_LISTED).map(placeText).join(", ");
  return `${first} and ${places.length - MOST_LISTED} more`;
}

function cellsText(data, cells, filter) {
  const { grid, channels } = data;
  const reads = readsOf(data, filter);
  const known = cells.filter(([row, column]) => grid.cells[row][column]);
  const padding = cells.filter(([row, column]) => grid.kinds[row][column] === "padding").length;
  const between = cells.length - known.length - padding;
  const isAll = reads.length === channels.length;
  const which = isAll ? "each channel" : listed(reads.map((channel) => channels[channel]));
  const of = channels.length > 1 ? ` of ${which}` : "";
  const parts = [];
  if (padding) parts.push(`${padding} in the padding`);
  if (between) parts.push(counted(between, "zero") + " between values");
  const ofThem = parts.length ? `, ${listed(parts)}` : "";
  return `${counted(cells.length, "cell")}${of}${ofThem}`;
}

function currentInWords({ data, cell, steps }) {
  if (!cell) return "";
  return explainOutput({ data, steps }, { number: cell[2], row: cell[0], column: cell[1] }).says;
}

// --- The maps: the outputs, or what one weight contributes to each of them ---

function showMapsFor(state, weight) {
  if (same(state.weight, weight) && !state.areMapsOld) return;
  Object.assign(state, { weight, areMapsOld: false });
  for (const grid of state.grids.output) showMap(state, grid);
}

function showMap(state, grid) {
  const { data, steps, weight, limits } = state;
  const isOfWeight = weight && grid.number === state.cell[2];
  const valueOfCell = (row, column) =>
    isOfWeight
      ? at(steps.products, row, column, weight.row, weight.column, weight.place, grid.number)
      : at(steps.after, row, column, grid.number);
  const limit = isOfWeight ? limits.products : limits.output;
  grid.cells.forEach((line, row) =>
    line.forEach((cell, column) => {
      const value = valueOfCell(row, column);
      setText(cell, cellText(value, limit));
      setColour(cell, value, limit);
    }),
  );
  grid.panel.classList.toggle("of-weight", Boolean(isOfWeight));
  const name = data.output.filters > 1 ? data.output.names[grid.number] : data.words.output;
  const title = isOfWeight ? `Products of ${weight.name}` : name;
  setTitle(grid, title, rangeText(limit));
}
