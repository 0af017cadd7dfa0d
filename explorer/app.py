"""The explorer's entry point: its pages, and the frame around them."""

import streamlit as st

from explorer import widgets

st.set_page_config(page_title="VGG16 explorer", page_icon=widgets.ICON, layout="wide")
page = st.navigation(
    [
        st.Page(
            "../pages/architecture.py",
            title="Architecture",
            icon=":material/layers:",
            default=True,
        ),
        st.Page("../pages/budget.py", title="Budget", icon=":material/bar_chart:"),
        st.Page("../pages/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("../pages/build.py", title="Build", icon=":material/construction:"),
        st.Page("../pages/activations.py", title="Activations", icon=":material/grid_view:"),
    ],
    position="top",
)
widgets.frame()
page.run()
