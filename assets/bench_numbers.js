// The bench's numbers: arrays from the server, texts as they are shown, and who reads what. What is
// shown was worked out by the server; here it is only looked up and formatted.

const DIGITS = { cell: 3, factor: 4, sum: 6 }; // significant ones that are shown
const NEXT_TO_NOTHING = 1 / 2000; // of the largest number of a map
const SMALLEST_EXACT = 2 ** -1022; // below it numbers lose digits
const LONGEST_PLAIN = 6; // characters of a number that is shown as it was typed
const RANKS = {
  products: ({ output, taps, places }) => [
    ...[output.rows, output.columns, taps.rows[0].length, taps.columns[0].length],
    ...[places, output.filters],
  ],
  channel_sums: ({ output, places }) => [output.rows, output.columns, places, output.filters],
  values: ({ output, taps, channels }) => [
    ...[output.rows, output.columns, taps.rows[0].length, taps.columns[0].length],
    channels.length,
  ],
  winner: ({ output, channels }) => [output.rows, output.columns, channels.length, 2],
};

const range = (length) => Array.from({ length }, (_, at) => at);

// --- Arrays ---

// Of float32, or of float64 where the numbers do not fit: the length tells.
function decoded(text, sides) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  const number = sides.reduce((product, side) => product * side, 1);
  const Numbers = bytes.length === number * 4 ? Float32Array : Float64Array;
  return new Numbers(bytes.buffer);
}

// The arrays of all steps by name. Those that did not change are not read again.
function stepsOf(data, before = {}) {
  const steps = {};
  for (const [name, text] of Object.entries(data.steps)) {
    const { rows, columns, filters } = data.output;
    const sides = RANKS[name]?.({ ...data, places: placesOf(data) }) ?? [rows, columns, filters];
    const values = before[name]?.text === text ? before[name].values : decoded(text, sides);
    steps[name] = { text, values, sides };
  }
  return steps;
}

function at({ values, sides }, ...index) {
  let offset = 0;
  for (let axis = 0; axis < sides.length; axis += 1) offset = offset * sides[axis] + index[axis];
  return values[offset];
}

// The smallest and the largest value.
function rangeOf({ values }) {
  let [low, high] = [values[0], values[0]];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

// --- Texts ---

function numberText(value, digits = DIGITS.sum) {
  if (Number.isNaN(value)) return "?";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  const isPlain = rounded === 0 || (size >= 1e-3 && size < 1e7);
  const text = isPlain ? String(rounded) : rounded.toExponential().replace("e+", "e");
  return text.replaceAll("-", "−");
}

// A power, or a share: it is never 0, however small.
function powerText(value, digits) {
  return value < SMALLEST_EXACT ? "≈0" : numberText(value, digits);
}

// A number in a cell; what is next to nothing beside the largest one takes no room for its digits.
function cellText(value, largest) {
  return value !== 0 && Math.abs(value) < largest * NEXT_TO_NOTHING
    ? "≈0"
    : numberText(value, DIGITS.cell);
}

// A text that somebody typed, or that the server wrote to be typed over.
function typedText(text, digits) {
  const value = Number(text);
  if (!text.trim() || Number.isNaN(value)) return text;
  return text.length > LONGEST_PLAIN ? numberText(value, digits) : text.replaceAll("-", "−");
}

const valueOf = (text) => Number(text.replaceAll("−", "-").replace(",", ".")) || 0;

const placeText = ([row, column]) => `(${row}, ${column})`;

// "red", where there are several channels
const channelName = ({ channels }, channel) => (channels.length > 1 ? channels[channel] : "");

const mapName = ({ output }, filter) => (output.filters > 1 ? output.names[filter] : "");

const joined = (...words) => words.filter(Boolean).join(" ");

// "a, b and c"
function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

// --- Who reads what ---

const isPooling = ({ kind }) => kind !== "convolution";

const isPadding = ({ kinds }, row, column) => classesOf(kinds[row][column]).includes("padding");

// How many channels each filter reads.
const placesOf = (data) => data.kernel?.texts[0].length ?? 1;

// The channels that a filter reads; before anything is worked out, the first ones.
const readsOf = (data, filter) => data.reads[filter] ?? range(placesOf(data));

// For each index, the outputs along one axis that read it.
function readersAlong(taps, size) {
  const readers = range(size).map(() => []);
  taps.forEach((read, output) => {
    for (const index of read) readers[index].push(output);
  });
  return readers;
}

function readersOf({ data, readers }, { row, column }) {
  if (data.output.problem) return [];
  return readers.rows[row].flatMap((r) => readers.columns[column].map((c) => [r, c]));
}

// The cells of the grid that an output reads, row by row.
function cellsRead({ taps }, [row, column]) {
  return taps.rows[row].flatMap((r) => taps.columns[column].map((c) => [r, c]));
}

// The same numbers as stretches of neighbours, [first, length]: [0, 1, 2, 6] are [0, 3] and [6, 1].
function stretches(indices) {
  const found = [];
  for (const index of [...indices].sort((one, other) => one - other)) {
    const last = found.at(-1);
    if (last && index === last[0] + last[1]) last[1] += 1;
    else if (!last || index >= last[0] + last[1]) found.push([index, 1]);
  }
  return found;
}
