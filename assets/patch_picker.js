// The photo, and a frame around the pixels that are worked on. A click takes the pixels around the
// pointer; arrow keys move the frame by one pixel, and Enter takes what it shows.

const SMALLEST_FRAME = 12; // px of the screen

function startUnder({ data }, canvas, event) {
  const [height, width] = data.photo_size;
  const [y, x] = placeUnder(canvas, event, { x: 0, y: 0, width, height });
  const start = [y - data.patch[0] / 2, x - data.patch[1] / 2].map(Math.round);
  return onGrid(start, data.grid);
}

// The patch on the photo; a frame that would be too small to be seen is drawn around its middle.
function frameOf({ data }, [row, column], least) {
  const [height, width] = data.patch.map((side) => Math.max(side, least));
  const middle = [row + data.patch[0] / 2, column + data.patch[1] / 2];
  return [middle[1] - width / 2, middle[0] - height / 2, width, height];
}

function draw(state) {
  const { data, pointed } = state;
  const canvas = state.root.querySelector("canvas");
  if (!data || !canvas.clientWidth) return;
  const [height, width] = data.photo_size;
  const context = contextOf(canvas, { width, height });
  if (state.photo) context.drawImage(state.photo, 0, 0, width, height);
  const least = SMALLEST_FRAME * pixelOf(context);
  frame(context, frameOf(state, data.unit, least), WHITE_LINE);
  if (pointed) frame(context, frameOf(state, pointed, least), YELLOW_LINE);
  const [row, column] = pointed ?? data.unit;
  const which = pointed ? "A click takes" : data.chosen;
  const isPixel = Math.max(...data.patch) === 1;
  const what = isPixel ? "the pixel in" : `${data.patch.join(" × ")} px from`;
  write(state, ".told", `${which} ${what} row ${row}, column ${column}.`);
}

function begin(state) {
  const canvas = state.root.querySelector("canvas");
  onUnit(state, canvas, startUnder, draw, (unit) => {
    state.data = { ...state.data, unit }; // the frame does not wait for the page
  });
  new ResizeObserver(() => draw(state)).observe(state.root.querySelector(".picker"));
}

const show = (state, data) => showOnPhoto(state, data, draw);

export default component(begin, show);
