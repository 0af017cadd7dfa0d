"""What the chosen input and kernel are, and what of them is not in the link."""

import streamlit as st

from explorer.convolution.filter_presets import FILTER_PRESETS, filter_names, filter_note
from explorer.convolution.input_presets import INPUT_PRESETS, input_note
from explorer.session.bench import bench_settings
from explorer.session.hand_parameters import (
    FILTER,
    FILTER_NUMBERS,
    INPUT,
    INPUT_NUMBERS,
    OF_VGG16,
    TYPED,
)
from explorer.session.kept_numbers import why_not_in_link
from explorer.session.parameter import OneOf, Text
from explorer.words import capitalised


def show_input_note() -> None:
    """What the input shows."""
    code = INPUT.chosen()
    if code in INPUT_PRESETS:
        title, note = INPUT_PRESETS[code].title, input_note(code, *bench_settings().input_shape)
        st.caption(f"**{capitalised(title)}.** {note}")
    _show_absence(INPUT, INPUT_NUMBERS, "input")


def show_kernel_note(filters: int = 1, *, takes_mean: bool = False) -> None:
    """What the kernel does.

    Args:
        filters: Up to which filter; what is said is about the last of them.
        takes_mean: Whether the mean colour is taken away from each pixel, as in VGG16.
    """
    code = FILTER.chosen()
    if code in FILTER_PRESETS:
        *_, last = filter_names(code, filters)
        title, note = FILTER_PRESETS[last].title, filter_note(last, *bench_settings().kernel_size)
        st.caption(f"**{capitalised(title)}.** {note}")
    _show_absence(FILTER, FILTER_NUMBERS, "kernel")
    if code != OF_VGG16:
        return
    mean = (
        "As in VGG16, the mean colour is taken away from each pixel first, so that padding is the "
        "mean colour."
        if takes_mean
        else "VGG16 takes the mean colour away from each pixel before; the bench does not."
    )
    st.caption(f"**A filter of VGG16's first layer**, with its trained weights, red first. {mean}")


def _show_absence(chosen: OneOf[str], numbers: Text, name: str) -> None:
    """Why typed numbers are not in the link; nothing where they are."""
    if chosen.chosen() == TYPED and (why := why_not_in_link(numbers.key, numbers.chosen())):
        st.caption(f"**The numbers of the {name}.** {why}")
