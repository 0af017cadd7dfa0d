"""The address sets and shows the choices: links, Back, other pages, parts of pages."""

# ruff: noqa: PLC0415 -- AppTest runs the source of a function alone, so it brings its imports

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.session.address import read_choices, written
from explorer.session.parameters import ALL

ROOT = Path(__file__).parents[2]
VGG16, NO_TOP = ["block1_conv1", "fc1"], ["block1_conv1", "block1_pool"]
DEFAULTS: Mapping[str, object] = {"kernel": "5", "stack": "", "cin": 256, "repeats": 2}


def show(page: str, layers: list[str], part_alone: bool, led: bool) -> None:
    """A page with all kinds of fields; only the first one draws the channels and the unit."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from explorer.session.address import (
        following_the_address,
        fragment,
        run_again,
        stop_here,
        told_link_problems,
    )
    from explorer.session.parameters import CHANNELS_IN, KERNEL, REPEATS, STACK
    from explorer.session.places import channel_here, layer_here, unit_here
    from explorer.widgets.pick import pick

    @fragment
    def show_part() -> None:
        pick(REPEATS, "Layers", "slider")

    get_script_run_ctx().is_history_navigation = led  # as Back and Forward say it
    if part_alone:  # as the browser asks for it, when something in it is chosen
        show_part()
        st.stop()
    with following_the_address(page):
        pick(KERNEL, "Kernel")
        pick(STACK, "Stack")
        show_part()
        if not layers:
            stop_here()
        st.text(layer_here(layers, layers[0]))
        if st.session_state.pop("work_has_ended", False):
            run_again()
        if page == "first":
            pick(CHANNELS_IN, "Channels in")
            st.text(str(channel_here(8)))
            st.text(str(unit_here((7, 9))))
    for problem in told_link_problems():
        st.warning(problem)


def arrive(page: str = "first", **link: str) -> AppTest:
    """Somebody who opens a link."""
    at = AppTest.from_function(show, default_timeout=60)
    at.query_params.update(link)
    return go(at, page, link)


def go(
    at: AppTest,
    page: str,
    address: Mapping[str, str] | None = None,
    layers: list[str] = VGG16,
    *,
    part_alone: bool = False,
    led: bool = False,
) -> AppTest:
    """Run a page with an address; a page that Streamlit's own links open has none yet.

    With ``led``, the browser was led there by its history.
    """
    at.kwargs = {"page": page, "layers": layers, "part_alone": part_alone, "led": led}
    at.query_params = dict(address or {})
    again(at)
    at.kwargs["led"] = False
    return at


def go_back(
    at: AppTest, page: str, address: Mapping[str, str], layers: list[str] = VGG16
) -> AppTest:
    """Go along the history of the browser, which holds the address of each entry."""
    return go(at, page, address, layers, led=True)


def again(at: AppTest) -> AppTest:
    """Run the page, and nothing breaks."""
    at.run()
    assert [error.message for error in at.exception] == []
    return at


def held(at: AppTest) -> dict[str, object]:
    """What the fields of a page hold, by key."""
    return {each.key: each.value for each in at.main if getattr(each, "key", None)}


def chosen(at: AppTest) -> dict[str, object]:
    """What is chosen and is not as usual."""
    return dict(at.session_state["choices"])


# --- choosing ------------------------------------------------------------------------------------


def test_nothing_chosen_is_no_address() -> None:
    at = arrive()
    assert held(at) == DEFAULTS
    assert at.query_params == {}


def test_what_is_chosen_is_in_the_address_until_it_is_as_usual_again() -> None:
    at = arrive()
    at.segmented_control(key="kernel").set_value("7")
    at.number_input(key="cin").set_value(3).run()
    assert at.query_params == {"kernel": "7", "cin": "3"}
    at.segmented_control(key="kernel").set_value("5").run()
    assert (at.query_params, held(at)) == ({"cin": "3"}, {**DEFAULTS, "cin": 3})


def test_a_choice_holds_on_a_page_that_does_not_show_it_and_comes_back() -> None:
    at = arrive()
    at.segmented_control(key="kernel").set_value("9")
    at.text_input(key="stack").set_value("3,1,3")
    at.number_input(key="cin").set_value(32).run()
    address = {"kernel": "9", "stack": "3,1,3", "cin": "32"}
    go(at, "second")
    assert held(at) == {"kernel": "9", "stack": "3,1,3", "repeats": 2}
    assert at.query_params == address
    at.slider(key="repeats").set_value(12).run()
    go(at, "first")
    assert held(at) == {"kernel": "9", "stack": "3,1,3", "cin": 32, "repeats": 12}
    assert at.query_params == {**address, "repeats": "12"}


def test_a_part_that_runs_alone_writes_the_address() -> None:
    at = arrive(kernel="7")
    at.slider(key="repeats").set_value(5)
    go(at, "first", {"kernel": "7"}, part_alone=True)
    assert at.query_params == {"kernel": "7", "repeats": "5"}
    go(at, "first", at.query_params)
    assert held(at) == {**DEFAULTS, "kernel": "7", "repeats": 5}


def test_a_page_that_stops_writes_the_address() -> None:
    at = go(arrive(), "first", layers=[])
    at.segmented_control(key="kernel").set_value("7").run()
    assert at.query_params == {"kernel": "7"}


def test_a_page_that_runs_again_keeps_what_was_chosen() -> None:
    at = arrive(kernel="7")
    at.number_input(key="cin").set_value(3)
    at.session_state["work_has_ended"] = True
    again(at)
    assert held(at) == {**DEFAULTS, "kernel": "7", "cin": 3}
    assert at.query_params == {"kernel": "7", "cin": "3"}


def test_what_is_chosen_in_the_run_of_an_older_address_wins() -> None:
    at = arrive(kernel="7")
    at.number_input(key="cin").set_value(3).run()
    at.slider(key="repeats").set_value(4)
    go(at, "first", {"kernel": "7"})  # the browser has not heard of the 3 yet
    assert held(at) == {**DEFAULTS, "kernel": "7", "cin": 3, "repeats": 4}
    assert at.query_params == {"kernel": "7", "cin": "3", "repeats": "4"}


# --- Back and Forward ----------------------------------------------------------------------------


def test_a_quick_second_choice_on_a_page_that_stops_keeps_the_first() -> None:
    at = go(arrive(repeats="3"), "first", {"repeats": "3"}, layers=[])
    at.button_group(key="kernel").set_value("7")
    again(at)
    assert at.query_params == {"kernel": "7", "repeats": "3"}
    at.query_params = {"repeats": "3"}  # the browser has not received the new address yet
    at.text_input(key="stack").set_value("3,3")
    again(at)
    assert at.query_params == {"kernel": "7", "repeats": "3", "stack": "3,3"}


def test_back_and_forward_on_a_page_restore_exactly_what_was_there() -> None:
    at = arrive(kernel="7", repeats="3")
    at.segmented_control(key="kernel").set_value("9").run()
    at.text_input(key="stack").set_value("3,3").run()
    last = at.query_params
    go_back(at, "first", {"kernel": "7", "repeats": "3"})
    assert held(at) == {**DEFAULTS, "kernel": "7", "repeats": 3}
    assert at.query_params == {"kernel": "7", "repeats": "3"}
    go_back(at, "first", last)
    assert held(at) == {**DEFAULTS, "kernel": "9", "stack": "3,3", "repeats": 3}


def test_what_is_chosen_after_back_goes_on_from_there() -> None:
    at = arrive(kernel="7")
    at.segmented_control(key="kernel").set_value("9").run()
    go_back(at, "first", {"kernel": "7"})
    at.number_input(key="cin").set_value(3).run()
    assert at.query_params == {"kernel": "7", "cin": "3"}


def test_back_to_the_bare_address_on_which_somebody_arrived() -> None:
    at = arrive()
    at.segmented_control(key="kernel").set_value("9").run()
    at.number_input(key="cin").set_value(3).run()
    go_back(at, "first", {})
    assert (held(at), at.query_params, chosen(at)) == (DEFAULTS, {}, {})


def test_back_to_another_page_on_which_nothing_was_chosen() -> None:
    at = go(arrive(), "second")
    at.segmented_control(key="kernel").set_value("9").run()
    go_back(at, "first", {})
    assert (held(at), at.query_params, chosen(at)) == (DEFAULTS, {}, {})


def test_back_to_another_page_restores_what_was_chosen_there() -> None:
    at = go(arrive(kernel="9", cin="3"), "second")
    at.segmented_control(key="kernel").set_value("11").run()
    go_back(at, "first", {"kernel": "9", "cin": "3"})
    assert held(at) == {**DEFAULTS, "kernel": "9", "cin": 3}


# --- pages ------------------------------------------------------------------------------------


def test_another_page_keeps_what_its_address_does_not_know_yet() -> None:
    at = arrive(kernel="7")
    at.number_input(key="cin").set_value(3).run()
    go(at, "second", {"kernel": "7"})  # the browser has not heard of the 3 yet
    assert at.query_params == {"kernel": "7", "cin": "3"}
    assert held(go(at, "first")) == {**DEFAULTS, "kernel": "7", "cin": 3}


def test_quick_choices_on_addresses_that_are_behind_are_all_kept() -> None:
    at = arrive()
    behind = [dict(at.query_params)]
    for key, value in (("kernel", "7"), ("kernel", "9"), ("kernel", "11")):
        at.segmented_control(key=key).set_value(value)
        behind.append(dict(go(at, "first", behind[0]).query_params))
    at.number_input(key="cin").set_value(3)
    go(at, "first", behind[1])  # two behind
    assert at.query_params == {"kernel": "11", "cin": "3"}


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ({}, {}),
        ({"photo": "rocket", "fit": "squeeze"}, {"photo": "rocket", "fit": "squeeze"}),
        ({"at": "home", "kernel": "7"}, {"at": "home", "kernel": "7"}),
        ({"at": "home", "photo": "rocket"}, {"photo": "rocket"}),
    ],
    ids=str,
)
def test_the_home_page_is_named_where_more_is_chosen_than_it_shows(
    link: dict[str, str], address: dict[str, str]
) -> None:
    assert arrive("home", **link).query_params == address


def test_only_the_home_page_is_named() -> None:
    at = go(arrive("home", at="home", kernel="7"), "second", {"at": "home", "kernel": "7"})
    assert at.query_params == {"kernel": "7"}
    assert go(at, "home").query_params == {"at": "home", "kernel": "7"}


# --- links ---------------------------------------------------------------------------------------


def test_a_link_chooses_what_no_field_of_the_page_shows() -> None:
    at = arrive("second", cin="3", photo="rocket", zoom="false", by="-0.25", layer="fc1")
    assert chosen(at) == {"cin": 3, "photo": "rocket", "zoom": False, "by": -0.25, "layer": "fc1"}
    go(at, "first")
    assert held(at)["cin"] == 3
    assert at.warning.values == []


def test_unknown_names_are_left_alone() -> None:
    others = {"utm_source": "mail", "editor": "true"}
    at = arrive(kernel="7", **others)
    assert at.query_params == {"kernel": "7", **others}
    at.number_input(key="cin").set_value(3).run()
    assert at.query_params == {"kernel": "7", "cin": "3", **others}
    at.number_input(key="cin").set_value(256)
    at.segmented_control(key="kernel").set_value("5").run()
    assert at.query_params == others
    assert at.warning.values == []


def test_what_does_not_exist_is_reported_once_and_leaves_the_address() -> None:
    at = arrive(kernel="4", repeats="99", cin="3", stack="")
    told = [
        'The link asks for kernel "4", which does not exist. The default is shown. '
        "Choose one of: 5, 7, 9, 11.",
        'The link asks for repeats "99", which does not exist. The default is shown. '
        "Write a whole number from 1 to 12.",
    ]
    assert sorted(at.warning.values) == told
    assert held(at) == {**DEFAULTS, "cin": 3}
    assert at.query_params == {"cin": "3"}
    at.number_input(key="cin").set_value(4).run()
    assert sorted(go(at, "second").warning.values) == told


def test_the_nearest_value_on_this_page_is_chosen_and_reported_for_each() -> None:
    at = arrive(layer="fc2", channel="8", row="99", column="9")
    assert [text.value for text in at.text] == ["fc1", "7", "(6, 8)"]
    assert at.warning.values == [
        f"The link asks for {asked}, which does not exist here. {nearest} is shown."
        for asked, nearest in (
            ('layer "fc2"', "fc1"),
            ('channel "8"', "7"),
            ('row "99"', "6"),
            ('column "9"', "8"),
        )
    ]
    assert at.query_params == {"layer": "fc1", "channel": "7", "row": "6", "column": "8"}
    assert len(again(at).warning) == 4


def test_a_link_is_corrected_when_the_page_reaches_that_choice() -> None:
    at = AppTest.from_function(show, default_timeout=60)
    go(at, "first", {"channel": "8"}, layers=[])
    assert chosen(at) == {"channel": 8}
    go(at, "first", {"channel": "8"})
    assert chosen(at) == {"channel": 7}
    assert len(at.warning) == 1


@pytest.mark.parametrize("page", ["first", "second"], ids=["another network", "another page"])
def test_what_a_link_showed_stays_chosen_where_the_page_shows_another(page: str) -> None:
    at = arrive(layer="fc1")
    assert at.text[0].value == "fc1"
    go(at, page, at.query_params if page == "first" else {}, layers=NO_TOP)
    assert (at.text[0].value, at.warning.values) == ("block1_pool", [])
    assert at.query_params == {"layer": "fc1"}


def test_back_to_a_layer_that_the_page_does_not_have_is_no_link() -> None:
    at = go(arrive(layer="fc1"), "second", layers=NO_TOP)
    at.slider(key="repeats").set_value(7).run()
    go_back(at, "second", {"layer": "fc1"}, layers=NO_TOP)
    assert (at.text[0].value, at.warning.values) == ("block1_pool", [])
    assert at.query_params == {"layer": "fc1"}


@pytest.mark.parametrize(
    ("key", "others"),
    [("photo", {}), ("other_photo", {"change": "other-photo"})],
)
def test_an_own_photo_is_in_no_link(key: str, others: dict[str, str]) -> None:
    at = arrive(**{key: "own", "weights": "own", **others})
    (told,) = at.warning.values
    assert told.startswith("The link asks for an uploaded photo. Links do not carry photos,")
    assert told.endswith("A sample is shown instead. If the photo is yours, upload it again.")
    assert at.query_params == chosen(at) == {"weights": "own", **others}


def test_an_own_photo_still_here_returns_with_back() -> None:
    at = arrive(kernel="7")
    at.session_state["choices"] = {"photo": "own"}
    again(at)
    go_back(at, "first", {"photo": "coffee"})
    go_back(at, "first", {"photo": "own"})
    assert (chosen(at), at.warning.values) == ({"photo": "own"}, [])


@pytest.mark.parametrize("call", ["st.stop()", "st.rerun()"])
def test_no_page_stops_or_runs_again_without_its_address(call: str) -> None:
    files = [*(ROOT / "explorer").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    calls = [
        file.name
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node) == call
    ]
    assert calls == ["address.py"]


# --- reading and writing -------------------------------------------------------------------------


def test_an_address_is_written_in_one_order_whatever_came_first() -> None:
    chosen = {"zoom": False, "kernel": "7", "network": "vgg19", "row": 0, "by": 8.0}
    address = {"network": "vgg19", "row": "0", "by": "8", "kernel": "7", "zoom": "false"}
    assert list(written(chosen).items()) == [(key, address[key]) for key in ALL if key in address]
    assert read_choices(address).choices == chosen


def test_only_the_beginning_of_a_hostile_value_is_reported() -> None:
    (told,) = read_choices({"kernel": "<b>" * 2000}).problems
    assert told.startswith('The link asks for kernel "?b??b?')
    assert len(told) < 200
