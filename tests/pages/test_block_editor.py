"""The block editor as a visitor uses it: blocks, their order, the head, undo, limits, links."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.head_fields import HEADS
from explorer.architecture.network.notation import read
from explorer.architecture.networks import PRESETS
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    EDITOR,
    RESET,
    UNDO,
    add_block,
    as_read,
    charts,
    chosen,
    component,
    delete_block,
    editor_cells,
    editor_problems,
    errors,
    go_to,
    metrics,
    move_block,
    open_expander,
    send_edits,
    send_edits_as_numbered,
    set_cell,
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
    """Whether nothing is changed or refused, and the address says nothing about changes."""
    told = errors(at), editor_problems(at), chosen(at, "blocks"), told_changes(at)
    return told == ([], [], "", "As published.")


def head_of(at: AppTest) -> dict[str, str]:
    """What the head's cells hold."""
    cells: dict[str, str] = component(at, EDITOR)["head"]["cells"]
    return cells


def can_undo(at: AppTest) -> bool:
    """Whether the editor's Undo can be pressed."""
    return bool(component(at, EDITOR)["can_undo"])


def test_the_editor_holds_the_network(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg16-c")
    assert is_as_published(at)
    assert filters(at) == [64, 128, 256, 512, 512]
    assert editor_cells(at, "kernel_size") == ["3", "3", *["3, 3, 1"] * 3]
    assert editor_cells(at, "filters") == ["64", "128", "256", "512", "512"]


# --- cells and rows ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "blocks", "changes"),
    [
        (
            [set_cell(1, "filters", "32")],
            f"32x2_128x2_256x3_512x3_512x3__{VGG16_HEAD}",
            "Block 1: filters 64 -> 32.",
        ),
        (
            [
                set_cell(5, "repeats", "1"),
                set_cell(5, "kernel_size", "5"),
                set_cell(5, "padding", "valid"),
            ],
            f"64x2_128x2_256x3_512x3_512.k5.valid__{VGG16_HEAD}",
            "Block 5: repeats 3 -> 1, kernel size 3 -> 5, padding same -> valid.",
        ),
        (
            [
                set_cell(3, "kernel_size", "3, 3, 1"),
                set_cell(3, "normalisation", "batch"),
                set_cell(3, "trainable", "true"),
            ],
            f"64x2_128x2_256x3.k3-3-1.bn.frozen_512x3_512x3__{VGG16_HEAD}",
            "Block 3: kernel size 3 -> 3-3-1, normalisation none -> batch, "
            "weights trained -> frozen.",
        ),
        (
            [
                add_block("new"),
                set_cell("new", "filters", "8"),
                set_cell("new", "repeats", "1"),
                set_cell("new", "pooling", "none"),
            ],
            f"64x2_128x2_256x3_512x3_512x3_8.none__{VGG16_HEAD}",
            "Block 6 added: 8 filters, repeats 1, pooling none.",
        ),
        (
            [add_block("new")],
            f"64x2_128x2_256x3_512x3_512x3_512x2__{VGG16_HEAD}",
            "Block 6 added: 512 filters, repeats 2.",
        ),
        (
            [add_block("new", before="1"), set_cell("new", "filters", "16")],
            f"16x2_64x2_128x2_256x3_512x3_512x3__{VGG16_HEAD}",
            "Block 1 added: 16 filters, repeats 2.",
        ),
        (
            [delete_block(4), delete_block(5)],
            f"64x2_128x2_256x3__{VGG16_HEAD}",
            "Block 4 of VGG16 (D) removed. Block 5 of VGG16 (D) removed.",
        ),
        (
            [delete_block(1), set_cell(2, "dropout", "0.25")],
            f"128x2.o25_256x3_512x3_512x3__{VGG16_HEAD}",
            "Block 1 of VGG16 (D) removed. Block 1: dropout 0 -> 0.25.",
        ),
    ],
    ids=["a cell", "a row", "options", "added", "added as it is", "first", "deleted", "several"],
)
def test_an_edit_changes_the_network_and_the_link(
    open_editor: OpenApp, edits: list[dict[str, object]], blocks: str, changes: str
) -> None:
    at = send_edits(open_editor(size="225x299"), *edits)
    assert (errors(at), editor_problems(at)) == ([], [])
    assert chosen(at, "blocks") == blocks
    assert told_changes(at) == changes
    assert any("**VGG16 (D), changed**" in text.value for text in at.markdown)


def test_numbers_follow_an_edit(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg16-no-top", size="180x180")
    assert metrics(at)["Last grid"] == "5×5×512"
    send_edits(at, set_cell(5, "filters", "48"), set_cell(5, "pooling", "none"))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert metrics(at)["Last grid"] == "11×11×48"
    assert "block5_pool" not in at.selectbox(key="layer").options


def test_one_edit_after_another(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "32"))
    send_edits(at, delete_block(5))
    assert filters(at) == [32, 128, 256, 512]
    # The first edit after a row was deleted counts as well.
    send_edits(at, set_cell(1, "filters", "64"))
    assert filters(at) == [64, 128, 256, 512]
    send_edits(at, add_block("new"), set_cell("new", "repeats", "3"))
    assert is_as_published(at)


@pytest.mark.parametrize("typed", ["5x5", "5 x 5", "5×5", " 5 X 5 ", "5"])
def test_a_square_kernel_may_be_typed_with_both_sides(open_editor: OpenApp, typed: str) -> None:
    at = send_edits(open_editor(), set_cell(2, "kernel_size", typed))
    assert editor_problems(at) == []
    assert told_changes(at) == "Block 2: kernel size 3 -> 5."
    assert editor_cells(at, "kernel_size")[1] == "5"


def test_edits_that_arrive_twice_are_done_once(open_editor: OpenApp) -> None:
    at = open_editor()
    (proto,) = (each.proto for each in at.get("bidi_component") if each.proto.id.endswith(EDITOR))
    first, second = (
        {"number": 1, "known": 0, "kind": "move", "row": "1", "by": 1},
        {"number": 2, "known": 0, "kind": "set", "row": "1", "field": "filters", "text": "32"},
    )
    send_edits_as_numbered(at, proto.id, {"sender": "a", "edits": [first]})
    assert filters(at) == [128, 64, 256, 512, 512]
    send_edits_as_numbered(at, proto.id, {"sender": "a", "edits": [first, second]})
    assert filters(at) == [128, 32, 256, 512, 512]
    assert component(at, EDITOR)["taken"] == {"a": 2}
    # Another tab of the same visitor counts for itself.
    send_edits_as_numbered(at, proto.id, {"sender": "b", "edits": [first]})
    assert filters(at) == [128, 256, 32, 512, 512]


def test_an_edit_to_a_block_that_is_gone_is_not_lost_without_a_word(open_editor: OpenApp) -> None:
    at = send_edits(
        open_editor(), delete_block(2), set_cell(2, "stride", "2"), set_cell(1, "stride", "4")
    )
    assert editor_problems(at) == [
        "The block was removed before this edit arrived. Stride 2 was not applied."
    ]
    assert chosen(at, "blocks") == f"64x2.s4_256x3_512x3_512x3__{VGG16_HEAD}"
    send_edits(at, set_cell(1, "stride", "1"))  # by somebody who has read it
    assert editor_problems(at) == []


@pytest.mark.parametrize(
    "sent",
    [
        *(None, 7, "x", [], {}, {"sender": "a"}, {"sender": "a", "edits": "x"}),
        {"sender": "a", "edits": [None, {}, {"number": 1, "known": 0, "kind": "burn"}]},
        {"sender": "a", "edits": [{"number": 1, "known": 0} | set_cell(1, "nothing", "1")]},
        {"sender": "a", "edits": [{"number": 1, "known": 0} | set_cell("head", "filters", "1")]},
        {"sender": "a", "edits": [{"number": 1, "known": 0, "kind": "delete", "row": 5}]},
        {"sender": "a", "edits": [{"number": 1, "known": 0} | add_block("head")]},
        {"sender": "a" * 41, "edits": [{"number": 1, "known": 0} | delete_block(1)]},
    ],
    ids=str,
)
def test_what_is_not_an_edit_changes_nothing(open_editor: OpenApp, sent: Any) -> None:
    at = open_editor()
    (proto,) = (each.proto for each in at.get("bidi_component") if each.proto.id.endswith(EDITOR))
    assert is_as_published(send_edits_as_numbered(at, proto.id, sent))


def test_an_editor_that_was_folded_away_holds_what_was_edited(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "32"))
    at.session_state["editor"] = False
    at.run()
    open_expander(at, "editor")
    assert editor_cells(at, "filters") == ["32", "128", "256", "512", "512"]
    send_edits(at, set_cell(2, "filters", "96"), sender="unfolded again")
    assert filters(at) == [32, 96, 256, 512, 512]


def test_an_editor_after_a_look_at_another_page_holds_what_was_edited(
    open_editor: OpenApp,
) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "32"))
    go_to(at, "build")
    at = open_expander(go_to(at, "architecture"), "editor")
    assert editor_cells(at, "filters") == ["32", "128", "256", "512", "512"]


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (
            set_cell(1, "filters", "0"),
            "Block 1: filters must be a whole number from 1 to 4096. Received: 0. Until you "
            "change it, 64 is used.",
        ),
        (
            set_cell(1, "filters", "many"),
            "Block 1: filters must be a whole number from 1 to 4096. Received: many. Until you "
            "change it, 64 is used.",
        ),
        (
            set_cell(2, "kernel_size", "0"),
            "Block 2: kernel size must be a whole number from 1 to 15. Received: 0. Until you "
            "change it, 3 is used.",
        ),
        (
            set_cell(2, "kernel_size", "3x5"),
            "Block 2: '3x5' is not a kernel size. Windows are square here. Write 3 or 5. Until "
            "you change it, 3 is used.",
        ),
        (
            set_cell(5, "repeats", "10000"),
            "Block 5: repeats must be a whole number from 1 to 16. Received: 10000. Until you "
            "change it, 3 is used.",
        ),
        (
            set_cell(1, "kernel_size", "<img src=x>"),
            "Block 1: '<img src=x>' is not a kernel size. Write one number such as 3, or one for "
            "each convolution such as 3, 3, 1. Until you change it, 3 is used.",
        ),
    ],
    ids=["too small", "a word", "kernel of 0", "not square", "too many", "hostile"],
)
def test_a_cell_that_is_refused_keeps_its_text_and_the_rest_works(
    open_editor: OpenApp, edit: dict[str, str], sentence: str
) -> None:
    at = send_edits(open_editor(), edit)
    assert editor_problems(at) == [sentence]
    assert chosen(at, "blocks") == ""
    assert told_changes(at) == "As published."
    row, field, typed = int(edit["row"]) - 1, edit["field"], edit["text"]
    assert editor_cells(at, field)[row] == typed
    send_edits(at, set_cell(3, "dilation", "2"))
    assert told_changes(at) == "Block 3: dilation 1 -> 2."
    assert (editor_cells(at, field)[row], editor_problems(at)) == (typed, [sentence])
    send_edits(at, UNDO, UNDO)  # what was typed can be taken back like any edit
    assert is_as_published(at)
    assert not can_undo(at)


@pytest.mark.parametrize(
    ("edits", "sentence", "blocks_left"),
    [
        (
            [add_block(f"new{number}") for number in range(8)],
            "A network has at most 12 blocks. Received: 13. Delete one before you add another.",
            12,
        ),
        (
            [delete_block(number) for number in range(1, 6)],
            "A network needs at least one block. Add one before this one.",
            1,
        ),
    ],
    ids=["too many", "none"],
)
def test_the_number_of_blocks_has_limits(
    open_editor: OpenApp, edits: list[dict[str, object]], sentence: str, blocks_left: int
) -> None:
    at = send_edits(open_editor(size="512x512"), *edits)
    assert editor_problems(at) == [sentence]
    assert len(filters(at)) == blocks_left


def test_a_good_edit_clears_what_was_said_about_a_bad_one(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "0"))
    assert len(editor_problems(at)) == 1
    send_edits(at, set_cell(1, "filters", "32"))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert told_changes(at) == "Block 1: filters 64 -> 32."


def test_a_folded_editor_still_says_what_is_refused(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "0"), set_cell("head", "classes", "x"))
    at.session_state["editor"] = False
    at.run()
    assert [as_read(each.value) for each in at.warning] == [
        "Block 1: filters must be a whole number from 1 to 4096. Received: 0. Until you change "
        "it, 64 is used. Head: classes must be a whole number from 1 to 100000. Received: x. "
        "Until you change it, 1000 is used."
    ]


def test_a_network_that_does_not_fit_can_still_be_edited(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(size="32x32"), add_block("new"))
    (sentence,) = errors(at)
    assert sentence.startswith("block6_pool (MaxPool2D) needs at least 2 rows")
    assert filters(at) == [64, 128, 256, 512, 512, 512]
    results = [row["result"] for row in component(at, EDITOR)["rows"]]
    assert results[3:] == ["→ 2×2×512", "→ 1×1×512", "does not fit"]
    send_edits(at, UNDO)
    assert is_as_published(at)


# --- what a stride does ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "note"),
    [
        ("224x224", "3 convolutions with stride 2: 56 to 7"),  # 56, 28, 14, 7
        ("225x299", "3 convolutions with stride 2: 56×74 to 7×10"),  # 74, 37, 19, 10
    ],
)
def test_a_stride_is_said_to_hold_for_every_convolution(
    open_editor: OpenApp, size: str, note: str
) -> None:
    at = send_edits(open_editor(size=size, blocks="8x2_8x2_8x3"), set_cell(3, "stride", "2"))
    assert errors(at) == []
    assert [row["note"] for row in component(at, EDITOR)["rows"]][2] == note
    infos = [as_read(each.value) for each in at.info]
    assert f"Block 3: {note}. Stride applies to every convolution of a block." in infos


# --- order, undo, reset ------------------------------------------------------------------------


def test_blocks_move_up_and_down(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), move_block(3, -1))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert filters(at) == [64, 256, 128, 512, 512]
    send_edits(at, move_block(3, -1))
    assert filters(at) == [256, 64, 128, 512, 512]
    send_edits(at, move_block(3, 1), move_block(3, 1))
    assert is_as_published(at)


@pytest.mark.parametrize(("key", "by"), [(1, -1), (5, 1)])
def test_the_first_block_has_no_way_up_and_the_last_no_way_down(
    open_editor: OpenApp, key: int, by: int
) -> None:
    at = send_edits(open_editor(), move_block(key, by))
    assert is_as_published(at)
    assert not can_undo(at)


def test_a_block_is_duplicated_with_all_its_options(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(network="alexnet"), add_block("copy", before="2", copied="1"))
    option = "64.k11.s4.p2.max3"
    assert chosen(at, "blocks").startswith(f"{option}_{option}_192.k5.max3_")


def test_undo_goes_back_one_change_at_a_time(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "32"))
    send_edits(at, set_cell(1, "filters", "16"), move_block(1, 1))
    assert filters(at) == [128, 16, 256, 512, 512]
    for expected in ([16, 128, 256, 512, 512], [32, 128, 256, 512, 512]):
        send_edits(at, UNDO)
        assert filters(at) == expected
    send_edits(at, UNDO)
    assert is_as_published(at)
    assert not can_undo(at)
    send_edits(at, UNDO)
    assert editor_problems(at) == ["There is nothing left to undo."]


def test_an_edit_right_after_an_undo_finds_its_row(open_editor: OpenApp) -> None:
    at = send_edits(
        open_editor(), move_block(1, 1), UNDO, set_cell(1, "filters", "32"), delete_block(2)
    )
    assert editor_problems(at) == []
    assert filters(at) == [32, 256, 512, 512]
    send_edits(at, UNDO, set_cell(2, "filters", "96"))
    assert filters(at) == [32, 96, 256, 512, 512]


def test_reset_goes_back_to_the_preset_and_can_be_undone(open_editor: OpenApp) -> None:
    at = open_editor(network="vgg11")
    assert not component(at, EDITOR)["can_reset"]
    send_edits(at, set_cell(1, "filters", "32"), set_cell("head", "kind", "none"))
    assert component(at, EDITOR)["can_reset"]
    send_edits(at, RESET)
    assert is_as_published(at)
    assert head_of(at)["kind"] == "the paper's: flatten, 4096, 4096"
    send_edits(at, UNDO)
    assert chosen(at, "blocks") == "32_128_256x2_512x2_512x2"


def test_reset_also_clears_a_cell_that_is_refused(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "0"))
    assert component(at, EDITOR)["can_reset"]
    send_edits(at, RESET)
    assert is_as_published(at)
    assert editor_cells(at, "filters")[0] == "64"


def test_what_changes_nothing_is_not_to_be_undone(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "kernel_size", "3, 3"))
    assert is_as_published(at)
    assert not can_undo(at)


def test_another_preset_starts_afresh(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "32"), set_cell(2, "filters", "0"))
    at.selectbox(key="network").select("alexnet").run()
    assert is_as_published(at)
    assert filters(at) == [64, 192, 384, 256]
    assert not can_undo(at)


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
    at = send_edits(open_editor(), set_cell("head", "kind", kind))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert chosen(at, "blocks") == VGG16.partition("__")[0] + text
    assert told_changes(at) == changes
    assert head_of(at)["kind"] == kind


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
    assert head_of(at)["kind"] == kind
    (kinds,) = (each for each in component(at, EDITOR)["head_fields"] if each["name"] == "kind")
    assert kinds["options"] == list(dict.fromkeys(["none", *HEADS, kind]))


def test_classes_keep_the_kind_of_head(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(network="vgg16-average"), set_cell("head", "classes", "7"))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert told_changes(at) == "Head: classes 10 -> 7."
    assert head_of(at)["kind"] == "average, dropout, 120, dropout"
    send_edits(at, set_cell("head", "kind", next(iter(HEADS))))
    assert chosen(at, "blocks").endswith("__flat-4096-4096-c7")


def test_a_head_of_ones_own(open_editor: OpenApp) -> None:
    at = open_editor()
    assert (head_of(at)["units"], head_of(at)["dropout"]) == ("4096, 4096", "")
    send_edits(
        at,
        set_cell("head", "units", "100 50, 25"),
        set_cell("head", "reduction", "average"),
        set_cell("head", "dropout", "0.5, 25 %, 0, 0.1"),
        set_cell("head", "classes", "3"),
    )
    assert (errors(at), editor_problems(at)) == ([], [])
    assert chosen(at, "blocks").endswith("__avg-o50-100-o25-50-25-o10-c3")
    assert head_of(at)["kind"] == "own"


def test_a_head_without_hidden_layers(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(network="vgg16-frozen"), set_cell("head", "units", ""))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert told_changes(at) == "Head: hidden layers 512 -> none."


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (
            "units",
            "many",
            'Head: "many" is not a list of numbers. Write some, such as 4096, 4096, or nothing. '
            "Until you change it, 4096, 4096 is used.",
        ),
        (
            "units",
            "0",
            "Head: units must be a whole number from 1 to 16384. Received: 0. Until you change "
            "it, 4096, 4096 is used.",
        ),
        (
            "units",
            "1 2 3 4 5 6 7",
            "Head: use at most 6 hidden dense layers. Received: 7. Until you change it, "
            "4096, 4096 is used.",
        ),
        (
            "dropout",
            "1 0 0",
            "Head: dropout must be a number from 0 to 0.95 with at most 4 decimal places. "
            "Received: 1.0. Until you change it, none is used.",
        ),
        (
            "dropout",
            "0.5 0.5 0.5 0.5",
            "Head: give a dropout rate before each of its 3 dense layers, or none. Received: "
            "4 rates. Until you change it, none is used.",
        ),
        (
            "dropout",
            "a half",
            'Head: "a half" is not a list of numbers. Write some, such as 0.5, 0.5, 0, or '
            "nothing. Until you change it, none is used.",
        ),
    ],
)
def test_an_impossible_head_is_reported_and_nothing_changes(
    open_editor: OpenApp, field: str, text: str, sentence: str
) -> None:
    at = send_edits(open_editor(), set_cell("head", field, text))
    assert editor_problems(at) == [sentence]
    assert chosen(at, "blocks") == ""
    assert head_of(at)[field] == text


def test_a_rate_that_is_missing_is_0(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell("head", "dropout", "0.5"))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert chosen(at, "blocks").endswith("__flat-o50-4096-4096-c1000")
    send_edits(at, set_cell("head", "units", "300 200 100"))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert chosen(at, "blocks").endswith("__flat-o50-300-200-100-c1000")


def test_a_head_for_a_network_that_had_none(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(network="vgg16-no-top"), set_cell("head", "kind", "average, 512"))
    assert (errors(at), editor_problems(at)) == ([], [])
    assert told_changes(at) == (
        "Head added: average, hidden layers 512, dropout none, classes 1000."
    )
    assert at.selectbox(key="layer").options[-1] == "predictions"


# --- links -------------------------------------------------------------------------------------


def test_a_link_restores_a_changed_network(open_editor: OpenApp) -> None:
    before = send_edits(
        open_editor(network="vgg11", size="225x299"),
        set_cell(1, "filters", "32"),
        set_cell(1, "normalisation", "batch"),
        set_cell(5, "pooling", "average"),
    )
    link = {key: chosen(before, key) for key in ("network", "size", "blocks")}
    after = open_editor(**link)
    assert errors(after) == []
    assert told_changes(after) == told_changes(before)
    assert metrics(after) == metrics(before)
    assert filters(after) == filters(before) == [32, 128, 256, 512, 512]
    assert component(after, EDITOR)["can_reset"]


def test_a_link_that_says_the_preset_itself_changes_nothing(open_editor: OpenApp) -> None:
    at = open_editor(blocks=VGG16)
    assert errors(at) == []
    assert told_changes(at) == "As published."
    assert not component(at, EDITOR)["can_reset"]


def test_a_network_without_blocks_can_be_given_some(open_editor: OpenApp) -> None:
    at = open_editor(blocks="none__avg-c10")
    assert len(errors(at)) == 1
    send_edits(at, add_block("new"), set_cell("new", "filters", "8"))
    assert (errors(at), editor_problems(at)) == ([], [])
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
    assert editor_cells(at, "filters") == ["1", "64"]
    assert editor_cells(at, "repeats") == ["2", "16"]


def test_the_text_in_the_sidebar_does_the_same(open_editor: OpenApp) -> None:
    at = open_editor()
    at.text_input(key="blocks").set_value("8x2_16__avg-c5").run()
    assert errors(at) == []
    assert filters(at) == [8, 16]
    assert (head_of(at)["kind"], head_of(at)["classes"]) == ("own", "5")


# --- an own text in the sidebar ----------------------------------------------------------------


def test_a_typed_text_can_be_undone_and_ends_an_old_complaint(open_editor: OpenApp) -> None:
    at = send_edits(open_editor(), set_cell(1, "filters", "0"))
    assert len(editor_problems(at)) == 1
    at.text_input(key="blocks").set_value(f"8x1_16x2__{VGG16_HEAD}").run()
    assert (errors(at), editor_problems(at), filters(at)) == ([], [], [8, 16])
    send_edits(at, UNDO)  # to what was typed before it
    assert (filters(at), editor_cells(at, "filters")[0]) == ([64, 128, 256, 512, 512], "0")
    send_edits(at, UNDO)
    assert is_as_published(at)


def test_a_text_that_the_browser_sends_late_does_not_take_back_an_edit(
    open_editor: OpenApp,
) -> None:
    at = send_edits(open_editor(blocks="8_16_32"), set_cell(1, "filters", "9"))
    at.text_input(key="blocks").set_value("8_16_32")  # as before: no answer has arrived yet
    send_edits(at, set_cell(2, "filters", "17"))
    assert filters(at) == [9, 17, 32]
