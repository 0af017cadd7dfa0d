// The block editor. What the page sends is the state before the edits that it has not taken: those are
// done again on top of it, so no answer replaces a newer edit. Texts are written as text only.

const HEAD = "head";

// --- The sheet: what the page says, with our edits on top ---

const rowOf = (sheet, key) => sheet.rows.find((row) => row.key === key);

function cellsOf(sheet, key) {
  return key === HEAD ? sheet.head : rowOf(sheet, key);
}

const does = {
  set(sheet, { row, field, text }, { heads }) {
    const part = cellsOf(sheet, row);
    if (!part) return;
    part.cells[field] = text;
    delete part.refused[field];
    if (row !== HEAD || field !== "kind") return;
    const { classes } = part.cells;
    Object.assign(part.cells, heads[text], { classes });
  },
  add(sheet, { row, before, copied }, { new_block, most_blocks }) {
    if (rowOf(sheet, row) || sheet.rows.length >= most_blocks) return;
    const { cells, refused } = rowOf(sheet, copied) ?? { cells: new_block, refused: {} };
    const at = sheet.rows.findIndex((each) => each.key === before);
    const added = { key: row, cells: { ...cells }, refused: { ...refused }, result: "", note: "" };
    sheet.rows.splice(at < 0 ? sheet.rows.length : at, 0, added);
  },
  delete(sheet, { row }) {
    if (sheet.rows.length > 1) sheet.rows = sheet.rows.filter((each) => each.key !== row);
  },
  move(sheet, { row, by }) {
    const from = sheet.rows.findIndex((each) => each.key === row);
    if (from < 0) return;
    const to = clamp(from + by, 0, sheet.rows.length - 1);
    sheet.rows.splice(to, 0, ...sheet.rows.splice(from, 1));
  },
  undo() {}, // what it goes back to is known to the page
  reset() {},
};

function sheetOf({ data, edits }) {
  const sheet = structuredClone({ rows: data.rows, head: data.head });
  for (const edit of edits) does[edit.kind](sheet, edit, data);
  return sheet;
}

function edit(state, change) {
  addEdits(state, [change]);
  draw(state);
}

// --- Drawing: nodes stay while their rows stay, so that nobody loses a cell that is typed into ---

function controlOf(field) {
  const label = { "data-field": field.name };
  if (field.kind === "choice") {
    return element("select", "control", label, ...optionNodes(field.options));
  }
  if (field.kind === "switch") return element("input", "control", { ...label, type: "checkbox" });
  const typed = { ...label, type: "text", size: 1, autocomplete: "off", spellcheck: "false" };
  if (field.kind === "number") typed.inputmode = "numeric";
  if (field.hint) typed.title = field.hint;
  return element("input", "control", typed);
}

const optionNodes = (options) =>
  options.map((option) => element("option", "", { value: option }, option));

function cellNode(field) {
  const name = element("span", "name", { "aria-hidden": "true" }, field.title);
  const cell = element("div", `cell ${field.kind} of-${field.name}`, {}, name);
  cell.append(controlOf(field));
  return cell;
}

function blockNode(state, key) {
  const node = state.root.querySelector("template").content.firstElementChild.cloneNode(true);
  node.dataset.key = key;
  for (const field of state.data.fields) {
    node.querySelector(field.of_pooling ? ".pooling" : ".convolutions").append(cellNode(field));
  }
  return node;
}

function draw(state) {
  state.sheet = sheetOf(state);
  const { focused } = state;
  placeBlocks(state);
  state.sheet.rows.forEach((row, at) => fillBlock(state, row, at));
  fillHead(state);
  fillBar(state);
  if (focused?.isConnected && focusedIn(state) !== focused) focusQuietly(state, focused);
}

function placeBlocks(state) {
  const list = state.root.querySelector(".blocks");
  const nodes = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const wanted = state.sheet.rows.map(({ key }) => nodes.get(key) ?? blockNode(state, key));
  if (same([...nodes.keys()], state.sheet.rows.map(({ key }) => key))) return;
  state.placing = true; // a cell that is moved loses the focus for a moment
  list.replaceChildren(...wanted);
  state.placing = false;
}

function fillBlock(state, row, at) {
  const node = blockOf(state, row.key);
  const name = `Block ${at + 1}`;
  node.setAttribute("aria-label", name);
  node.querySelector(".place").textContent = at + 1;
  for (const part of ["result", "note"]) node.querySelector(`.${part}`).textContent = row[part];
  fillCells(state, node, state.data.fields, row, name);
  const last = state.sheet.rows.length - 1;
  const isFull = state.sheet.rows.length >= state.data.most_blocks;
  const cannotMove = { up: at === 0, down: at === last };
  const off = { ...cannotMove, delete: last === 0, add: isFull, duplicate: isFull };
  for (const button of node.querySelectorAll("[data-act]")) {
    const says = button.dataset.says.replace("#", at + 1);
    button.setAttribute("aria-label", says);
    button.title = says;
    disable(button, off[button.dataset.act]);
  }
}

function fillHead(state) {
  const node = blockOf(state, HEAD);
  const box = node.querySelector(".cells");
  if (!box.childElementCount) box.append(...state.data.head_fields.map(cellNode));
  const [kinds] = state.data.head_fields;
  const list = node.querySelector("select[data-field=kind]");
  const listed = [...list.options].map((option) => option.value);
  if (!same(listed, kinds.options)) list.replaceChildren(...optionNodes(kinds.options));
  node.classList.toggle("none", state.sheet.head.cells.kind === "none");
  fillCells(state, node, state.data.head_fields, state.sheet.head, "Head");
}

function fillCells(state, node, fields, { cells, refused }, name) {
  const problems = [];
  for (const field of fields) {
    const control = node.querySelector(`.control[data-field="${field.name}"]`);
    const id = `${node.dataset.key}-${field.name}`;
    control.setAttribute("aria-label", `${name}, ${field.called}`);
    if (control !== state.typing) fill(control, cells[field.name]);
    control.setAttribute("aria-invalid", String(field.name in refused));
    if (field.name in refused) {
      control.setAttribute("aria-describedby", id);
      problems.push(element("p", "", { id }, `${name}: ${refused[field.name]}`));
    } else control.removeAttribute("aria-describedby");
  }
  const box = node.querySelector(".problems");
  if (box.textContent !== problems.map((problem) => problem.textContent).join("")) {
    box.replaceChildren(...problems);
  }
}

function fill(control, text) {
  if (control.type === "checkbox") control.checked = text === "true";
  else if (control.value !== text) {
    const isChosen = control.matches("input") && control === control.getRootNode().activeElement;
    control.value = text;
    if (isChosen) control.select();
  }
}

function fillBar(state) {
  const { root, data, sheet, edits } = state;
  disable(root.querySelector(".add-last"), sheet.rows.length >= data.most_blocks);
  disable(root.querySelector(".undo"), !data.can_undo && !edits.length);
  disable(root.querySelector(".reset"), !data.can_reset && !edits.length);
  root.querySelector(".editor").classList.toggle("waiting", edits.length > 0);
  if (root.querySelector(".told").textContent !== data.told) write(state, ".told", data.told);
}

// --- Places ---

function blockOf(state, key) {
  return [...state.root.querySelectorAll(".row")].find((row) => row.dataset.key === key);
}

const focusedIn = ({ root }) => root.querySelector(":focus");

const cellIn = (row, field) => row?.querySelector(`.control[data-field="${field}"]`);

function focusQuietly(state, node) {
  const { typing } = state;
  const caret = node === typing && [node.selectionStart, node.selectionEnd];
  node.focus({ preventScroll: true });
  state.typing = typing;
  if (caret) node.setSelectionRange(...caret);
}

// --- Cells: choosing one and typing into it ---

// The first click chooses a cell, the next one goes to a place in its text.
function onCellClick(state, control) {
  if (state.isFresh) control.select();
  else state.typing = control;
  state.isFresh = false;
}

const textOf = (control) =>
  control.type === "checkbox" ? String(control.checked) : control.value;

function take(state, control) {
  if (state.typing === control) state.typing = undefined;
  const row = control.closest(".row").dataset.key;
  const { field } = control.dataset;
  const part = cellsOf(state.sheet, row);
  const text = textOf(control);
  if (part && text !== part.cells[field]) edit(state, { kind: "set", row, field, text });
}

function drop(state, control) {
  state.typing = undefined;
  const { cells } = cellsOf(state.sheet, control.closest(".row").dataset.key);
  fill(control, cells[control.dataset.field]);
  if (control.matches("input[type=text]")) control.select();
}

// --- Keys ---

function onKeyDown(state, event) {
  const { target } = event;
  const row = target.closest(".row");
  if (event.isComposing || target.closest("details")) return;
  const act = row && actOfKeys(state, event);
  if (act) {
    event.preventDefault();
    if (target.matches(".control")) take(state, target);
    perform(state, act, row);
    return;
  }
  if (isShortcut(event) || !row) return;
  if (target.matches(".control")) onCellKey(state, event, target);
  else if (event.key.startsWith("Arrow")) go(state, event, target);
}

// What a shortcut does; a text that is being typed keeps the browser's own undo and delete.
function actOfKeys(state, { key, altKey, ctrlKey, metaKey, shiftKey, target }) {
  const isCommand = ctrlKey || metaKey;
  if (altKey && !isCommand) return { ArrowUp: "up", ArrowDown: "down" }[key];
  if (!isCommand || altKey) return undefined;
  if (key === "Enter") return shiftKey ? "duplicate" : "add-below";
  if (state.typing === target) return undefined;
  return { Delete: "delete", Backspace: "delete", z: shiftKey ? undefined : "undo" }[key];
}

function onCellKey(state, event, control) {
  const isText = control.matches("input[type=text]");
  if (event.key === "Escape" && isText) drop(state, control);
  else if (event.key === "F2" && isText) {
    state.typing = control;
    control.setSelectionRange(control.value.length, control.value.length);
  } else if (event.key === "Enter" || event.key.startsWith("Arrow")) go(state, event, control);
}

function go(state, event, from) {
  const isTyping = state.typing === from;
  const sideways = ["ArrowLeft", "ArrowRight"].includes(event.key);
  if (isTyping && sideways) return; // along the text
  event.preventDefault();
  if (from.matches(".control")) take(state, from);
  const next = sideways ? beside(from, event.key) : aboveOrBelow(state, from, event);
  next?.focus();
}

function beside(from, key) {
  const all = [...from.closest(".row").querySelectorAll(".control, .actions button")].filter(
    (node) => node.offsetParent,
  );
  return all[all.indexOf(from) + (key === "ArrowLeft" ? -1 : 1)];
}

function aboveOrBelow(state, from, { key, shiftKey }) {
  const rows = [...state.root.querySelectorAll(".block")];
  const isUp = key === "ArrowUp" || (key === "Enter" && shiftKey);
  const row = rows[rows.indexOf(from.closest(".row")) + (isUp ? -1 : 1)];
  const { field, act } = from.dataset;
  return field ? cellIn(row, field) : row?.querySelector(`[data-act="${act}"]`);
}

// --- Buttons ---

function perform(state, act, row) {
  const key = row?.dataset.key;
  if (row && key === HEAD && act !== "undo") return;
  const rows = state.sheet.rows;
  const at = rows.findIndex((each) => each.key === key);
  const below = rows[at + 1]?.key ?? "";
  const isFull = rows.length >= state.data.most_blocks;
  const acts = {
    up: () => at > 0 && edit(state, { kind: "move", row: key, by: -1 }),
    down: () => at < rows.length - 1 && edit(state, { kind: "move", row: key, by: 1 }),
    add: () => isFull || addBlock(state, key),
    "add-below": () => isFull || addBlock(state, below),
    "add-last": () => isFull || addBlock(state, ""),
    duplicate: () => isFull || addBlock(state, below, key),
    delete: () => rows.length > 1 && deleteBlock(state, key, below || rows[at - 1].key),
    undo: () => edit(state, { kind: "undo" }),
    reset: () => edit(state, { kind: "reset" }),
  };
  acts[act]();
}

function addBlock(state, before, copied = "") {
  const row = `${state.sender}-${state.number + 1}`;
  edit(state, { kind: "add", row, before, copied });
  cellIn(blockOf(state, row), state.data.fields[0].name)?.focus();
}

// The focus stays in its column: at the block that takes the place of this one.
function deleteBlock(state, key, neighbour) {
  const { field, act } = focusedIn(state)?.dataset ?? {};
  state.typing = undefined;
  edit(state, { kind: "delete", row: key });
  const next = blockOf(state, neighbour);
  (field ? cellIn(next, field) : next?.querySelector(`[data-act="${act ?? "delete"}"]`))?.focus();
}

// --- The page ---

function begin(state) {
  const { root } = state;
  beginEdits(state);
  const editor = root.querySelector(".editor");
  const isCell = ({ target }) => target.matches(".control");
  editor.addEventListener("focusin", ({ target }) => {
    state.focused = target;
    state.isFresh = true;
    if (target.matches("input[type=text]") && state.typing !== target) target.select();
  });
  editor.addEventListener("focusout", (event) => {
    if (state.placing) return;
    state.focused = undefined;
    if (isCell(event)) take(state, event.target);
  });
  editor.addEventListener("input", ({ target }) => {
    if (target.matches("input[type=text]")) state.typing = target;
  });
  editor.addEventListener("change", (event) => {
    if (isCell(event) && !event.target.matches("input[type=text]")) take(state, event.target);
  });
  editor.addEventListener("keydown", (event) => onKeyDown(state, event));
  editor.addEventListener("click", ({ target }) => {
    if (target.matches("input[type=text]")) onCellClick(state, target);
    const button = target.closest("[data-act]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    perform(state, button.dataset.act, button.closest(".row"));
  });
}

function show(state, data) {
  state.data = data;
  forgetTaken(state, data.taken);
  draw(state);
}

export default component(begin, show);
