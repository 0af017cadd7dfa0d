// A file that the browser fetches piece by piece and saves; then the page hears that it has it.

const FORGET_MS = 60000; // after which the browser may drop its copy: it has saved it by then

function showShare(state, share) {
  const bar = state.root.querySelector("progress");
  bar.hidden = share === undefined;
  bar.value = share ?? 0;
}

async function received(response, total, onShare) {
  const pieces = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    size += piece.value.length;
    onShare(Math.min(size / total, 1));
  }
  if (size !== total) throw new Error("incomplete");
  return new Blob(pieces, { type: "application/zip" });
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", "", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), FORGET_MS);
}

async function take(state) {
  if (state.isTaking) return;
  state.isTaking = true;
  disable(state.root.querySelector("button"), true);
  write(state, "p", "Downloading …");
  try {
    const { address, name, size } = state.file;
    const response = await fetch(new URL(address, document.location.href));
    if (!response.ok) throw new Error(String(response.status));
    save(await received(response, size, (share) => showShare(state, share)), name);
    write(state, "p", "Downloaded.");
    state.send("taken", name);
  } catch {
    write(state, "p", "The download was interrupted. Try again; if it fails again, make the file anew.");
  } finally {
    state.isTaking = false;
    showShare(state);
    disable(state.root.querySelector("button"), false);
  }
}

function begin(state) {
  state.root.querySelector("button").addEventListener("click", () => take(state));
}

function show(state, file) {
  if (same(file, state.file)) return;
  state.file = file;
  write(state, "button", file.label);
  write(state, "p", "");
}

export default component(begin, show);
