// The chosen photo, and small ones to choose from. The page sets which one is chosen.

function choiceNode({ code, title, picture }) {
  const image = element("img", "picture framed", { alt: "", src: picture });
  const node = optionNode("choice", title, image);
  node.title = title;
  node.dataset.code = code;
  return node;
}

function build(state, { label, photos }) {
  const list = state.root.querySelector(".photos");
  state.choices = photos.map(choiceNode);
  list.replaceChildren(...state.choices);
  list.setAttribute("aria-label", label);
}

function begin(state) {
  const list = state.root.querySelector(".photos");
  onOption(list, "click", (choice) => {
    select(state.choices, choice);
    state.send("selected", choice.dataset.code);
  });
  onArrowKey(list);
}

function show(state, { photo, alt, selected, ...drawn }) {
  if (!same(drawn, state.drawn)) build(state, drawn);
  state.drawn = drawn;
  const image = state.root.querySelector(".photo");
  image.src = photo;
  image.alt = alt;
  select(
    state.choices,
    state.choices.find((choice) => choice.dataset.code === selected),
  );
}

export default component(begin, show);
