// The bench's grids of cells: input, kernel, products, output. The Tab key reaches one cell of each
// grid, arrow keys reach the others. A grid is {node, panel, cells}, its cells by row and column; a
// cell's spot says where it is: the grid's part and number, and the row and column in it.

const COLOURED = 60; // percent of a colour at the most: text stays readable on it
const TYPED_INTO = ["input", "kernel", "bias"];
const spots = new WeakMap();

// --- Making them ---

function cellNode(spot) {
  const attributes = { role: "gridcell", tabindex: "-1" };
  const cell = element("div", "cell", attributes, element("span", "text", {}, ""));
  cell.firstChild.append(document.createTextNode(""));
  spots.set(cell, spot);
  return cell;
}

function nameNode(role, name) {
  const node = element("span", "name", { role }, String(name));
  if (name === "") node.setAttribute("aria-label", "no number");
  return node;
}

// A panel with one grid. Names of rows and columns are left out where `names` is undefined.
function gridPanel({ part, number, rows, columns, names }) {
  const readOnly = String(!TYPED_INTO.includes(part));
  const node = element("div", "grid", { role: "grid", "aria-readonly": readOnly });
  if (names) {
    const heads = names.columns.map((name) => nameNode("columnheader", name));
    node.append(element("div", "line names", { role: "row" }, element("i", "corner"), ...heads));
  }
  const cells = range(rows).map((row) => {
    const line = element("div", "line", { role: "row" });
    if (names) line.append(nameNode("rowheader", names.rows[row]));
    const made = range(columns).map((column) => cellNode({ part, number, row, column }));
    line.append(...made);
    node.append(line);
    return made;
  });
  const frames = element("div", "frames", { "aria-hidden": "true" });
  const title = element("p", "title");
  const problems = element("div", "problems");
  const box = element("div", "box", {}, node, frames);
  const panel = element("section", `panel ${part}`, {}, title, box, problems);
  if (names) panel.classList.add("named");
  cells[0][0].tabIndex = 0;
  return { part, number, node, panel, cells, frames, title, problems };
}

// Words, and below them or beside them a note: the range of the numbers.
function setTitle(grid, words, ...notes) {
  const note = notes.filter(Boolean).join(", ");
  const text = `${words}|${note}`;
  if (grid.titled === text) return;
  grid.titled = text;
  grid.title.replaceChildren(element("b", "", {}, words), " ", element("span", "note", {}, note));
  grid.node.setAttribute("aria-label", joined(words, note && `, ${note}`).replace(" ,", ","));
}

// --- Filling them ---

function setText(cell, text) {
  const node = cell.firstChild.firstChild;
  if (node.data !== text) node.data = text;
}

function setColour(cell, value, limit) {
  const share = limit && Number.isFinite(value) ? clamp(value / limit, -1, 1) : 0;
  const amount = Math.round(share * COLOURED);
  if (cell.amount === amount) return;
  cell.amount = amount;
  cell.style.setProperty("--amount", `${Math.abs(amount)}%`);
  cell.classList.toggle("below", amount < 0);
}

function reach(grid, row, column) {
  if (!grid.cells[row]?.[column]) return;
  for (const cell of grid.node.querySelectorAll("[tabindex='0']")) cell.tabIndex = -1;
  grid.cells[row][column].tabIndex = 0;
}

// "−1 to 2", or "all 0"
function rangeText(range) {
  const [low, high] = range.map((value) => numberText(value, DIGITS.factor));
  return low === high ? `all ${low}` : `${low} to ${high}`;
}

// --- Frames: what a window covers; one that moves is the same box in another place ---

function setFrames(grid, kind, rows, columns) {
  const boxes = rows.flatMap((tall) => columns.map((wide) => [...tall, ...wide]));
  const nodes = [...grid.frames.getElementsByClassName(kind)];
  while (nodes.length > boxes.length) nodes.pop().remove();
  while (nodes.length < boxes.length) {
    nodes.push(element("i", kind));
    grid.frames.append(nodes.at(-1));
  }
  boxes.forEach(([row, tall, column, wide], index) => {
    for (const [name, value] of Object.entries({ row, tall, column, wide })) {
      nodes[index].style.setProperty(`--${name}`, value);
    }
  });
}

// --- Finding cells ---

function gridOf(state, { part, number }) {
  return state.grids[part]?.[number];
}

const cellAt = (state, spot) => gridOf(state, spot)?.cells[spot.row]?.[spot.column];

const spotUnder = (target) => spots.get(target.closest?.(".cell"));

// Where an arrow key leads from a cell; undefined for other keys.
function spotBeside(grid, spot, { key, shiftKey }) {
  const last = { row: grid.cells.length - 1, column: grid.cells[0].length - 1 };
  const [down, right] =
    {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      Home: [0, -last.column],
      End: [0, last.column],
      PageUp: [-last.row, 0],
      PageDown: [last.row, 0],
    }[key] ?? [];
  if (down === undefined || shiftKey) return undefined;
  return {
    ...spot,
    row: clamp(spot.row + down, 0, last.row),
    column: clamp(spot.column + right, 0, last.column),
  };
}
