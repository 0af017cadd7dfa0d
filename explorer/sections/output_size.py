"""Fields for an input and a window of any size, layers of real networks, and the 15 relations."""

from collections.abc import Iterable, Mapping

import streamlit as st

from explorer.architecture.convolution.real_layers import REAL_LAYERS
from explorer.architecture.convolution.relation_cases import (
    RELATION_CASES,
    Letter,
    RelationCase,
)
from explorer.architecture.convolution.relations import Setup
from explorer.architecture.shapes import Axis, GridWindow, Sweeps
from explorer.convolution.strips import CellStrip, strip_of, strip_of_setup
from explorer.figures.convolution.relation_notes import letter_name
from explorer.figures.convolution.size_notes import axes_apart, strip_alt
from explorer.figures.convolution.strip import strip_legend, strip_picture
from explorer.figures.network.derivations import Derivation
from explorer.session.address import go_to_page
from explorer.session.hand_parameters import (
    RELATION,
    RELATION_DILATION,
    RELATION_EXTRA,
    RELATION_INPUT,
    RELATION_KERNEL,
    RELATION_STRIDE,
    RELATION_ZEROS,
    SIZED_DILATION,
    SIZED_INPUT,
    SIZED_KERNEL,
    SIZED_PADDING,
    SIZED_STRIDE,
    WAY,
)
from explorer.session.state import callback
from explorer.session.typed_sizes import (
    TypedSizes,
    choose_sized,
    fits_the_bench,
    forget_sized,
    put_on_the_bench,
    put_pooling_on_the_bench,
    sized_text,
    typed_sizes,
)
from explorer.widgets.bench_fields import COMMON_PADDINGS, PADDING_WORDS
from explorer.widgets.fold import fold
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_facts, show_problem

SIZE_FIELD_WIDTH, PADDING_WIDTH, RELATION_FIELD_WIDTH = 104, 150, 150
"""px on the page: three fields in a row on a phone."""

TOO_LARGE = "This is too large for the bench, which writes out every product."

FORMULA_WIDTH = 340
"""px on the page: one on a phone, two on a projector."""

_NUMBERS = {
    "i": RELATION_INPUT,
    "k": RELATION_KERNEL,
    "s": RELATION_STRIDE,
    "p": RELATION_ZEROS,
    "d": RELATION_DILATION,
    "a": RELATION_EXTRA,
}


# --- an input and a window -----------------------------------------------------------------------


def pick_sizes() -> TypedSizes:
    """Type an input and a window, or open a layer of a real network."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        pick(SIZED_INPUT, "Input, W", shown=sized_text(SIZED_INPUT), width=SIZE_FIELD_WIDTH)
        pick(SIZED_KERNEL, "Kernel, F", shown=sized_text(SIZED_KERNEL), width=SIZE_FIELD_WIDTH)
        pick(SIZED_STRIDE, "Stride, S", shown=sized_text(SIZED_STRIDE), width=SIZE_FIELD_WIDTH)
        pick(
            SIZED_PADDING,
            "Padding, P",
            shown=sized_text(SIZED_PADDING),
            among=COMMON_PADDINGS,
            width=PADDING_WIDTH,
        )
        pick(SIZED_DILATION, "Dilation", shown=sized_text(SIZED_DILATION), width=SIZE_FIELD_WIDTH)
    typed = typed_sizes()
    _offer_real_layers()
    for problem in typed.problems:
        show_problem(problem)
    return typed


def _offer_real_layers() -> None:
    title = "Layers of real networks, and how to enter sizes"
    folded = fold(title, title, "real_layers")
    if not folded.open:
        return
    with folded:
        with st.container(horizontal=True):
            for key, layer in REAL_LAYERS.items():
                st.button(layer.title, key=f"real_{key}", on_click=_open_real, args=(key,))
        show_facts(
            f"**{layer.title}:** {layer.note} {layer.source}." for layer in REAL_LAYERS.values()
        )
        st.caption(
            "One number stands for rows and columns; type 5x3 for 5 rows and 3 columns. "
            f"{PADDING_WORDS} An empty field uses the bench's number."
        )


@callback
def _open_real(key: str) -> None:
    layer = REAL_LAYERS[key]
    choose_sized((layer.size_in, layer.size_in), GridWindow(layer.window, layer.window))


def show_strips(sweeps: Sweeps) -> None:
    """Each axis as a strip with its windows; one for both where they are alike."""
    drawn = [(title, axis, strip_of(along)) for title, axis, along in axes_apart(sweeps)]
    _show_strips(drawn)


def _show_strips(drawn: list[tuple[str, Axis, CellStrip]]) -> None:
    pictures = [strip_picture(strip, title, strip_alt(strip, axis)) for title, axis, strip in drawn]
    st.html(f'<div class="strips">{"".join(pictures)}</div>')
    st.caption(strip_legend([strip for _, _, strip in drawn]))


def show_ways_on(typed: TypedSizes) -> None:
    """To the bench with these numbers, and back to the bench's own."""
    with st.container(horizontal=True):
        if typed.are_own:
            st.button("Use the bench's settings", icon=":material/undo:", on_click=_forget)
        if typed.size is not None and typed.window is not None and typed.sweeps is not None:
            offer_the_bench(typed.size, typed.window, "sizes")


@callback
def _forget() -> None:
    forget_sized()


def offer_the_bench(size: tuple[int, int], window: GridWindow, key: str) -> None:
    """A button that opens the window on the bench, where it is small enough for that."""
    if not fits_the_bench(size, window):
        st.caption(TOO_LARGE)
    elif st.button("Open it on the bench", key=f"{key}_on_bench", icon=":material/grid_on:"):
        put_on_the_bench(size, window)
        go_to_page("convolution")


def show_derivations_beside(derivations: Iterable[Derivation]) -> None:
    """Formulas with their numbers, side by side where there is room."""
    with st.container(horizontal=True):
        for derivation in derivations:
            with st.container(width=FORMULA_WIDTH):
                st.markdown(f"**{escaped(derivation.title)}**")
                st.latex(derivation.formula)
                if derivation.remark:
                    st.caption(escaped(derivation.remark))


# --- the relations -------------------------------------------------------------------------------


def pick_relation() -> tuple[RelationCase, Setup]:
    """Choose a relation, and numbers for the letters that its condition leaves free."""
    pick(RELATION, "Relation", "list", then=_forget_numbers)
    case = RELATION_CASES[int(RELATION.chosen()) - 1]
    setup = case.setup(_chosen_numbers())
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for letter in case.letters:
            _pick_letter(case, letter, setup.by_letter[letter])
    return case, setup


def _pick_letter(case: RelationCase, letter: Letter, value: int) -> None:
    label = letter_name(case, letter)
    match letter:
        case "i":
            pick(RELATION_INPUT, label, shown=value, width=RELATION_FIELD_WIDTH)
        case "k":
            pick(RELATION_KERNEL, label, shown=value, width=RELATION_FIELD_WIDTH)
        case "s":
            pick(RELATION_STRIDE, label, shown=value, width=RELATION_FIELD_WIDTH)
        case "p":
            pick(RELATION_ZEROS, label, shown=value, width=RELATION_FIELD_WIDTH)
        case "d":
            pick(RELATION_DILATION, label, shown=value, width=RELATION_FIELD_WIDTH)
        case "a":
            pick(RELATION_EXTRA, label, shown=value, width=RELATION_FIELD_WIDTH)


def _chosen_numbers() -> Mapping[Letter, int]:
    chosen = {letter: each.chosen() for letter, each in _NUMBERS.items()}
    return {letter: number for letter, number in chosen.items() if number is not None}  # type: ignore[misc]


@callback
def _forget_numbers() -> None:
    for parameter in _NUMBERS.values():
        parameter.choose(None)


def show_relation_strip(case: RelationCase, setup: Setup) -> None:
    """The windows of a relation on its cells."""
    strip = strip_of_setup(setup, is_transposed=case.relation.is_transposed)
    _show_strips([(f"Relation {case.relation.number}", "rows", strip)])


def offer_relation_on_bench(case: RelationCase, setup: Setup) -> None:
    """A button that opens the relation's layer on the bench of its kind."""
    window, size = GridWindow(setup.window, setup.window), (setup.size_in, setup.size_in)
    is_special = case.is_pooling or case.relation.is_transposed
    if not is_special:
        offer_the_bench(size, window, "relation")
    elif not fits_the_bench(size, window):
        st.caption(TOO_LARGE)
    elif setup.extra:
        st.caption("The bench can show this only with a = 0.")
    elif st.button("Open it on the bench", key="relation_on_bench", icon=":material/swap_horiz:"):
        if case.is_pooling:
            put_pooling_on_the_bench(size, window)
        else:
            put_on_the_bench(size, window)
        WAY.choose("max" if case.is_pooling else "transposed")
        go_to_page("sliding")
