// A table of counts: rows are the photos' own labels, columns the answers. A click or Enter on a cell
// sends it to the page; arrow keys move between cells. Labels are a visitor's words: only as text.

const MANY_LABELS = 5;
const STRONGEST = 55; // percent of a cell's colour, on which the page's text stays readable
const RIGHT = "#009E73";
const WRONG = "#D55E00";

const headNode = (scope, number, name) =>
  element(
    "th",
    "",
    { scope, title: name },
    element("span", "number", {}, `${number + 1}`),
    element("span", "name", {}, `${number + 1} ${name}`),
  );

function cellNode(cell, row, column) {
  const button = element(
    "button",
    "",
    { type: "button", "aria-label": cell.description, "data-row": row, "data-column": column },
    String(cell.count),
  );
  button.style.setProperty("--tint", cell.is_right ? RIGHT : WRONG);
  button.style.setProperty("--strength", `${Math.round(STRONGEST * cell.share)}%`);
  return element("td", "", {}, button);
}

function build(state, { label, names, rows, right }) {
  const table = state.root.querySelector("table");
  table.setAttribute("aria-label", label);
  table.classList.toggle("many", names.length > MANY_LABELS);
  table.querySelector(".answers").colSpan = names.length;
  const widths = ["rows", ...names.map(() => "cells"), "right"];
  table.querySelector("colgroup").replaceChildren(...widths.map((name) => element("col", name)));
  table
    .querySelector(".names")
    .replaceChildren(
      element("th", "", { scope: "col" }, "Label"),
      ...names.map((name, number) => headNode("col", number, name)),
      element("th", "right", { scope: "col" }, "Right"),
    );
  const lines = rows.map((cells, row) =>
    element(
      "tr",
      "",
      {},
      headNode("row", row, names[row]),
      ...cells.map((cell, column) => cellNode(cell, row, column)),
      element("td", "right", {}, right[row]),
    ),
  );
  table.querySelector("tbody").replaceChildren(...lines);
  state.cells = [...table.querySelectorAll("td button")];
}

const placeOf = ({ dataset }) => [Number(dataset.row), Number(dataset.column)];

// Rows and columns of the matrix are as many; Tab reaches one cell, arrow keys the others.
function cellBeside(state, cell, key) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  if (!step) return undefined;
  const side = Math.sqrt(state.cells.length);
  const [row, column] = placeOf(cell).map((at, axis) => clamp(at + step[axis], 0, side - 1));
  return state.cells[row * side + column];
}

function mark(state, selected) {
  for (const cell of state.cells) {
    const isSelected = same(placeOf(cell), selected);
    cell.setAttribute("aria-pressed", String(isSelected));
    cell.tabIndex = isSelected ? 0 : -1;
  }
}

function begin(state) {
  const body = state.root.querySelector("tbody");
  body.addEventListener("click", (event) => {
    const cell = event.target.closest("button");
    if (!cell) return;
    mark(state, placeOf(cell));
    state.send("cell", placeOf(cell));
  });
  body.addEventListener("keydown", (event) => {
    const cell = event.target.closest("button");
    const next = cell && cellBeside(state, cell, event.key);
    if (!next || isShortcut(event)) return;
    event.preventDefault();
    next.focus();
  });
}

function show(state, { selected, ...drawn }) {
  if (!same(drawn, state.drawn)) build(state, drawn);
  state.drawn = drawn;
  mark(state, selected);
}

export default component(begin, show);
