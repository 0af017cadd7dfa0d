// What is written out for one output of the bench: its products, its sums, and both in words.

const MOST_SPOKEN = 12; // products that are read aloud one by one

// --- Products, or the values under a pooling's window ---

function showProducts(state) {
  const { data, cell, grids } = state;
  if (data.output.problem) return;
  for (const grid of grids.products) {
    if (isPooling(data)) showValues(state, grid, cell);
    else showTerms(state, grid, cell);
  }
}

function showTerms({ data, steps, limits }, grid, [row, column, filter]) {
  const values = data.grid.texts[readsOf(data, filter)[grid.number]];
  const weights = data.kernel.texts[filter][grid.number];
  const rows = data.taps.rows[row];
  const columns = data.taps.columns[column];
  grid.cells.forEach((line, i) =>
    line.forEach((cell, j) => {
      const product = at(steps.products, row, column, i, j, grid.number, filter);
      const [value, weight, result] = (cell.terms ??= termNodes(cell));
      setData(value, typedText(values[rows[i]][columns[j]], DIGITS.factor));
      setData(weight, `× ${typedText(weights[i][j], DIGITS.factor)}`);
      setData(result, `= ${numberText(product, DIGITS.factor)}`);
      setColour(cell, product, limits.products);
    }),
  );
}

// The three parts of a product have nodes of their own, so that lines break between them.
function termNodes(cell) {
  const nodes = ["value", "weight", "product"].map(() => document.createTextNode(""));
  const [value, weight, product] = nodes.map((node) => element("span", "", {}, node));
  cell.firstChild.replaceChildren(value, " ", weight, " ", product);
  return nodes;
}

function setData(node, text) {
  if (node.data !== text) node.data = text;
}

function showValues({ data, steps }, grid, [row, column, channel]) {
  const wins = [0, 1].map((axis) => at(steps.winner, row, column, channel, axis));
  grid.cells.forEach((line, i) =>
    line.forEach((cell, j) => {
      const value = at(steps.values, row, column, i, j, channel);
      const isPadding = Number.isNaN(value);
      setText(cell, isPadding ? "–" : numberText(value, DIGITS.factor));
      cell.classList.toggle("padding", isPadding);
      cell.classList.toggle("winner", i === wins[0] && j === wins[1]);
      setColour(cell, value, data.limits.input);
    }),
  );
}

// --- Sums ---

// The lines of an output's sum: [name, text].
function sumLines(state, cell) {
  return isPooling(state.data) ? poolingLines(state, cell) : convolutionLines(state, cell);
}

function poolingLines({ data, steps }, [row, column, channel]) {
  const values = cellsRead(data, [row, column]).filter(([r, c]) => data.grid.cells[r][c]);
  const of = counted(values.length, "value");
  const name = data.kind === "maximum" ? `largest of ${of}` : `mean of ${of}`;
  return [[name, numberText(at(steps.after, row, column, channel))]];
}

function convolutionLines(state, [row, column, filter]) {
  const { data, steps } = state;
  const place = [row, column, filter];
  const reads = readsOf(data, filter);
  const channels = reads.length > 1 ? reads : [];
  const lines = channels.map((channel, index) => [
    data.channels[channel],
    numberText(at(steps.channel_sums, row, column, index, filter)),
  ]);
  const sum = lines.length ? "all channels added" : "sum of the products";
  lines.push([sum, numberText(at(steps.sums, ...place))]);
  if (data.rest) lines.push([`+ ${data.rest.name}`, typedText(data.rest.text, DIGITS.sum)]);
  if (data.bias) lines.push(["+ bias", typedText(data.bias[filter], DIGITS.sum)]);
  return [...lines, ...activationLines(state, place)];
}

function activationLines({ data, steps }, place) {
  const before = numberText(at(steps.before, ...place));
  const after = numberText(at(steps.after, ...place));
  if (data.activation === "linear") return [["= output", after]];
  const last = {
    relu: ["after ReLU", `max(0, ${before}) = ${after}`],
    softmax: ["share after softmax", after],
  };
  return [["= before activation", before], last[data.activation]];
}

function showSums(state) {
  const { data, cell, pinned, root } = state;
  const columns = [cell, pinned].filter(Boolean).map((place) => sumLines(state, place));
  const title = (place) => joined(mapName(data, place[2]), placeText(place));
  const heads = [
    ["", ""],
    ["current", title(cell)],
  ];
  if (pinned) heads.push(["pinned", `pinned: ${title(pinned)}`]);
  const own = columns[0].map(([name]) => name);
  const others = columns.flat().map(([name]) => name);
  const names = new Set([...others.filter((name) => !own.includes(name)), ...own]);
  const rows = [...names].map((name) => [
    name,
    ...columns.map((lines) => lines.find(([each]) => each === name)?.[1] ?? "not read"),
  ]);
  fillTable(root.querySelector(".sums"), heads, rows);
}

// Writes a table; its nodes stay, and a text that is the same is not written again.
function fillTable(table, heads, rows) {
  const wanted = [heads.map(([, text]) => text), ...rows];
  const shape = JSON.stringify([heads.map(([kind]) => kind), rows.length]);
  if (table.dataset.shape !== shape) {
    table.dataset.shape = shape;
    const rowNodes = wanted.map((texts, row) => tableRow(texts, row, heads));
    table.tBodies[0]?.remove();
    table.append(element("tbody", "", {}, ...rowNodes));
  }
  wanted.forEach((texts, row) =>
    texts.forEach((text, column) => {
      setData(table.rows[row].cells[column].firstChild, text);
    }),
  );
}

function tableRow(texts, row, heads) {
  const cells = texts.map((_, column) => {
    const isName = row === 0 || column === 0;
    const scope = isName ? { scope: row === 0 ? "col" : "row" } : {};
    const tag = row === 0 && column === 0 ? "td" : isName ? "th" : "td";
    return element(tag, heads[column][0], tag === "th" ? scope : {}, document.createTextNode(""));
  });
  return element("tr", "", {}, ...cells);
}

// All filters' values at one place, where softmax compares them.
function showSoftmax(state) {
  const { data, steps, cell, root } = state;
  const table = root.querySelector(".softmax");
  table.hidden = data.activation !== "softmax";
  if (table.hidden) return;
  const powers = steps.powers ? [["", "e^x"]] : [];
  const heads = [["", ""], ["", "x"], ...powers, ["", "share"]];
  const rows = data.output.names.map((name, filter) => {
    const place = [cell[0], cell[1], filter];
    const x = numberText(at(steps.before, ...place));
    const power = steps.powers ? [numberText(at(steps.powers, ...place), DIGITS.factor)] : [];
    return [name, x, ...power, numberText(at(steps.after, ...place), DIGITS.factor)];
  });
  fillTable(table, heads, rows);
  if (table.caption) return;
  table.createCaption().textContent = "share = e^x ÷ the sum of e^x over all maps";
}

// --- In words, for a screen reader ---

function stepInWords(state) {
  const { data, cell } = state;
  const place = joined("Output", mapName(data, cell[2]), placeText(cell));
  const sums = sumLines(state, cell).map(([name, text]) => `${name.replace(/^[+=] /, "")} ${text}`);
  return `${place}. ${[...productsInWords(state), ...sums].join(", ")}.`;
}

function productsInWords({ data, grids }) {
  const number = grids.products.length * grids.products[0].cells.flat().length;
  if (number > MOST_SPOKEN) return isPooling(data) ? [] : [counted(number, "product")];
  return grids.products.flatMap((grid) => grid.cells.flat().map((cell) => cell.textContent));
}
