"""The explorer's entry point: its pages, and the frame around them."""

import streamlit as st
from streamlit.navigation.page import Page

from explorer.session.address import following_the_address, is_old_link
from explorer.session.state import visitor_state
from explorer.shared.collector import collect_now_and_then, freeze_new_libraries
from explorer.shared.models import is_loading_ahead, load_ahead
from explorer.shared.page_times import page_times
from explorer.turns import PAGE_TURNS
from explorer.views.presence import arrive
from explorer.views.teacher import announce_teachers_page
from explorer.widgets.sidebar import ICON, show_frame
from explorer.widgets.text import or_stop


def page(name: str, title: str, icon: str, *, default: bool = False, in_menu: bool = True) -> Page:
    """One of the pages, at /name; the default one at / alone."""
    return st.Page(
        f"../pages/{name}.py",
        title=title,
        icon=f":material/{icon}:",
        url_path=name,
        default=default,
        visibility="visible" if in_menu else "hidden",
    )


def menu() -> dict[str, list[Page]]:
    """All pages by section, as they stand in the menu."""
    return {
        "": [page("home", "Home", "home", default=True)],
        "Architecture": [
            page("architecture", "Layers", "layers"),
            page("budget", "Budget", "bar_chart"),
            page("input_sizes", "Input size", "straighten"),
            page("compare", "Compare", "compare_arrows"),
            page("build", "Build", "construction"),
        ],
        "Activations": [
            page("activations", "Feature maps", "grid_view"),
            page("depth", "Depth", "stairs"),
            page("change", "Change the photo", "compare"),
            page("classes", "Classes", "category"),
            page("excite", "What excites it", "local_fire_department"),
        ],
        "Receptive fields": [
            page("stacks", "Stacks", "stacked_bar_chart"),
            page("channels", "When it saves", "savings"),
            page("growth", "Growth", "open_in_full"),
            page("pixels", "Each pixel's weight", "blur_on"),
            page("measured", "In the real VGG16", "center_focus_strong"),
            page("race", "Race", "timer"),
            page("try_it", "Try it on the photo", "filter_center_focus"),
        ],
        "Teacher": [page("health", "Health", "monitor_heart", in_menu=False)],
    }


MENU = "menu"
"""The key of a visitor's pages: to find their files again would take 2 ms in each run."""

st.set_page_config(page_title="VGG16 explorer", page_icon=ICON, layout="wide")
if MENU not in visitor_state:
    visitor_state[MENU] = menu()
chosen = st.navigation(visitor_state[MENU], position="top")
if is_old_link(chosen.url_path):
    st.switch_page(visitor_state[MENU]["Architecture"][0], query_params=st.query_params.to_dict())
if not is_loading_ahead():
    freeze_new_libraries()
collect_now_and_then()
load_ahead()
announce_teachers_page()
with PAGE_TURNS.turn(), following_the_address(chosen.url_path):
    show_frame()
    or_stop(arrive)
    with page_times.noting(chosen.title):
        chosen.run()
