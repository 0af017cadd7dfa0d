"""A page with nothing but a bench, for tests in a browser; `case` in its address chooses the layer.

Edits change the layer as on a real page. The case "slow" answers them only when it is told to.
"""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.bench_cases import CASES

from explorer.widgets.bench import show_bench

st.set_page_config(layout="wide")
st.title("A bench")
show_bench(CASES[st.query_params.get("case", "small")]())
