"""How large an output is: the formula, what its floor drops, and the 15 relations."""

import streamlit as st

from explorer.architecture.convolution.relation_cases import RELATION_CASES
from explorer.architecture.shapes import Sweeps
from explorer.figures.convolution.relation_notes import (
    condition_problem,
    misreading_note,
    relation_derivation,
    relation_table,
)
from explorer.figures.convolution.size_notes import (
    axes_apart,
    rest_notes,
    same_note,
    size_derivations,
    size_headline,
)
from explorer.sections import output_size as section
from explorer.widgets.answer import answer
from explorer.widgets.text import (
    escaped,
    show_facts,
    show_numbers,
    show_problem,
    show_prose,
    show_wrapped_table,
)

ALL_RELATIONS = "All 15 in one table"


def worked_out(sweeps: Sweeps) -> None:
    """What the floor drops along each axis, then each formula with these numbers."""
    for title, axis, along in axes_apart(sweeps):
        if sweeps[0] != sweeps[1]:
            st.subheader(title)
        show_facts([*filter(None, [same_note(along)]), *rest_notes(along, axis)])
        section.show_derivations_beside(size_derivations(along))


def relations() -> None:
    """One of the relations with its numbers, its windows, and how it is misread."""
    case, setup = section.pick_relation()
    relation = case.relation
    st.markdown(
        escaped(f"Holds for {relation.condition}. Example: figure {case.figure} of the guide.")
    )
    problem = condition_problem(case, setup)
    if problem:
        show_problem(problem)
        return
    section.show_relation_strip(case, setup)
    section.show_derivations_beside([relation_derivation(relation, setup)])
    if relation.is_transposed:
        show_facts(misreading_note(relation, setup))
    section.offer_relation_on_bench(case, setup)


st.title("How large is the output?")
st.markdown(
    "A window of F cells moves S cells at a time over W cells with P zeros on each side. It fits "
    "**(W − F + 2P) / S + 1** times. If the division leaves a remainder, Keras rounds down."
)
typed = section.pick_sizes()
if typed.sweeps is not None:
    with answer():
        show_numbers(size_headline(typed.sweeps))
        section.show_strips(typed.sweeps)
section.show_ways_on(typed)
if typed.sweeps is not None:
    worked_out(typed.sweeps)
show_prose("output_size", "Why rounding down, and where “same” puts its zeros")

st.header("All 15 relations of Dumoulin & Visin")
st.markdown(
    "Their guide works out 15 cases. The transposed ones, 8 to 14, are often misread: there k, s "
    "and p describe the convolution that is being reversed. More padding therefore makes the "
    "output smaller."
)
relations()
with st.expander(ALL_RELATIONS):
    show_wrapped_table(relation_table(RELATION_CASES), ALL_RELATIONS)
st.caption(
    "Source: Dumoulin & Visin, “A guide to convolution arithmetic for deep learning”, "
    "[arXiv:1603.07285](https://arxiv.org/abs/1603.07285)."
)
