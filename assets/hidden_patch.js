// The photo, and the patch of it that is hidden. Mouse or finger: inside the patch a drag moves it, at
// a corner it resizes it, elsewhere it draws a new one, and a click there puts the patch around the
// pointer. Keys: arrows move it, Shift and arrows resize it. A patch is [top, left, height, width].

const CORNER = 14; // px of the screen around a corner that take hold of it
const CLICK = 4; // px of the screen that a click may move
const REST_MS = 450; // without a key, after which the patch is sent

const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const patchOf = (state) => state.patch ?? state.data.patch;

// Inside the photo, and at least one pixel large.
function kept({ data }, [top, left, height, width]) {
  const [rows, columns] = data.photo_size;
  const [tall, wide] = [clamp(height, 1, rows), clamp(width, 1, columns)];
  return [clamp(top, 0, rows - tall), clamp(left, 0, columns - wide), tall, wide];
}

// The patch between two pixels, both included.
function between({ data }, one, other) {
  const [[top, bottom], [left, right]] = [0, 1].map((axis) => {
    const ends = [one[axis], other[axis]].map((at) => clamp(at, 0, data.photo_size[axis] - 1));
    return ends.sort((first, second) => first - second);
  });
  return [top, left, bottom - top + 1, right - left + 1];
}

function pixelUnder({ data }, canvas, event) {
  const [height, width] = data.photo_size;
  return placeUnder(canvas, event, { x: 0, y: 0, width, height }).map(Math.floor);
}

// The corner opposite to the one under the pointer; undefined where it is at none.
function heldAcross(state, canvas, [row, column]) {
  const [top, left, height, width] = patchOf(state);
  const near = (CORNER * state.data.photo_size[1]) / canvas.clientWidth;
  const [rows, columns] = [[top, top + height - 1], [left, left + width - 1]];
  for (const down of [0, 1])
    for (const across of [0, 1])
      if (Math.abs(rows[down] - row) <= near && Math.abs(columns[across] - column) <= near)
        return [rows[1 - down], columns[1 - across]];
  return undefined;
}

function isInside([top, left, height, width], [row, column]) {
  return row >= top && row < top + height && column >= left && column < left + width;
}

// What a drag does that begins at a pixel: a function of the pixel under the pointer.
function dragFrom(state, canvas, start) {
  const patch = patchOf(state);
  const [top, left, height, width] = patch;
  const isLarge = Math.min(height, width) * canvas.clientWidth > 4 * CORNER * state.data.photo_size[1];
  const anchor = (isLarge || !isInside(patch, start)) && heldAcross(state, canvas, start);
  if (anchor) return (at) => between(state, anchor, at);
  if (isInside(patch, start))
    return (at) => kept(state, [top + at[0] - start[0], left + at[1] - start[1], height, width]);
  return (at) => between(state, start, at);
}

function around(state, [row, column]) {
  const [, , height, width] = state.data.patch;
  return kept(state, [row - (height >> 1), column - (width >> 1), height, width]);
}

function draw(state) {
  const { data } = state;
  const canvas = state.root.querySelector("canvas");
  if (!data || !canvas.clientWidth) return;
  const [height, width] = data.photo_size;
  const context = contextOf(canvas, { width, height });
  const [top, left, tall, wide] = patchOf(state);
  const picture = state.patch ? state.photo : (state.covered ?? state.photo);
  if (picture) context.drawImage(picture, 0, 0, width, height);
  frame(context, [left, top, wide, tall], YELLOW_LINE);
  const corner = 4 * pixelOf(context);
  context.fillStyle = YELLOW_LINE[0];
  for (const y of [top, top + tall])
    for (const x of [left, left + wide])
      context.fillRect(x - corner, y - corner, 2 * corner, 2 * corner);
  const words = `${tall} × ${wide} px from row ${top}, column ${left}.`;
  write(state, ".told", `${state.patch ? "Will hide" : data.told} ${words} ${data.how}`);
}

function place(state, patch) {
  state.patch = patch;
  draw(state);
}

function send(state) {
  clearTimeout(state.resting);
  state.resting = undefined;
  if (!state.patch || same(state.patch, state.data.patch)) place(state, undefined);
  else state.send("patch", { patch: state.patch, size: state.data.photo_size });
}

function onPointer(state, canvas) {
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const start = pixelUnder(state, canvas, event);
    state.drag = { id: event.pointerId, x: event.clientX, y: event.clientY, start };
    state.drag.to = dragFrom(state, canvas, start);
    state.drag.isNew = !isInside(patchOf(state), start) && !heldAcross(state, canvas, start);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const { drag } = state;
    if (drag?.id !== event.pointerId) return;
    drag.moved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > CLICK;
    if (drag.moved) place(state, drag.to(pixelUnder(state, canvas, event)));
  });
  canvas.addEventListener("pointerup", (event) => {
    const { drag } = state;
    if (drag?.id !== event.pointerId) return;
    state.drag = undefined;
    if (!drag.moved && drag.isNew) place(state, around(state, drag.start));
    send(state);
  });
  canvas.addEventListener("pointercancel", () => {
    state.drag = undefined;
    place(state, undefined);
  });
}

function onKeys(state, canvas) {
  canvas.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (isShortcut(event) || !(step || event.key === "Enter")) return;
    event.preventDefault();
    if (!step) return send(state);
    const [top, left, height, width] = patchOf(state);
    const [[down, right], [rows, columns]] = [step, state.data.photo_size];
    const moved = event.shiftKey
      ? [top, left, Math.min(height + down, rows - top), Math.min(width + right, columns - left)]
      : [top + down, left + right, height, width];
    place(state, kept(state, moved));
    clearTimeout(state.resting);
    state.resting = setTimeout(() => send(state), REST_MS);
  });
  canvas.addEventListener("blur", () => state.patch && send(state));
}

function begin(state) {
  const canvas = state.root.querySelector("canvas");
  onPointer(state, canvas);
  onKeys(state, canvas);
  new ResizeObserver(() => draw(state)).observe(state.root.querySelector(".hiding"));
}

function show(state, data) {
  const isNew = !same(data, state.data);
  state.data = data;
  if (isNew && !state.drag && !state.resting) state.patch = undefined;
  if (isNew) state.covered = undefined;
  state.root.querySelector("canvas").setAttribute("aria-label", data.label);
  draw(state);
  loadImage(state, "photo", data.photo, draw);
  if (isNew) state.addresses.covered = undefined; // another one may have the address it had
  loadImage(state, "covered", data.covered, draw);
}

export default component(begin, show);
