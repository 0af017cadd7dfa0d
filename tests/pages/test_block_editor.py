"""The block editor as a visitor uses it: blocks, their order, the head, undo, limits, links."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.network.notation import read
from explorer.architecture.networks import PRESETS
from explorer.sections.block_editor import HEADS
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    as_read,
    block_table_id,
    button,
    charts,
    chosen,
    edit_blocks,
    errors,
    go_to,
    held,
    metrics,
    open_expander,
    table,
)

VGG16_HEAD = "flat-4096-4096-c1000"
VGG16 = f"64x2_128x2_256x3_512x3_512x3__{VGG16_HEAD}"


@pytest.fixture
def open_editor(open_app: OpenApp) -> OpenApp:
    """A function that opens the Layers page with the editor unfolded."""

    def open_with_editor(**params: str) -> AppTest:
        return open_expander(open_app(**params), "editor")

    return open_with_editor


def told_changes(at: AppTest) -> str:
    """What the editor says was changed."""
    texts = [as_read(text.value) for text in at.markdown]
    (told,) = (text for text in texts if text.startswith(("**Changed:**", "As published")))
    return told.removeprefix("**Changed:** ")


def filters(at: AppTest) -> list[int]:
    """The filters of each block of the chosen network."""
    text = chosen(at, "blocks")
    blocks = read(text)[0] if text else PRESETS[chosen(at, "network")].blocks
    return [block.filters for block in blocks]


def is_as_published(at: AppTest) -> bool:
    """Whether nothing is changed, and the address says nothing about changes."""
    return (errors(at), chosen(at, "blocks"), told_changes(at)) == ([], "", "As published.")


def test_the_table_holds_the_network(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg16-c")
    assert is_as_published(at)
    assert filters(at) == [64, 128, 256, 512, 512]
    assert table(at, "Filters")["Kernel size"] == ["3", "3", *["3, 3, 1"] * 3]


# --- cells and rows ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "blocks", "changes"),
    [
        (
            {"edited": {0: {"Filters": 32}}},
            f"32x2_128x2_256x3_512x3_512x3__{VGG16_HEAD}",
            "Block 1: filters 64 -> 32.",
        ),
        (
            {"edited": {4: {"Repeats": 1, "Kernel size": "5", "Padding": "valid"}}},
            f"64x2_128x2_256x3_512x3_512.k5.valid__{VGG16_HEAD}",
            "Block 5: repeats 3 -> 1, kernel size 3 -> 5, padding same -> valid.",
        ),
        (
            {"edited": {2: {"Kernel size": "3, 3, 1", "Normalisation": "batch", "Frozen": True}}},
            f"64x2_128x2_256x3.k3-3-1.bn.frozen_512x3_512x3__{VGG16_HEAD}",
            "Block 3: kernel size 3 -> 3-3-1, normalisation none -> batch, "
            "weights trained -> frozen.",
        ),
        (
            {"added": [{"Filters": 8, "Repeats": 1, "Pooling": "none"}]},
            f"64x2_128x2_256x3_512x3_512x3_8.none__{VGG16_HEAD}",
            "Block 6 added: 8 filters, repeats 1, pooling none.",
        ),
        (
            {"added": [{}]},
            f"64x2_128x2_256x3_512x3_512x3_512x2__{VGG16_HEAD}",
            "Block 6 added: 512 filters, repeats 2.",
        ),
        (
            {"deleted": [3, 4]},
            f"64x2_128x2_256x3__{VGG16_HEAD}",
            "Block 4 of VGG16 (D) removed. Block 5 of VGG16 (D) removed.",
        ),
        (
            {"edited": {1: {"Dropout": 0.25}}, "deleted": [0]},
            f"128x2.o25_256x3_512x3_512x3__{VGG16_HEAD}",
            "Block 1 of VGG16 (D) removed. Block 1: dropout 0 -> 0.25.",
        ),
    ],
    ids=["a cell", "a row", "options", "added", "added as it is", "deleted", "several"],
)
def test_an_edit_changes_the_network_and_the_link(
    open_editor: OpenApp, edits: dict[str, object], blocks: str, changes: str
) -> None:
    at = edit_blocks(open_editor(size="225x299"), **edits)  # type: ignore[arg-type]
    assert errors(at) == []
    assert chosen(at, "blocks") == blocks
    assert told_changes(at) == changes
    assert any("**VGG16 (D), changed**" in text.value for text in at.markdown)


def test_numbers_follow_an_edit(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg16-no-top", size="180x180")
    assert metrics(at)["Last grid"] == "5×5×512"
    edit_blocks(at, edited={4: {"Filters": 48, "Pooling": "none"}})
    assert errors(at) == []
    assert metrics(at)["Last grid"] == "11×11×48"
    assert "block5_pool" not in at.selectbox(key="layer").options


def test_one_edit_after_another(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Filters": 32}})
    table_id = block_table_id(at)
    edit_blocks(at, edited={0: {"Filters": 32}}, deleted=[4])
    assert filters(at) == [32, 128, 256, 512]
    edit_blocks(
        at,
        edited={0: {"Filters": 64}},
        deleted=[4],
        added=[{"Filters": 512, "Repeats": 3}],
    )
    assert is_as_published(at)
    # The browser keeps the table, and so what somebody is typing into it.
    assert block_table_id(at) == table_id


def test_a_table_that_was_folded_away_holds_what_was_edited(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Filters": 32}})
    at.session_state["editor"] = False
    at.run()
    open_expander(at, "editor")
    # The browser has forgotten its edits with the table: the new one begins with the network.
    assert table(at, "Filters")["Filters"] == [32, 128, 256, 512, 512]
    edit_blocks(at, edited={1: {"Filters": 96}})
    assert filters(at) == [32, 96, 256, 512, 512]


def test_a_table_after_a_look_at_another_page_holds_what_was_edited(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Filters": 32}})
    go_to(at, "build")
    at = open_expander(go_to(at, "architecture"), "editor")
    assert table(at, "Filters")["Filters"] == [32, 128, 256, 512, 512]


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        (
            {"edited": {0: {"Filters": 0}}},
            "Block 1: filters must be a whole number from 1 to 4096. Received: 0.",
        ),
        (
            {"edited": {1: {"Kernel size": "0"}}},
            "Block 2: kernel size must be a whole number from 1 to 15. Received: 0.",
        ),
        (
            {"edited": {4: {"Repeats": 10_000}}},
            "Block 5: repeats must be a whole number from 1 to 16. Received: 10000.",
        ),
        ({"added": [{}] * 8}, "A network has at most 12 blocks. Received: 13."),
        ({"deleted": [0, 1, 2, 3, 4]}, "A network needs at least one block. Add a row."),
        (
            {"edited": {0: {"Kernel size": "<img src=x>"}}},
            "Block 1: '<img src=x>' is not a kernel size. Write one number such as 3, or one for "
            "each convolution such as 3, 3, 1.",
        ),
    ],
    ids=lambda case: str(case)[:40],
)
def test_an_edit_beyond_the_limits_is_reported_and_nothing_changes(
    open_editor: OpenApp, edits: dict[str, object], sentence: str
) -> None:
    at = edit_blocks(open_editor(), **edits)  # type: ignore[arg-type]
    assert errors(at) == [sentence]
    assert chosen(at, "blocks") == ""
    assert told_changes(at) == "As published."
    assert button(at, "Undo").disabled


def test_a_good_edit_clears_what_was_said_about_a_bad_one(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Filters": 0}})
    assert len(errors(at)) == 1
    edit_blocks(at, edited={0: {"Filters": 32}})
    assert errors(at) == []
    assert told_changes(at) == "Block 1: filters 64 -> 32."


def test_a_network_that_does_not_fit_can_still_be_edited(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(size="32x32"), added=[{}])
    (sentence,) = errors(at)
    assert sentence.startswith("block6_pool (MaxPool2D) needs at least 2 rows")
    assert filters(at) == [64, 128, 256, 512, 512, 512]
    button(at, "Undo").click().run()
    assert is_as_published(at)


# --- order, undo, reset ------------------------------------------------------------------------


def move(at: AppTest, number: int, way: str) -> AppTest:
    """Move a block, counted from 1."""
    at.selectbox(key="block_to_move").select_index(number - 1).run()
    return button(at, way).click().run()


def test_blocks_move_up_and_down(open_editor: OpenApp) -> None:
    at = move(open_editor(), 3, "Up")
    assert errors(at) == []
    assert filters(at) == [64, 256, 128, 512, 512]
    assert held(at, "block_to_move") == 2
    button(at, "Up").click().run()
    assert filters(at) == [256, 64, 128, 512, 512]
    assert held(at, "block_to_move") == 1
    button(at, "Down").click().run()
    button(at, "Down").click().run()
    assert is_as_published(at)


@pytest.mark.parametrize(("number", "disabled"), [(1, "Up"), (5, "Down")])
def test_the_first_block_has_no_way_up_and_the_last_no_way_down(
    open_editor: OpenApp, number: int, disabled: str
) -> None:
    at = open_editor()
    at.selectbox(key="block_to_move").select_index(number - 1).run()
    assert [way for way in ("Up", "Down") if button(at, way).disabled] == [disabled]


def test_fewer_blocks_than_the_one_to_move(open_editor: OpenApp) -> None:
    at = move(open_editor(), 4, "Down")  # block 5 is the one to move now
    at.selectbox(key="network").select("alexnet").run()  # four blocks
    assert errors(at) == []
    assert held(at, "block_to_move") in range(1, 5)


def test_undo_goes_back_one_change_at_a_time(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Filters": 32}})
    edit_blocks(at, edited={0: {"Filters": 16}})
    move(at, 1, "Down")
    assert filters(at) == [128, 16, 256, 512, 512]
    for expected in ([16, 128, 256, 512, 512], [32, 128, 256, 512, 512]):
        button(at, "Undo").click().run()
        assert filters(at) == expected
    button(at, "Undo").click().run()
    assert is_as_published(at)
    assert button(at, "Undo").disabled


def test_reset_goes_back_to_the_preset_and_can_be_undone(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg11")
    assert button(at, "Reset").disabled
    edit_blocks(at, edited={0: {"Filters": 32}})
    at.selectbox(key="head_kind").select("none").run()
    button(at, "Reset").click().run()
    assert is_as_published(at)
    assert held(at, "head_kind") == "the paper's: flatten, 4096, 4096"
    button(at, "Undo").click().run()
    assert chosen(at, "blocks") == "32_128_256x2_512x2_512x2"


def test_what_changes_nothing_is_not_to_be_undone(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Kernel size": "3, 3"}})
    assert is_as_published(at)
    assert button(at, "Undo").disabled


def test_another_preset_starts_afresh(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Filters": 32}})
    at.selectbox(key="network").select("alexnet").run()
    assert is_as_published(at)
    assert filters(at) == [64, 192, 384, 256]
    assert button(at, "Undo").disabled


# --- the head ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "changes"),
    [
        ("none", "", "Head removed."),
        (
            "average, 512",
            "__avg-512-c1000",
            "Head: average instead of flatten. Head: hidden layers 4096-4096 -> 512.",
        ),
        (
            "average, dropout, 120, dropout",
            "__avg-o50-120-o50-c1000",
            "Head: average instead of flatten. Head: hidden layers 4096-4096 -> 120. "
            "Head: dropout none -> 0.5-0.5.",
        ),
    ],
)
def test_a_head_from_the_list(open_editor: OpenApp, kind: str, text: str, changes: str) -> None:
    at = open_editor()
    at.selectbox(key="head_kind").select(kind).run()
    assert errors(at) == []
    assert chosen(at, "blocks") == VGG16.partition("__")[0] + text
    assert told_changes(at) == changes
    assert held(at, "head_kind") == kind
    assert len([each for each in at.number_input if each.key == "head_classes"]) == (kind != "none")


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        *(("vgg16", "the paper's: flatten, 4096, 4096"), ("vgg16-no-top", "none")),
        *(("vgg16-frozen", "average, 512"), ("vgg16-average", "average, dropout, 120, dropout")),
        ("small-batch-norm", "own"),
    ],
)
def test_the_head_of_a_preset_is_recognised(open_editor: OpenApp, key: str, kind: str) -> None:
    at = open_editor(network=key)
    assert is_as_published(at)
    assert at.selectbox(key="head_kind").value == kind


def test_classes_keep_the_kind_of_head(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg16-average")
    at.number_input(key="head_classes").set_value(7).run()
    assert errors(at) == []
    assert told_changes(at) == "Head: classes 10 -> 7."
    assert held(at, "head_kind") == "average, dropout, 120, dropout"
    at.selectbox(key="head_kind").select(next(iter(HEADS))).run()
    assert chosen(at, "blocks").endswith("__flat-4096-4096-c7")


def test_a_head_of_ones_own(open_editor: OpenApp) -> None:
    at = open_editor()
    at.selectbox(key="head_kind").select("own").run()
    assert is_as_published(at)
    assert [at.text_input(key=key).value for key in ("head_units", "head_dropout")] == [
        "4096, 4096",
        "",
    ]
    at.text_input(key="head_units").set_value("100 50, 25").run()
    at.button_group(key="head_reduction").set_value("average").run()
    at.text_input(key="head_dropout").set_value("0.5, 0.25, 0, 0.1").run()
    at.number_input(key="head_classes").set_value(3).run()
    assert errors(at) == []
    assert chosen(at, "blocks").endswith("__avg-o50-100-o25-50-25-o10-c3")
    assert held(at, "head_kind") == "own"


def test_a_head_without_hidden_layers(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg16-frozen")
    at.selectbox(key="head_kind").select("own").run()
    at.text_input(key="head_units").set_value("").run()
    assert errors(at) == []
    assert told_changes(at) == "Head: hidden layers 512 -> none."


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        (
            "head_units",
            "many",
            'Head: "many" is not a list of numbers. Write some, such as 4096, 4096, or nothing.',
        ),
        ("head_units", "0", "Head: units must be a whole number from 1 to 16384. Received: 0."),
        (
            "head_units",
            "1 2 3 4 5 6 7",
            "Head: use at most 6 hidden dense layers. Received: 7.",
        ),
        (
            "head_dropout",
            "1 0 0",
            "Head: dropout must be a number from 0 to 0.95 with at most 4 decimal places. "
            "Received: 1.0.",
        ),
        (
            "head_dropout",
            "a half",
            'Head: "a half" is not a list of numbers. Write some, such as 0.5, 0.5, 0, or nothing.',
        ),
    ],
)
def test_an_impossible_head_is_reported_and_nothing_changes(
    open_editor: OpenApp, key: str, text: str, sentence: str
) -> None:
    at = open_editor()
    at.selectbox(key="head_kind").select("own").run()
    at.text_input(key=key).set_value(text).run()
    assert errors(at) == [sentence]
    assert chosen(at, "blocks") == ""
    assert at.text_input(key="head_units").value == "4096, 4096"


def test_a_rate_that_is_missing_is_0(open_editor: OpenApp) -> None:
    at = open_editor()
    at.selectbox(key="head_kind").select("own").run()
    at.text_input(key="head_dropout").set_value("0.5").run()
    assert errors(at) == []
    assert chosen(at, "blocks").endswith("__flat-o50-4096-4096-c1000")
    at.text_input(key="head_units").set_value("300 200 100").run()
    assert errors(at) == []
    assert chosen(at, "blocks").endswith("__flat-o50-300-200-100-c1000")


def test_a_head_for_a_network_that_had_none(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg16-no-top")
    at.selectbox(key="head_kind").select("average, 512").run()
    assert errors(at) == []
    assert told_changes(at) == (
        "Head added: average, hidden layers 512, dropout none, classes 1000."
    )
    assert at.selectbox(key="layer").options[-1] == "predictions"


# --- links -------------------------------------------------------------------------------------


def test_a_link_restores_a_changed_network(open_editor: OpenApp) -> None:
    before = edit_blocks(
        open_editor(network="vgg11", size="225x299"),
        edited={0: {"Filters": 32, "Normalisation": "batch"}, 4: {"Pooling": "average"}},
    )
    link = {key: chosen(before, key) for key in ("network", "size", "blocks")}
    after = open_editor(**link)
    assert errors(after) == []
    assert told_changes(after) == told_changes(before)
    assert metrics(after) == metrics(before)
    assert filters(after) == filters(before) == [32, 128, 256, 512, 512]
    assert not button(after, "Reset").disabled


def test_a_link_that_says_the_preset_itself_changes_nothing(open_editor: OpenApp) -> None:
    at = open_editor(blocks=VGG16)
    assert errors(at) == []
    assert told_changes(at) == "As published."
    assert button(at, "Reset").disabled


def test_a_network_without_blocks_can_be_given_some(open_editor: OpenApp) -> None:
    at = open_editor(blocks="none__avg-c10")
    assert len(errors(at)) == 1
    edit_blocks(at, added=[{"Filters": 8}])
    assert errors(at) == []
    assert chosen(at, "blocks") == "8x2__avg-c10"


def test_a_link_beyond_the_limits_has_the_nearest_blocks_to_edit_and_no_result(
    open_editor: OpenApp,
) -> None:
    at = open_editor(blocks="0x2_64x99__flat-c10", size="64x64")
    *beside_field, instead_of_result = errors(at)
    assert beside_field == [
        "Block 1: filters must be a whole number from 1 to 4096. Received: 0.",
        "Block 2: repeats must be a whole number from 1 to 16. Received: 99.",
        "All blocks together have at most 100 convolutions. Received: 101.",
    ]
    assert instead_of_result == " ".join(["There is no result for what was asked.", *beside_field])
    assert any("the nearest that exist" in text for text in at.warning.values)
    assert (metrics(at), charts(at)) == ({}, {})
    assert table(at, "Filters")["Filters"] == [1, 64]
    assert table(at, "Filters")["Repeats"] == [2, 16]


def test_the_text_in_the_sidebar_does_the_same(open_editor: OpenApp) -> None:
    at = open_editor()
    at.text_input(key="blocks").set_value("8x2_16__avg-c5").run()
    assert errors(at) == []
    assert filters(at) == [8, 16]
    assert held(at, "head_kind") == "own"
    assert at.number_input(key="head_classes").value == 5


# --- an own text in the sidebar ----------------------------------------------------------------


def test_a_typed_text_can_be_undone_and_ends_an_old_complaint(open_editor: OpenApp) -> None:
    at = edit_blocks(open_editor(), edited={0: {"Filters": 0}})
    assert len(errors(at)) == 1
    at.text_input(key="blocks").set_value(f"8x1_16x2__{VGG16_HEAD}").run()
    assert (errors(at), filters(at)) == ([], [8, 16])
    button(at, "Undo").click().run()
    assert is_as_published(at)
