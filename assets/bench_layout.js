// How the bench's panels lie beside each other, and how large cells are, for the width there is.

const CELL_PX = 26; // height of a cell, and its least width with a number in it
const NAME_PX = 20; // names of rows
const SIGN_PX = 24;
const GAP_PX = 12;
const SUMS_PX = 250; // the table of sums
const SMALLEST_PX = { input: 10, output: 8 }; // of cells that only show colours
const LARGEST_PLAIN_PX = { input: 300, output: 190 }; // of a grid of such cells

function fit(state) {
  const width = state.root.querySelector(".bench").clientWidth;
  if (!width || !state.grids) return;
  const sizes = cellSizes(state);
  const plan = plansFor(state, sizes).find((each) => widthOf(state, each) <= width);
  applyPlan(state, plan ?? narrowPlan(state, sizes, width));
}

// --- How wide a cell has to be ---

function characterWidth(state) {
  const context = (state.measuring ??= document.createElement("canvas").getContext("2d"));
  context.font = getComputedStyle(state.root.querySelector(".cell")).font;
  return context.measureText("0").width;
}

const longest = (texts) => texts.reduce((most, text) => Math.max(most, text.length), 0);

function cellSizes(state) {
  const { data, steps, limits } = state;
  const character = characterWidth(state);
  const px = (characters) => Math.max(CELL_PX, Math.ceil(characters * character) + 9);
  const shownIn = (texts, digits) => texts.flat(Infinity).map((text) => typedText(text, digits));
  const inputs = data.grid.texts;
  const weights = data.kernel?.texts ?? [];
  const results = steps.after ? numbersOf(steps.after.values) : [];
  const sizes = {
    input: px(longest(shownIn(inputs, DIGITS.cell))),
    kernel: px(longest([...shownIn(weights, DIGITS.cell), ...shownIn(data.bias ?? [], DIGITS.cell)])),
    output: px(longest(results)),
  };
  const value = longest(shownIn(inputs, DIGITS.factor));
  const weight = longest(shownIn(weights, DIGITS.factor)) + 2;
  const product = longestProduct(data, limits.products ?? 0) + 2;
  if (isPooling(data)) return { ...sizes, two: px(value), three: px(value) };
  const two = px(Math.max(value + 1 + weight, product));
  return { ...sizes, two, three: px(Math.max(value, weight, product)) };
}

const numbersOf = (values) => Array.from(values, (value) => numberText(value, DIGITS.cell));

// Products of whole numbers are whole; others take all their digits, a sign, a point and a zero.
function longestProduct({ grid, kernel }, limit) {
  const texts = [...grid.texts, ...(kernel?.texts ?? [])].flat(Infinity);
  const areWhole = texts.every((text) => Number.isInteger(Number(text)));
  return areWhole && limit < 10 ** DIGITS.factor ? numberText(-limit).length : DIGITS.factor + 3;
}

// --- Plans: the first one that fits is used ---

function plansFor(state, sizes) {
  const { rows, columns, filters } = state.data.output;
  const many = filters > 1 ? [2, 1] : [1];
  const plainSize = (part, across) =>
    clamp(Math.floor(LARGEST_PLAIN_PX[part] / across), SMALLEST_PX[part], CELL_PX);
  const plain = {
    input: plainSize("input", Math.max(state.data.grid.columns, state.data.grid.rows)),
    output: plainSize("output", Math.max(columns, rows)),
  };
  const shown = [
    { input: sizes.input, output: sizes.output },
    { input: plain.input, output: sizes.output, isPlain: { input: true } },
    { input: plain.input, output: plain.output, isPlain: { input: true, output: true } },
  ];
  const plans = shown.flatMap((size) =>
    ["wide", "medium"].flatMap((layout) =>
      many.flatMap((mapsInRow) =>
        ["two", "three"].map((lines) => ({ layout, mapsInRow, lines, ...size })),
      ),
    ),
  );
  return plans.map((plan) => ({ ...plan, kernel: sizes.kernel, products: sizes[plan.lines] }));
}

function widthOf({ data, grids }, plan) {
  const across = (part) => grids[part][0]?.cells[0].length ?? 0;
  const kernel = NAME_PX + across("kernel") * plan.kernel;
  const products = across("products") * plan.products;
  const map = NAME_PX + data.output.columns * plan.output;
  const maps = plan.mapsInRow * map + (plan.mapsInRow - 1) * GAP_PX;
  const result = Math.max(maps, SUMS_PX);
  const input = NAME_PX + data.grid.columns * plan.input;
  const sides = input + result;
  if (plan.layout === "medium") return sides + Math.max(kernel, products) + 2 * SIGN_PX;
  return sides + kernel + products + 3 * SIGN_PX + 6 * GAP_PX;
}

// One under the other; on a narrow screen several channels, or maps, stand in twos.
function narrowPlan({ data }, sizes, width) {
  const plan = { layout: "narrow", kernel: sizes.kernel, isPlain: {}, mapsInRow: 1 };
  const parts = [
    ["input", data.grid.columns, data.channels.length],
    ["output", data.output.columns, data.output.filters],
  ];
  for (const [part, columns, many] of parts) {
    const room = many > 1 ? (width - GAP_PX) / 2 - 2 : width - 2;
    const fits = NAME_PX + columns * sizes[part] <= room;
    plan.isPlain[part] = !fits;
    const size = Math.floor((room - NAME_PX) / columns);
    plan[part] = fits ? sizes[part] : clamp(size, SMALLEST_PX[part] - 4, CELL_PX);
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
