"""The bench in the browser."""

from explorer.convolution.bench_edits import BenchPlace
from explorer.figures.convolution.bench_data import BenchData


def show_bench(data: BenchData, place: BenchPlace, key: str = "bench") -> None:
    """To come with the component."""
    import streamlit as st

    st.write(len(data.steps), place, key)
