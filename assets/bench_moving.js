// The bench's window: step, scrub, play, choose, pin. All of it happens here, without the server;
// the page learns of a place once the window has been at rest there.

const REST_MS = 600; // at one place before the page learns of it
const SECOND_MS = 1000;

const numberOfSteps = ({ output }) => output.rows * output.columns;

const stepOf = ({ data, cell }) => cell[0] * data.output.columns + cell[1];

function cellOfStep({ data, cell }, step) {
  return [Math.floor(step / data.output.columns), step % data.output.columns, cell[2]];
}

// --- Showing the window where it is ---

function showWindow(state) {
  const { data, cell } = state;
  const filterBefore = state.shownFilter;
  state.shownFilter = cell[2];
  if (filterBefore !== cell[2]) showFilter(state);
  showFrames(state, "current", cell);
  for (const grid of state.grids.output) {
    if (grid.number === cell[2]) reach(grid, cell[0], cell[1]);
  }
  showProducts(state);
  showSums(state);
  showSoftmax(state);
  const scrub = state.root.querySelector(".scrub");
  const says = `${placeText(cell)}, ${stepOf(state) + 1} of ${numberOfSteps(data)}`;
  scrub.value = stepOf(state);
  scrub.setAttribute("aria-valuetext", says);
  write(state, ".where", says);
}

// Frames around the cells that an output reads, and around the output.
function showFrames(state, kind, cell) {
  const { data, grids } = state;
  const channels = cell ? readsOf(data, cell[2]) : [];
  const rows = cell ? stretches(data.taps.rows[cell[0]]) : [];
  const columns = cell ? stretches(data.taps.columns[cell[1]]) : [];
  for (const grid of grids.input) {
    const isRead = channels.includes(grid.number);
    setFrames(grid, kind, isRead ? rows : [], columns);
  }
  for (const grid of grids.output) {
    const isHere = cell && grid.number === cell[2];
    setFrames(grid, kind, isHere ? [[cell[0], 1]] : [], isHere ? [[cell[1], 1]] : []);
  }
}

function showPin(state) {
  const { root, pinned } = state;
  showFrames(state, "pinned", pinned);
  showSums(state);
  root.querySelector("[data-act=unpin]").hidden = !pinned;
  root.querySelector(".legend-pin").hidden = !pinned;
}

// --- Moving ---

function moveTo(state, cell, { isPlaying = false } = {}) {
  if (!isPlaying) pause(state);
  if (same(cell, state.cell)) return;
  state.cell = cell;
  showWindow(state);
  if (!isPlaying) rest(state);
}

// After a move by hand: the line of text, the words for a screen reader, and soon the page.
function rest(state) {
  showPointed(state);
  speak(state, stepInWords(state));
  tellPage(state);
}

function moveBy(state, steps) {
  const last = numberOfSteps(state.data) - 1;
  moveTo(state, cellOfStep(state, clamp(stepOf(state) + steps, 0, last)));
}

function tellPage(state) {
  clearTimeout(state.telling);
  state.telling = setTimeout(() => tellNow(state), REST_MS);
}

function tellNow(state) {
  const { cell, pinned = null, playing, root } = state;
  const place = [cell, pinned];
  clearTimeout(state.telling);
  if (!cell || playing || !root.isConnected || same(place, state.toldPlace)) return;
  state.toldPlace = place;
  state.sent.push(place);
  state.isPlaceOurs = true;
  state.places += 1; // the same place again counts as a change
  state.keep("place", { cell, pinned, number: state.places });
}

// Without a choice the page looks at the output that is farthest from 0, which an edit may change.
// Who edits goes on looking at the same one.
function holdPlace(state) {
  if (!state.isPlaceOurs) state.toldPlace = undefined;
  tellNow(state);
}

// The page's own choice counts where it is another than before, and not the echo of one from here.
function takePlace(state, { cell, pinned, output }) {
  const chosen = [cell, pinned];
  const echo = state.sent.findIndex((place) => same(place, chosen));
  state.sent.splice(0, echo + 1);
  const isNew = echo < 0 && !same(chosen, state.answered);
  state.answered = chosen;
  if (isNew || !state.cell) {
    Object.assign(state, { cell: cell ?? [0, 0, 0], pinned: pinned ?? undefined });
    Object.assign(state, { toldPlace: chosen, isPlaceOurs: false });
  }
  const sides = [output.rows, output.columns, output.filters];
  state.cell = state.cell.map((place, axis) => clamp(place, 0, sides[axis] - 1));
  if (state.pinned?.some((place, axis) => place >= sides[axis])) state.pinned = undefined;
}

function pin(state, cell) {
  state.pinned = cell;
  showPin(state);
  const place = cell && joined(mapName(state.data, cell[2]), placeText(cell));
  const pinned = `Output ${place} is pinned. Its sum stays beside the current one.`;
  speak(state, cell ? pinned : "Unpinned.");
  tellPage(state);
}

// --- Playing ---

function play(state) {
  const { data, root } = state;
  if (stepOf(state) === numberOfSteps(data) - 1) state.cell = cellOfStep(state, 0);
  state.playing = true;
  state.nextAt = undefined;
  showPlaying(state);
  hideLater(state);
  showWindow(state);
  showPointed(state);
  state.frame = requestAnimationFrame((now) => playOn(state, now));
}

function playOn(state, now) {
  if (!state.playing || !state.root.isConnected) return;
  const pace = SECOND_MS / Number(state.root.querySelector(".speed").value);
  state.nextAt ??= now + pace;
  if (now >= state.nextAt) {
    state.nextAt = Math.max(state.nextAt + pace, now);
    if (stepOf(state) === numberOfSteps(state.data) - 1) return void pause(state);
    moveTo(state, cellOfStep(state, stepOf(state) + 1), { isPlaying: true });
    for (const grid of state.grids.output) cellOfGrid(grid, state.cell).classList.remove("later");
  }
  state.frame = requestAnimationFrame((later) => playOn(state, later));
}

const cellOfGrid = (grid, [row, column]) => grid.cells[row][column];

function pause(state) {
  if (!state.playing) return;
  stop(state);
  rest(state);
}

function stop(state) {
  state.playing = false;
  cancelAnimationFrame(state.frame);
  for (const node of state.root.querySelectorAll(".later")) node.classList.remove("later");
  showPlaying(state);
}

// While it plays, outputs appear one after the other.
function hideLater(state) {
  for (const grid of state.grids.output) {
    grid.cells.flat().forEach((node, step) => node.classList.toggle("later", step > stepOf(state)));
  }
}

function showPlaying({ root, playing }) {
  const button = root.querySelector("[data-act=play]");
  button.setAttribute("aria-label", playing ? "Pause" : "Play");
  button.title = playing ? "Pause" : "Play";
  root.querySelector(".bench").classList.toggle("playing", playing);
}
