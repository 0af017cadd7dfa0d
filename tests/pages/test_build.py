"""The Build page: a network built in Keras for real, refused, stopped, saved and opened again."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.network.export import to_json
from explorer.architecture.networks import PRESETS, Block, Head, build_network
from explorer.architecture.summary import summarize
from explorer.background import Cancelled
from explorer.shared.engine import engine
from explorer.shared.questions.long_work import BuildNetwork
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    UNDO,
    as_read,
    button,
    chosen,
    errors,
    go_to,
    open_expander,
    send_edits,
    table,
    visit,
    wait_for_example,
    wait_for_work,
)

BUILD, AGAIN, STOP = "Build it in Keras", "Try again", "Stop"


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_build(**params: str) -> AppTest:
        return open_app(page="build", **params)

    return open_build


def buttons(at: AppTest) -> list[str]:
    """The page's own buttons."""
    return [each.label for each in at.main.button]


# --- building ----------------------------------------------------------------------------------


def test_a_small_network_agrees_with_keras(open_page: OpenApp) -> None:
    at = open_page(network="small-batch-norm", size="64x64")
    assert errors(at) == []
    button(at, BUILD).click().run()
    assert wait_for_work(at, BuildNetwork.kind).error is None
    assert errors(at) == []
    rows = summarize(PRESETS["small-batch-norm"], (64, 64, 1))
    trial = table(at, "Match")
    assert trial["Layer"] == [row.name for row in rows]
    assert set(trial["Match"]) == {"= equal"}
    assert trial["Our output"] == trial["Keras' output"] == trial["Output of the photo"]
    assert trial["Our parameters"] == [row.num_parameters for row in rows]
    assert all(milliseconds >= 0 for milliseconds in trial["Time, ms"])
    (note,) = (text.value for text in at.main.markdown if "One pass" in text.value)
    assert as_read(note).startswith(
        "**Small network with batch normalisation at 64×64×1.** "
        f"Keras has the same {len(rows)} layers with the same shapes and parameters."
    )
    assert buttons(at) == []


def test_a_changed_network_is_built_at_a_size_that_is_not_square(open_page: OpenApp) -> None:
    at = open_page(network="vgg11", blocks="4.s2.bn_6x2.valid.d2.avg3-1-same__avg-o50-5-o0-c3")
    assert len(errors(at)) == 2  # "o0" has one digit only: said in the sidebar and on the page
    at.text_input(key="blocks").set_value("4.s2.bn_6x2.valid.d2.avg3-1-same__avg-o50-5-c3")
    at.selectbox(key="size").select("225x299")
    at.selectbox(key="channels").select("1").run()
    assert errors(at) == []
    button(at, BUILD).click().run()
    assert wait_for_work(at, BuildNetwork.kind).error is None
    trial = table(at, "Match")
    assert set(trial["Match"]) == {"= equal"}
    # 225 x 299 -> 113 x 150 -> 56 x 75 -> twice 4 less
    assert trial["Keras' output"][:3] == ["113×150×4", "113×150×4", "56×75×4"]
    assert trial["Keras' output"][-4:] == ["6", "6", "5", "3"]


def test_a_trial_belongs_to_its_network_and_input(open_page: OpenApp) -> None:
    at = open_page(network="small-batch-norm", size="32x32")
    button(at, BUILD).click().run()
    wait_for_work(at, BuildNetwork.kind)
    assert buttons(at) == []
    at.selectbox(key="size").select("64x64").run()
    assert buttons(at) == [BUILD]
    at.selectbox(key="size").select("32x32").run()
    assert buttons(at) == []
    at.selectbox(key="channels").select("3").run()
    assert buttons(at) == [BUILD]


def test_a_network_that_is_too_large_is_refused_with_numbers(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_BUILD_MIB", "100")
    at = open_page()
    button(at, BUILD).click().run()
    wait_for_work(at, BuildNetwork.kind)
    (sentence,) = errors(at)
    # fc1 alone: 102,764,544 weights of 4 bytes, three times while they are made: 1,176 MiB
    assert sentence.startswith("Building this network takes about 1,")
    assert "MiB of memory. The limit is 100 MiB. Choose a smaller input" in sentence
    assert "VGG16_BUILD_MIB" in sentence
    monkeypatch.setenv("VGG16_BUILD_MIB", "a lot")
    button(at, AGAIN).click().run()
    wait_for_work(at, BuildNetwork.kind)
    assert errors(at) == [
        "VGG16_BUILD_MIB must be a whole number of MiB, such as 1792. Received: 'a lot'."
    ]


def test_a_network_that_does_not_fit_cannot_be_built(open_page: OpenApp) -> None:
    at = open_page(network="alexnet", size="32x32")
    (sentence,) = errors(at)
    assert "The smallest input that works for AlexNet" in sentence
    assert buttons(at) == []


@pytest.mark.usefixtures("somebody_else_s_work")
def test_a_trial_is_stopped_while_it_waits(open_page: OpenApp) -> None:
    at = open_page(network="small-batch-norm", size="32x32")
    button(at, BUILD).click().run()
    assert errors(at) == []
    assert buttons(at) == [STOP]
    assert [bar.text for bar in at.get("progress")] == ["Waiting: 1 other first"]
    button(at, STOP).click().run()
    assert isinstance(wait_for_work(at, BuildNetwork.kind).error, Cancelled)
    assert errors(at) == ["Stopped. Start it again to see its result."]
    assert buttons(at) == [AGAIN]


@pytest.mark.usefixtures("somebody_else_s_work")
def test_a_new_trial_stops_the_one_before(open_page: OpenApp) -> None:
    at = open_page(network="small-batch-norm", size="32x32")
    button(at, BUILD).click().run()
    at.selectbox(key="size").select("64x64").run()
    button(at, BUILD).click().run()
    state = engine.newest_work(BuildNetwork.kind, at.session_state["visitor"])
    assert state is not None
    assert (state.running, state.num_before) == (True, 1)  # the first one waits no more
    button(at, STOP).click().run()
    wait_for_work(at, BuildNetwork.kind)


# --- taking it home ----------------------------------------------------------------------------


def test_four_files_can_be_taken_home(open_page: OpenApp) -> None:
    at = open_page(network="vgg16-no-top", size="225x299")
    assert [each.label for each in at.main.download_button] == [
        *("Keras code", "Table as CSV", "Network as JSON", "Summary as text"),
    ]
    code, text = (block.value for block in at.code)
    compile(code, "network.py", "exec")
    assert "(225, 299, 3)" in text
    assert "14,714,688" in text  # parameters: Keras' documentation


def upload(at: AppTest, content: bytes) -> AppTest:
    """Open a file in the page's uploader."""
    at.file_uploader(key="network_file").upload("network.json", content, "application/json")
    return at.run()


OWN = build_network(
    "My own",
    [Block(8, 2, (5, 3), padding=1, normalisation="lrn", dropout=0.25), Block(16, pooling="none")],
    Head(7, (30,), "average", (0.5, 0.0)),
)
ROUND_TRIPS = [
    ("vgg16", PRESETS["vgg16"], (180, 180, 3)),
    ("vgg16", OWN, (225, 299, 1)),
    ("alexnet", OWN, (64, 64, 3)),
    ("small-batch-norm", PRESETS["vgg16-no-top"], (384, 512, 3)),
    ("vgg16-no-top", PRESETS["small-batch-norm"], (32, 32, 1)),
]


@pytest.mark.parametrize(
    ("preset", "network", "shape"), ROUND_TRIPS, ids=lambda case: getattr(case, "name", str(case))
)
def test_a_saved_network_is_opened_again(
    open_page: OpenApp, preset: str, network: object, shape: tuple[int, int, int]
) -> None:
    at = upload(open_page(network=preset), to_json(network, shape).encode())  # type: ignore[arg-type]
    assert errors(at) == []
    assert chosen(at, "size") == f"{shape[0]}x{shape[1]}"
    text = at.code[1].value
    assert str(shape) in text
    rows = summarize(network, shape)  # type: ignore[arg-type]
    assert all(f"{row.name} ({row.kind})" in text for row in rows)
    assert f"Parameters: {sum(row.num_parameters for row in rows):>,}" in " ".join(text.split())
    at = open_expander(go_to(at, "architecture"), "editor")
    assert errors(at) == []
    assert table(at, "Layer")["Layer"] == [row.name for row in rows]


def test_an_opened_network_is_undone_with_its_preset(open_page: OpenApp) -> None:
    at = open_page(network="vgg11", blocks="8_16__avg-c10")
    upload(at, to_json(PRESETS["small-batch-norm"], (64, 64, 1)).encode())
    assert [chosen(at, key) for key in ("network", "blocks")] == ["small-batch-norm", ""]
    at = open_expander(go_to(at, "architecture"), "editor")
    send_edits(at, UNDO)
    assert errors(at) == []
    assert [chosen(at, key) for key in ("network", "blocks")] == ["vgg11", "8_16__avg-c10"]


GOOD = json.loads(to_json(OWN, (64, 64, 3)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is not JSON. Received: ''. Choose a file that was saved here."),
        (b"\xff\xfe\x00", "The file is not JSON."),
        (b"[1, 2]", "The file must be an object with named fields. Received: [1, 2]."),
        (b"[" * 90_000, "The file is not JSON."),
        (b" " * 100_001, "The file of a network has at most 100,000 characters."),
        (GOOD | {"version": 2}, "The file: version must be 1. Received: 2."),
        (GOOD | {"blocks": [{"filters": 0}]}, "Block 1: filters must be a whole number from 1"),
        (GOOD | {"blocks": [{"filters": 1, "<b>": 2}]}, "Block 1 has the fields"),
        (GOOD | {"blocks": [{"filters": 1}] * 99}, "A network has at most 12 blocks. Received: 99"),
        (GOOD | {"head": {"units": [10**30]}}, "Head: units must be a whole number from 1 to"),
        (GOOD | {"input_shape": [0, 5, 3]}, "The file: input_shape must be a list of height"),
        (GOOD | {"input_shape": [64, 64, 7]}, "An input has 1 or 3 channels here. The file says"),
        (GOOD | {"input_shape": [2000, 64, 3]}, "“2000x64” is not an input size."),
    ],
    ids=lambda case: str(case)[-40:],
)
def test_a_file_without_a_network_is_reported_and_nothing_changes(
    open_page: OpenApp, content: bytes | dict[str, object], sentence: str
) -> None:
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    at = upload(open_page(network="vgg11", size="64x64"), content)
    (told,) = errors(at)
    assert told.startswith(sentence)
    assert [chosen(at, key) for key in ("network", "size", "blocks")] == ["vgg11", "64x64", ""]
    assert buttons(at) == [BUILD]


# --- before anybody has asked --------------------------------------------------------------------


def test_a_small_network_is_built_by_itself(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_PRELOAD", "1")
    at = open_page()
    assert errors(at) == []
    assert any("example is being computed" in each.value for each in at.main.caption)
    wait_for_example(BuildNetwork.kind)
    at.run()
    assert buttons(at) == [BUILD]
    assert set(table(at, "Match")["Match"]) == {"= equal"}
    assert table(at, "Match")["Our output"][0] == "64×64×75"


def test_another_visitor_sees_the_newest_build_and_its_name(open_page: OpenApp) -> None:
    at = open_page(network="small-batch-norm", size="32x32")
    button(at, BUILD).click().run()
    wait_for_work(at, BuildNetwork.kind)
    other = visit("build", network="vgg11")
    assert errors(other) == []
    assert buttons(other) == [BUILD]
    texts = as_read(" ".join(each.value for each in other.main.markdown))
    assert "The newest network that was built on this server:" in texts
    assert "Small network with batch normalisation at 32×32×1." in texts


def test_what_to_know_before_training_stands_beside_the_code(open_page: OpenApp) -> None:
    at = open_page(blocks="8__avg-c1", size="32x32")
    assert any("its sigmoid is the probability of yes" in each.value for each in at.main.caption)
    assert 'activation="sigmoid"' in at.code[0].value
