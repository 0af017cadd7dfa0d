"""The explorer's entry point: its pages, and the frame around them."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.navigation.page import Page

from explorer.session.address import HOME, address_of, following_the_address, is_old_link
from explorer.session.places import holding_the_unit
from explorer.session.state import visitor_state
from explorer.session.taught_set import miss_own_set
from explorer.session.uploads import bound_uploads, empty_what_shows_a_file
from explorer.shared.collector import collect_now_and_then, freeze_new_libraries
from explorer.shared.exports import begin_exports
from explorer.shared.models import is_loading_ahead, load_ahead
from explorer.shared.page_times import page_times
from explorer.turns import PAGE_TURNS
from explorer.views.asked_teaching import keep_what_is_taught
from explorer.views.presence import arrive
from explorer.views.teacher import announce_teachers_page
from explorer.widgets.menu import MenuPage, MenuSection, page_from_menu, show_menu
from explorer.widgets.sidebar import ICON, SIDEBAR_WIDTH, show_frame
from explorer.widgets.text import or_stop


def page_of(root: str, name: str, title: str, icon: str, *, in_menu: bool = True) -> Page:
    """One of the pages, at /name; the one of that name at / alone."""
    return st.Page(
        f"../pages/{name}.py",
        title=title,
        icon=f":material/{icon}:",
        url_path=name,
        default=name == root,
        visibility="visible" if in_menu else "hidden",
    )


def pages_by_section(root: str = HOME) -> dict[str, list[Page]]:
    """All pages by section, as they stand in the menu.

    Args:
        root: The page at /.
    """
    page = partial(page_of, root)
    return {
        "": [page("home", "Home", "home")],
        **_of_the_network(page),
        **_of_a_photo(page),
        "Teacher": [page("health", "Health", "monitor_heart", in_menu=False)],
    }


def _of_the_network(page: Callable[[str, str, str], Page]) -> dict[str, list[Page]]:
    return {
        "Architecture": [
            page("architecture", "Layers", "layers"),
            page("budget", "Budget", "bar_chart"),
            page("input_sizes", "Input size", "straighten"),
            page("compare", "Compare", "compare_arrows"),
            page("build", "Build", "construction"),
        ],
        "Convolution": [
            page("convolution", "Slide it", "grid_on"),
            page("filters", "Channels and filters", "filter_none"),
            page("sliding", "Other ways to slide", "swap_horiz"),
            page("output_size", "Output size", "aspect_ratio"),
            page("parameters", "Parameters", "functions"),
            page("filtered", "On the photo", "photo_filter"),
        ],
    }


def _of_a_photo(page: Callable[[str, str, str], Page]) -> dict[str, list[Page]]:
    return {
        "Preprocessing": [
            page("preprocessing", "The way in", "input"),
            page("mistakes", "Break it", "heart_broken"),
            page("recipe", "How it was trained", "model_training"),
            page("causes", "Cause and effect", "science"),
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
        "Transfer": _transfer_pages(page),
    }


def _transfer_pages(page: Callable[[str, str, str], Page]) -> list[Page]:
    """The pages on which a head is taught, from the plain one to what comes out."""
    return [
        page("teach", "Teach it", "school"),
        page("collect", "Photos", "photo_library"),
        page("heads", "Heads", "account_tree"),
        page("train", "Train", "model_training"),
        page("learned", "What it learned", "psychology"),
        page("runs", "Compare runs", "leaderboard"),
        page("take_home", "Take it home", "inventory_2"),
    ]


def menu_of(pages: dict[str, list[Page]]) -> tuple[MenuSection, ...]:
    """The sections of the menu."""
    return tuple(
        MenuSection(title, tuple(map(menu_page, listed)))
        for title, section in pages.items()
        if (listed := [each for each in section if each.visibility == "visible" and each.url_path])
    )


def menu_page(shown: Page) -> MenuPage:
    """A page as the menu lists it."""
    return MenuPage(shown.url_path, shown.title, shown.icon.strip(":").partition("/")[2])


LAYERS = "architecture"
"""The page that was at / before there was a home page."""

VISITORS_PAGES = "pages"
"""The key of a visitor's pages: to find their files again would take 2 ms in each run."""

st.set_page_config(
    page_title="VGG16 explorer",
    page_icon=ICON,
    layout="wide",
    initial_sidebar_state=SIDEBAR_WIDTH,
)
if VISITORS_PAGES not in visitor_state:
    visitor_state[VISITORS_PAGES] = pages_by_section()
pages = visitor_state[VISITORS_PAGES]
by_name = {each.url_path or HOME: each for section in pages.values() for each in section}
if (name := page_from_menu()) in by_name:
    show_menu(menu_of(pages), name, old_link=False)  # Streamlit forgets what a run leaves out
    empty_what_shows_a_file()
    st.switch_page(by_name[name], query_params=address_of(name))
chosen = st.navigation(pages, position="hidden")
old_link = is_old_link(chosen.url_path or HOME)
if old_link:
    chosen = st.navigation(pages_by_section(root=LAYERS), position="hidden")
here = chosen.url_path or (LAYERS if old_link else HOME)
if not is_loading_ahead():
    freeze_new_libraries()
collect_now_and_then()
load_ahead()
begin_exports()
announce_teachers_page()
bound_uploads()
show_menu(menu_of(pages), here, old_link=old_link)
with PAGE_TURNS.turn(), following_the_address(here), holding_the_unit():
    miss_own_set()  # the frame says so
    show_frame()
    or_stop(arrive)
    keep_what_is_taught()
    with page_times.noting(chosen.title):
        chosen.run()
