"""The Stacks page: a single kernel beside a stack, in the address, whatever was typed."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, charts, errors, go_to, held, metrics, table, unfold

SAVES = "The stack saves"


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_stacks(**params: str) -> AppTest:
        return open_app(page="stacks", **params)

    return open_stacks


def told(at: AppTest) -> str:
    """What the page says, as it is read."""
    return "\n".join(as_read(text.value) for text in at.main.markdown)


def compared(at: AppTest) -> dict[str, list[str]]:
    """The rows of the table of the two that are chosen."""
    titles, *columns = table(at, "2: two 3×3").values()
    return {str(row): [column[place] for column in columns] for place, row in enumerate(titles)}


def chosen_pair(at: AppTest) -> list[str]:
    """The names of the single kernel and the stack, as in the first table."""
    first = at.dataframe[0].value
    return [title for title in first if title[:2] in {"1:", "2:"}]


EVERY_CHART = ["kernels", "alexnet"]


def test_two_3x3_against_one_5x5(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    assert chosen_pair(at) == ["1: one 5×5", "2: two 3×3"]
    rows = compared(at)
    # 25 * 256^2 and 18 * 256^2
    assert rows["Weights"] == ["1,638,400", "1,179,648", "+38.9 %", "28.0 %"]
    assert rows["Receptive field"][:2] == ["5 px", "5 px"]
    assert rows["ReLUs"][:2] == ["1", "2"]
    assert metrics(at)["Activation memory"] == "+50.0 %"
    assert list(charts(at)) == EVERY_CHART
    assert at.warning.values == []


@pytest.mark.parametrize(
    ("kernel", "stack", "saved"),
    [("5", "two", "28.0 %"), ("7", "three", "44.9 %"), ("9", "four", "55.6 %")],
)
def test_the_stack_follows_the_kernel(
    open_page: OpenApp, kernel: str, stack: str, saved: str
) -> None:
    at = open_page(kernel=kernel, cin="64", cout="64", map="56x74")
    assert errors(at) == []
    assert chosen_pair(at) == [f"1: one {kernel}×{kernel}", f"2: {stack} 3×3"]
    assert metrics(at)["Weights"] == f"−{saved}"


def test_what_the_paper_says_and_alexnet(open_page: OpenApp) -> None:
    text = told(open_page())
    assert "27 C² weights, one 7×7 has 49 C², “81% more”" in text
    assert "7% higher than that of B" in text
    assert "What they cannot replace: the stride" in text
    assert table(open_page(), "Way")["Way"][0] == "AlexNet's first layer"


def test_formulas_hold_the_chosen_numbers(open_page: OpenApp) -> None:
    text = told(open_page(cin="48", cout="80", map="56x74"))
    assert "25·48·80 = 96,000" in text
    assert "56·74·25·48·80 = 397,824,000, 397.82 MMACs" in text


def test_everything_is_in_the_address(open_page: OpenApp) -> None:
    params = {
        "kernel": "7",
        "cin": "3",
        "cout": "64",
        "map": "112x90",
        "stack": "3,3d2,3s2",
        "between": "16,32",
    }
    at = unfold(open_page(**params))
    assert errors(at) == []
    assert {key: str(held(at, key)) for key in params} == params
    assert at.query_params == params
    assert chosen_pair(at) == ["1: one 7×7", "2: stack of 3 steps"]
    assert [as_read(warning).split(".")[0] for warning in at.warning.values] == [
        "Their receptive fields differ",
        "Their output grids differ",
    ]


@pytest.mark.parametrize(
    ("param", "value", "sentence"),
    [
        ("stack", "4,3", "A convolution's kernel size must be odd"),
        ("stack", "3s0", "A convolution's stride must be a whole number from 1 to 8"),
        ("stack", "3,,3", "Step 2 of the stack cannot be read"),
        ("stack", "<img src=x>", "Step 1 of the stack cannot be read"),
        ("stack", "p2", "A stack needs at least one convolution"),
        ("stack", ",".join(["3"] * 13), "A stack has at most 12 steps. Received: 13"),
        ("between", "64,64", "Give one number of channels between, or one for each convolution"),
        ("between", "5000", "Channels must be a whole number from 1 to 4096. Received: 5000"),
        ("between", "many", "Channels between must be whole numbers."),
        ("map", "huge", "“huge” is not a map size. Write height x width in px"),
        ("map", "0x5", "“0x5” is not a map size."),
    ],
)
def test_impossible_texts_are_reported_and_nothing_else_is_compared(
    open_page: OpenApp, param: str, value: str, sentence: str
) -> None:
    at = open_page(**{param: value})
    (error,) = errors(at)
    assert sentence in error
    assert metrics(at) == {}
    assert list(charts(at)) == ["alexnet"]


def test_channels_between_in_a_stack_of_one_convolution(open_page: OpenApp) -> None:
    at = open_page(stack="5", between="5")
    (error,) = errors(at)
    assert error.startswith("A stack of one convolution has no channels between. Received: ")
    assert chosen_pair(at) == []


def test_the_difference_is_stated_two_ways_for_the_choice(open_page: OpenApp) -> None:
    at = open_page(kernel="7", stack="3,3s2,p2", between="32")
    (caption,) = (
        text.value for text in at.caption if "The same difference, stated two ways" in text.value
    )
    # 49 * 256 * 256 and 9 * 256 * 32 * 2
    assert "3,211,264 is 2,077.8 % more than 147,456" in caption
    assert "147,456 is 95.4 % less than 3,211,264" in caption


@pytest.mark.parametrize(
    ("map_size", "stack", "seen"),
    [("4x90", "", "one 5×5, seeing 5×5 px"), ("56x6", "3,3,3", "three 3×3, seeing 7×7 px")],
)
def test_a_stack_that_sees_more_than_the_map(
    open_page: OpenApp, map_size: str, stack: str, seen: str
) -> None:
    at = open_page(map=map_size, stack=stack)
    (error,) = errors(at)
    assert "must not see more than the map. Received: " in error
    assert seen in error
    assert list(charts(at)) == ["alexnet"]
    assert "What they cannot replace" in told(at)


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("kernel", "6"),
        ("kernel", "-1"),
        ("cin", "0"),
        ("cin", "9" * 30),
        ("cout", "many"),
    ],
    ids=lambda value: value[:10],
)
def test_a_link_that_asks_for_what_does_not_exist(
    open_page: OpenApp, param: str, value: str
) -> None:
    at = open_page(**{param: value})
    assert errors(at) == []
    (warning,) = (as_read(each) for each in at.warning.values)
    assert warning.startswith(f'The link asks for {param} "{value[:20]}')
    assert chosen_pair(at) == ["1: one 5×5", "2: two 3×3"]


@pytest.mark.parametrize("value", ["9" * 5000, "inf", "nan", "-1e999"], ids=lambda value: value[:9])
def test_a_number_without_end_breaks_nothing(open_page: OpenApp, value: str) -> None:
    at = open_page(cin=value, cout=value)
    assert errors(at) == []
    assert chosen_pair(at) == ["1: one 5×5", "2: two 3×3"]


@pytest.mark.parametrize("page", ["channels", "race"])
def test_the_choice_holds_on_other_pages(open_page: OpenApp, page: str) -> None:
    at = unfold(open_page())
    at.text_input(key="stack").set_value("3,3,3")
    at.number_input(key="cin").set_value(32).run()
    unfold(go_to(at, page))
    assert errors(at) == []
    assert at.text_input(key="stack").value == "3,3,3"
    assert at.number_input(key="cin").value == 32
