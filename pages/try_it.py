"""One 5x5 kernel and two 3x3 on the photo: where they are the same, where not, and with ReLU."""

import streamlit as st

from explorer.factorised_kernels.line_ends import line_end_test
from explorer.figures.maps.number_grids import NUMBERS_LEGEND
from explorer.figures.stacks.try_it import (
    gap_facts,
    kernel_grids,
    line_note,
    line_patterns,
    line_table,
    missing_note,
    pair_note,
    photo_numbers,
    relu_facts,
)
from explorer.sections.try_it import pick_example, show_response_scales, show_response_trio
from explorer.session.choices import require_readable
from explorer.session.photos import chosen_picture
from explorer.views.try_it import CORNER, tried_out
from explorer.widgets.answer import answer
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import or_stop, show_facts, show_numbers, show_prose, show_table

ONE, TWO, WITH_RELU = "One 5×5", "Two 3×3", "Two 3×3, ReLU between"
NUMBERS_NOTE = (
    "Left over: the relative norm of what the two 3×3 cannot reproduce. Differences: the largest, "
    "as a share of the largest response of the one 5×5, both without their signs."
)

st.title("When do two 3×3 do the work of one 5×5?")
st.markdown(
    "Some 5×5 kernels are exactly two 3×3 in a row; the others can only be approximated. Choose a "
    "5×5 kernel, and see the two 3×3 that match it, or come nearest, on your photo."
)
or_stop(require_readable, of_network=False)
attempt = pick_example()
with answer():
    st.html(kernel_grids(attempt.kernel, attempt.pair, attempt.residual))
st.caption(NUMBERS_LEGEND)
note = pair_note(
    attempt.relative_residual, is_exact=attempt.is_exact, only_positive=attempt.only_positive
)
st.markdown(f"**{note}** {attempt.kernel.note}")
tried = or_stop(tried_out, chosen_picture(), attempt)

st.header("The photo both ways")
show_numbers(
    photo_numbers(attempt.relative_residual, tried.gap, is_exact=attempt.is_exact),
    picture=tried.photo,
    alt=f"In grey: {photo_alt()}",
)
st.caption(NUMBERS_NOTE)
show_response_trio(tried.ways, (ONE, TWO), "ways")
st.markdown(f"The top left corner, {CORNER} × {CORNER} px:")
show_response_trio(tried.corner, (ONE, TWO), "corner")
show_response_scales(tried, tried.ways, "Two 3×3 minus one 5×5")
show_facts(gap_facts(tried.gap, is_exact=attempt.is_exact))
if attempt.is_exact:
    st.markdown(missing_note(tried.missing, tried.there))

st.header("With ReLU in between")
show_response_trio(tried.relu, (TWO, WITH_RELU), "relu")
show_response_scales(tried, tried.relu, "With ReLU minus without")
show_facts(relu_facts(tried.relu_gap, tried.share_cut))

st.header("What does ReLU buy?")
responses = line_end_test()
st.markdown(
    "Take one question: **does a line end in the middle?** Here are four patterns, and how each "
    "detector responds in the middle. The two 3×3 are those of *line-ends* above."
)
st.html(line_patterns(responses))
show_table(line_table(responses), key="line_ends")
st.markdown(line_note(responses))
show_prose("try_it", "Why most 5×5 are out of reach, and why nobody misses them")
