"""A page that is run again before a browser has drawn it."""
# ruff: noqa: PLC0415 -- AppTest runs a function's source alone, so imports must be inside it

from streamlit.testing.v1 import AppTest

from tests.pages.visitor import TIMEOUT_S


def page_cut_short() -> None:
    """Gives a number field and buttons their values; its first run is cut short by another."""
    import streamlit as st

    from explorer.session.parameters import CHANNEL, FIT
    from explorer.widgets.pick import giving_values, pick

    CHANNEL.choose(7)
    FIT.choose("squeeze")
    with giving_values():
        pick(CHANNEL, "Channel")
        pick(FIT, "Fit")
        if "again" not in st.session_state:
            st.session_state["again"] = True
            st.rerun()


def values_sent(at: AppTest) -> list[bool]:
    """Whether the last run gave the number field and the buttons their values."""
    return [at.number_input[0].proto.set_value, at.get("button_group")[0].proto.set_value]


def test_the_next_run_gives_the_values_that_a_browser_may_not_have_drawn() -> None:
    at = AppTest.from_function(page_cut_short, default_timeout=TIMEOUT_S).run()
    assert values_sent(at) == [True, True]
    assert at.number_input[0].value == 7


def test_a_run_after_a_whole_one_leaves_what_somebody_types() -> None:
    at = AppTest.from_function(page_cut_short, default_timeout=TIMEOUT_S).run().run()
    assert values_sent(at) == [False, False]
    assert at.number_input[0].value == 7
