"""One convolution by hand: what is on the bench, and where its numbers come from."""

import streamlit as st

from explorer.figures.convolution.bench_data import BenchWords
from explorer.figures.convolution.bench_notes import given_note, unit_inputs_note
from explorer.views.bench import Bench, chosen_bench
from explorer.views.unit_bench import bench_of_unit
from explorer.widgets.answer import answer
from explorer.widgets.bench import show_bench
from explorer.widgets.bench_fields import pick_bench_fields
from explorer.widgets.first_filters import first_filters
from explorer.widgets.patch import beside_photo
from explorer.widgets.source_notes import show_input_note, show_kernel_note
from explorer.widgets.text import or_stop
from explorer.widgets.worked_unit import look_at_unit, show_unit_bar


def own_bench() -> Bench:
    """The fields, and the bench with what they say."""
    settings = pick_bench_fields()
    bench = chosen_bench(first_filters())
    with answer(), beside_photo(settings.input_shape[:2]):
        show_bench(bench.shown(BenchWords()), bench.place)
    show_input_note()
    show_kernel_note()
    return bench


def bench_with_unit() -> Bench:
    """The bench with a unit of VGG16, and the ways back."""
    look = look_at_unit()
    bench = or_stop(bench_of_unit, look.view)
    is_changed = bench.given is None
    show_unit_bar(look, is_changed=is_changed)
    words = BenchWords(given=given_note(look.view.given, is_changed=is_changed))
    with answer():
        show_bench(bench.shown(words), bench.place)
    st.caption(unit_inputs_note(look.view.reads[: len(bench.layer.channels)]))
    return bench
