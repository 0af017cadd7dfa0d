// How the bench's panels lie beside each other, and how large cells are, for the width there is.

const CELL_PX = 26; // height of a cell, and its least width with a number in it
const NAME_PX = 20; // names of rows
const INSIDE_PX = 8; // around a text in its cell
const SPACE_PX = 4;
const SIGN_PX = 18;
const GAP_PX = 8;
const SUMS_PX = 250; // the table of sums
const TITLE_PX = 120;
const LEAST_PX = { kernel: 104, products: 132, output: 128 }; // of a panel, for its title
const SIGNS = 3;
const GAPS = 6;
const SMALLEST_PX = { input: 10, output: 8, narrow: 5 }; // of cells that only show colours
const LARGEST_PLAIN_PX = { input: 260, output: 170, narrow: 330 }; // of a grid of such cells

function fit(state) {
  const width = state.root.querySelector(".bench").clientWidth;
  if (!width || !state.grids) return;
  const sizes = cellSizes(state);
  const plan = plansFor(state, sizes).find((each) => widthOf(state, each) <= width);
  applyPlan(state, plan ?? narrowPlan(state, sizes, width));
  if (!plan) return;
  const room = resultWidth(state, plan) + width - widthOf(state, plan);
  state.root.querySelector(".bench").style.setProperty("--sums", `${room}px`);
}

// --- How wide a cell has to be ---

// The widest of some texts, px.
function widest(state, texts) {
  const context = (state.measuring ??= document.createElement("canvas").getContext("2d"));
  const { fontSize, fontFamily } = getComputedStyle(state.root.querySelector(".cell"));
  context.font = `${fontSize} ${fontFamily}`;
  return Math.max(0, ...[...new Set(texts)].map((text) => context.measureText(text).width));
}

function cellSizes(state) {
  const { data } = state;
  const shownIn = (texts, digits) => texts.flat(Infinity).map((text) => typedText(text, digits));
  const inputs = data.grid.texts;
  const weights = data.kernel?.texts ?? [];
  const biases = data.bias ?? [];
  const px = (width) => Math.max(CELL_PX, Math.ceil(width) + INSIDE_PX);
  const value = widest(state, shownIn(inputs, DIGITS.factor));
  const weight = widest(state, shownIn(weights, DIGITS.factor).map((text) => `× ${text}`));
  const product = widest(state, [`= ${longestProduct(state)}`]);
  const [two, three] = isPooling(data)
    ? [value, value]
    : [Math.max(value + SPACE_PX + weight, product), Math.max(value, weight, product)];
  return {
    input: px(widest(state, shownIn(inputs, DIGITS.cell))),
    kernel: px(widest(state, shownIn([weights, biases], DIGITS.cell))),
    output: px(widest(state, resultsOf(state))),
    two: px(two),
    three: px(three),
  };
}

function resultsOf({ steps, limits }) {
  return Array.from(steps.after?.values ?? [], (value) => cellText(value, limits.output));
}

// Products of whole numbers are whole; others may take all digits, a sign, a point and a zero.
function longestProduct({ data, limits }) {
  const texts = [...data.grid.texts, ...(data.kernel?.texts ?? [])].flat(Infinity);
  const areWhole = texts.every((text) => Number.isInteger(Number(text)));
  const limit = limits.products ?? 0;
  const isShort = areWhole && limit < 10 ** DIGITS.factor;
  return isShort ? numberText(-limit) : `−0.0${"0".repeat(DIGITS.factor)}`;
}

// --- Plans: the first one that fits is used ---

// Numbers come first; then few lines in a product, maps side by side, and the sums near the output.
function plansFor({ data }, sizes) {
  const plain = plainSizes(data);
  const choices = {
    size: [
      { input: sizes.input, output: sizes.output },
      { input: sizes.input, output: plain.output, isPlain: { output: true } },
      { input: plain.input, output: sizes.output, isPlain: { input: true } },
      { input: plain.input, output: plain.output, isPlain: { input: true, output: true } },
    ],
    mapsInRow: data.output.filters > 1 ? [2, 1] : [1],
    sums: data.channels.length > 1 ? ["beside", "below"] : ["below"],
    lines: ["two", "three"],
  };
  return everyChoice(choices).map(({ size, ...plan }) => {
    return { layout: "wide", ...plan, ...size, kernel: sizes.kernel, products: sizes[plan.lines] };
  });
}

// All combinations of one option of each, those with the first options first.
function everyChoice(choices) {
  return Object.entries(choices).reduce(
    (chosen, [name, options]) =>
      chosen.flatMap((each) => options.map((option) => ({ ...each, [name]: option }))),
    [{}],
  );
}

function plainSizes({ grid, output }) {
  const size = (part, across) =>
    clamp(Math.floor(LARGEST_PLAIN_PX[part] / across), SMALLEST_PX[part], CELL_PX);
  return {
    input: size("input", Math.max(grid.columns, grid.rows)),
    output: size("output", Math.max(output.columns, output.rows)),
  };
}

function widthOf({ data, grids }, plan) {
  const across = (part) => grids[part][0]?.cells[0].length ?? 0;
  const input = NAME_PX + data.grid.columns * plan.input;
  const names = across("kernel") && NAME_PX;
  const kernel = panelWidth(data, "kernel", names + across("kernel") * plan.kernel);
  const products = panelWidth(data, "products", across("products") * plan.products);
  const between = SIGNS * SIGN_PX + GAPS * GAP_PX;
  return input + kernel + products + resultWidth({ data }, plan) + between;
}

function resultWidth({ data }, plan) {
  const map = panelWidth(data, "output", NAME_PX + data.output.columns * plan.output);
  const maps = plan.mapsInRow * map + (plan.mapsInRow - 1) * GAP_PX;
  return plan.sums === "beside" ? Math.max(maps, SUMS_PX) : maps;
}

// A panel has room for its title, which is longer where there are several channels or maps.
function panelWidth({ channels, output }, part, grid) {
  const isWordy = channels.length > 1 || output.filters > 1;
  return grid && Math.max(grid, isWordy ? TITLE_PX : LEAST_PX[part]);
}

// One under the other; on a narrow screen several channels, or maps, stand in twos.
function narrowPlan({ data }, sizes, width) {
  const plan = { layout: "narrow", sums: "below", kernel: sizes.kernel, isPlain: {}, mapsInRow: 1 };
  const parts = [
    ["input", data.grid.columns, data.channels.length],
    ["output", data.output.columns, data.output.filters],
  ];
  for (const [part, columns, many] of parts) {
    const room = (many > 1 ? (width - GAP_PX) / 2 : width) - 2;
    const fits = NAME_PX + columns * sizes[part] <= room;
    plan.isPlain[part] = !fits;
    const size = Math.floor(Math.min(room - NAME_PX, LARGEST_PLAIN_PX.narrow) / columns);
    plan[part] = fits ? sizes[part] : clamp(size, SMALLEST_PX.narrow, CELL_PX);
  }
  const taps = data.taps.columns[0]?.length ?? 1;
  plan.lines = ["two", "three"].find((lines) => taps * sizes[lines] <= width) ?? "list";
  plan.products = sizes[plan.lines] ?? width;
  return plan;
}

function applyPlan(state, plan) {
  const bench = state.root.querySelector(".bench");
  bench.dataset.layout = plan.layout;
  bench.dataset.lines = plan.lines;
  bench.dataset.sums = plan.sums;
  bench.style.setProperty("--maps", plan.mapsInRow);
  for (const [part, size] of [
    ["input", plan.input],
    ["kernel", plan.kernel],
    ["bias", plan.kernel],
    ["products", plan.products],
    ["output", plan.output],
  ]) {
    for (const { panel } of state.grids[part]) {
      panel.style.setProperty("--w", `${size}px`);
      const isPlain = Boolean(plan.isPlain?.[part]);
      panel.classList.toggle("plain", isPlain);
      if (isPlain) panel.style.setProperty("--h", `${size}px`);
      else panel.style.removeProperty("--h");
    }
  }
}
