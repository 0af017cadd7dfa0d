// The bench's cells are edited as in a spreadsheet. An edit shows at once; what follows from it is
// marked as out of date until the page has worked it out.

// Where a cell's number is, as the page counts.
const AXES_OF = {
  input: ({ data }, { number, row, column }) => {
    const cell = data.grid.cells[row][column];
    return cell ? [...cell, number] : undefined;
  },
  kernel: (state, { number, row, column }) => {
    return [...state.data.kernel.cells[row][column], number, filterOf(state)];
  },
  bias: (_, { column }) => [column],
};

function isEditable({ data }, { part, row, column }) {
  if (part !== "input") return TYPED_INTO.includes(part);
  return ["value", "unreached"].includes(data.grid.kinds[row][column]);
}

function keyOf(state, spot) {
  const index = AXES_OF[spot.part]?.(state, spot);
  return index && `${spot.part}:${index.join(",")}`;
}

// Whether a cell is one of those that numbers are typed into.
const isGiven = ({ part }) => part in AXES_OF;

// --- Texts ---

const written = {
  input: ({ data }, { number, row, column }) => data.grid.texts[number][row][column],
  kernel: (state, { number, row, column }) =>
    state.data.kernel.texts[filterOf(state)][number][row][column],
  bias: ({ data }, { column }) => data.bias[column],
};

// What was typed last into a cell, whether the page has taken it or not; or what the page says.
function textOf(state, spot) {
  const key = isEditable(state, spot) ? keyOf(state, spot) : undefined;
  return state.pending.get(key) ?? state.data.typed[key] ?? written[spot.part](state, spot);
}

function notePending(state) {
  state.pending = new Map(
    state.edits.map(({ part, index, text }) => [`${part}:${index.join(",")}`, text]),
  );
  state.root.querySelector(".bench").classList.toggle("waiting", state.edits.length > 0);
}

function fillGrid(state, grid) {
  const limit = state.data.limits[grid.part === "bias" ? "kernel" : grid.part];
  for (const cell of grid.cells.flat()) {
    const spot = spots.get(cell);
    const text = textOf(state, spot);
    setText(cell, typedText(text, DIGITS.cell));
    setColour(cell, valueOf(text), limit);
    markRefused(state, cell, spot);
  }
}

function markRefused(state, cell, spot) {
  const key = isEditable(state, spot) ? keyOf(state, spot) : undefined;
  const isRefused = key in state.data.refused && !state.pending.has(key);
  if (isRefused === cell.classList.contains("refused")) return;
  cell.classList.toggle("refused", isRefused);
  if (isRefused) {
    cell.setAttribute("aria-invalid", "true");
    cell.setAttribute("aria-describedby", key);
  } else for (const name of ["aria-invalid", "aria-describedby"]) cell.removeAttribute(name);
}

function showProblems(state) {
  const selected = state.focused && isGiven(state.focused) && keyOf(state, state.focused);
  for (const grid of [...state.grids.input, ...state.grids.kernel, ...state.grids.bias]) {
    const spotsOf = grid.cells.flat().map((cell) => spots.get(cell));
    const told = spotsOf.flatMap((spot) => {
      const key = keyOf(state, spot);
      const sentence = state.pending.has(key) ? undefined : state.data.refused[key];
      if (!sentence) return [];
      return [element("p", "", { id: key }, `${spotName(state, spot)}: ${sentence}`)];
    });
    const text = told.map((node) => node.textContent).join("");
    const chosen = Math.max(
      0,
      told.findIndex(({ id }) => id === selected),
    );
    if (grid.told === `${text}|${chosen}`) continue;
    grid.told = `${text}|${chosen}`;
    grid.problems.replaceChildren(...folded(grid, told, chosen));
  }
}

// Of several sentences the chosen one is shown, and the others can be unfolded.
function folded({ problems }, told, chosen) {
  if (told.length < 2) return told;
  const many = element("div", "many", {}, `${told.length} cells cannot be read.`);
  const rest = told.filter((_, place) => place !== chosen);
  const summary = element("summary", "", {}, rest.length > 1 ? "The others" : "The other one");
  const fold = element("details", "", {}, summary, ...rest);
  fold.open = Boolean(problems.querySelector("details")?.open);
  return [many, told[chosen], fold];
}

function spotName(state, { part, number, row, column }) {
  const { data } = state;
  if (part === "bias") return joined("Bias", mapName(data, column));
  if (part === "input") {
    return joined("Input", channelName(data, number), placeText(data.grid.cells[row][column]));
  }
  const channel = readsOf(data, filterOf(state))[number];
  return joined("Weight", channelName(data, channel), placeText(data.kernel.cells[row][column]));
}

// --- Typing ---

function openEntry(state, cell, text, { isFresh = false } = {}) {
  const spot = spots.get(cell);
  if (!isEditable(state, spot)) return;
  const label = `${spotName(state, spot)}, new value`;
  const attributes = { type: "text", "aria-label": label, autocomplete: "off", inputmode: "text" };
  const entry = element("input", "entry", attributes);
  entry.value = text;
  state.entry = { node: entry, cell, spot, isFresh };
  cell.append(entry);
  entry.focus({ preventScroll: true });
  if (isFresh) entry.setSelectionRange(text.length, text.length);
  else entry.select();
}

// Takes what was typed, or drops it, and goes to a cell.
function closeEntry(state, { drop = false, next } = {}) {
  const { node, cell, spot } = state.entry;
  const text = node.value;
  const hadFocus = node === node.getRootNode().activeElement;
  state.entry = undefined;
  node.remove();
  if (!drop && text !== textOf(state, spot)) setTexts(state, [[spot, text]]);
  const target = next ? cellAt(state, next) : cell;
  if (hadFocus) target.focus();
}

function setTexts(state, several) {
  const change = (spot, text) => {
    return { kind: "set", part: spot.part, index: AXES_OF[spot.part](state, spot), text };
  };
  state.former.push(several.map(([spot]) => change(spot, textOf(state, spot))));
  write(state, ".left-out", "");
  edit(
    state,
    several.map(([spot, text]) => change(spot, text)),
  );
}

function edit(state, changes) {
  holdPlace(state);
  addEdits(state, changes);
  showEdited(state);
}

function showEdited(state) {
  notePending(state);
  for (const part of ["input", "kernel", "bias"]) {
    for (const grid of state.grids[part]) fillGrid(state, grid);
  }
  showProblems(state);
}

// --- Taking back ---

const isUndo = ({ key, ctrlKey, metaKey, altKey, shiftKey }) =>
  key.toLowerCase() === "z" && (ctrlKey || metaKey) && !altKey && !shiftKey;

// The last edit or paste: what stood there before is written again.
function undo(state, event) {
  event.preventDefault();
  const changes = state.former.pop();
  if (!changes) return;
  write(state, ".left-out", "");
  edit(state, changes);
  speak(state, "Taken back.");
}

// Numbers that came from elsewhere, such as another preset, are not mixed with former ones.
function forgetFormer(state, wasWaiting) {
  const { grid, kernel, bias, typed } = state.data;
  const numbers = JSON.stringify([grid.texts, kernel?.texts, bias, typed]);
  if (numbers !== state.numbers && !wasWaiting) state.former = [];
  state.numbers = numbers;
}

// --- Keys ---

function onEntryKey(state, event) {
  const { spot, isFresh } = state.entry;
  const { key } = event;
  const grid = gridOf(state, spot);
  if (event.isComposing) return;
  if (key === "Escape") closeEntry(state, { drop: true });
  else if (key === "Enter") {
    const arrow = { key: event.shiftKey ? "ArrowUp" : "ArrowDown" };
    closeEntry(state, { next: spotBeside(grid, spot, arrow) });
  } else if (key === "Tab") {
    const next = spotAfter(state, grid, spot, event.shiftKey ? -1 : 1);
    if (!next) return;
    closeEntry(state, { next });
  } else if (["ArrowUp", "ArrowDown"].includes(key) || (isFresh && key.startsWith("Arrow"))) {
    closeEntry(state, { next: spotBeside(grid, spot, event) });
  } else return;
  event.preventDefault();
}

// The next cell that can be edited, line by line; undefined after the last one.
function spotAfter(state, grid, spot, by) {
  const all = grid.cells.flat().map((cell) => spots.get(cell));
  const open = all.filter((each) => isEditable(state, each));
  return open[open.findIndex((each) => same(each, spot)) + by];
}

function onCellKey(state, event, cell) {
  const spot = spots.get(cell);
  const next = isShortcut(event) ? undefined : spotBeside(gridOf(state, spot), spot, event);
  if (next) {
    cellAt(state, next).focus();
    event.preventDefault();
  } else if (isEditable(state, spot) && !isShortcut(event)) typeInto(state, event, cell);
}

function typeInto(state, event, cell) {
  const { key } = event;
  const isFresh = true;
  if (key === "F2" || key === "Enter") openEntry(state, cell, textOf(state, spots.get(cell)));
  else if (key === "Delete") setTexts(state, [[spots.get(cell), ""]]);
  else if (key === "Backspace") openEntry(state, cell, "", { isFresh });
  else if (key.length === 1 && key !== " ") openEntry(state, cell, key, { isFresh });
  else return;
  event.preventDefault();
}

// --- Paste and copy ---

// Rows and columns of a spreadsheet, or numbers with spaces between them.
function pastedRows(text) {
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  const columns = (line) => (line.includes("\t") ? line.split("\t") : line.trim().split(/[\s;]+/));
  return lines.map(columns);
}

function onPaste(state, event) {
  const cell = state.entry?.cell ?? event.target.closest?.(".cell");
  const spot = cell && spots.get(cell);
  if (!spot || !isEditable(state, spot)) return;
  const rows = pastedRows(event.clipboardData.getData("text/plain"));
  if (state.entry && rows.length === 1 && rows[0].length === 1) return; // into the text
  event.preventDefault();
  if (state.entry) closeEntry(state, { drop: true });
  const filled = rows.flatMap((texts, down) =>
    texts.map((text, right) => {
      const place = { ...spot, row: spot.row + down, column: spot.column + right };
      return [place, text.trim()];
    }),
  );
  const fitting = filled.filter(([place]) => cellAt(state, place) && isEditable(state, place));
  setTexts(state, fitting);
  const left = filled.length - fitting.length;
  const says = `Pasted ${counted(fitting.length, "number")}.`;
  if (left) write(state, ".left-out", `${says} ${counted(left, "number")} did not fit.`);
  else speak(state, says);
}

function onCopy(state, event) {
  const spot = spots.get(event.target.closest?.(".cell"));
  if (!spot || state.entry || !written[spot.part]) return;
  event.clipboardData.setData("text/plain", textOf(state, spot));
  event.preventDefault();
}
