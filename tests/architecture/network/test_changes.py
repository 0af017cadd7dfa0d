"""Sentences about how a configuration differs from a preset."""

import pytest
from hypothesis import given

from explorer.architecture.network.changes import describe_changes
from explorer.architecture.network.notation import Configuration, read, write_network
from explorer.architecture.networks import PRESETS, build_network
from tests.architecture.random_configurations import configurations
from tests.architecture.random_networks import same_every_run

VGG16 = "64x2_128x2_256x3_512x3_512x3__flat-4096-4096-c1000"


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_does_not_differ_from_itself(key: str) -> None:
    preset = PRESETS[key]
    assert describe_changes(preset, preset.blocks, preset.head) == ()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (VGG16.replace("256x3", "256x3.k3-3-3"), ()),
        (VGG16.replace("256x3", "256x4"), ("Block 3: repeats 3 -> 4.",)),
        (
            VGG16.replace("64x2", "32.k7"),
            ("Block 1: filters 64 -> 32, repeats 2 -> 1, kernel size 3 -> 7.",),
        ),
        (VGG16.replace("256x3", "256x3.k3-3-1"), ("Block 3: kernel size 3 -> 3-3-1.",)),
        (VGG16.replace("64x2", "64x2.p1"), ("Block 1: padding same -> 1 zero on each side.",)),
        (
            VGG16.replace("64x2", "64x2.valid.d2.bn.o25.frozen"),
            (
                "Block 1: padding same -> valid, dilation 1 -> 2, normalisation none -> batch, "
                "dropout 0 -> 0.25, weights trained -> frozen.",
            ),
        ),
        (
            VGG16.replace("64x2", "64x2.s2.none"),
            ("Block 1: stride 1 -> 2, pooling max 2x2 stride 2 -> none.",),
        ),
        (
            VGG16.replace("64x2", "64x2.avg3-1-same"),
            ("Block 1: pooling max 2x2 stride 2 -> average 3x3 stride 1 padding same.",),
        ),
        (
            VGG16.replace("512x3__", "512x3_512x2.k5.none__"),
            ("Block 6 added: 512 filters, repeats 2, kernel size 5, pooling none.",),
        ),
        (VGG16.replace("64x2", "1_64x2"), ("Block 1 added: 1 filter, repeats 1.",)),
        (VGG16.replace("_128x2", ""), ("Block 2 of VGG16 (D) removed.",)),
        (VGG16.replace("_512x3_512x3", "_512x4_512x3"), ("Block 4: repeats 3 -> 4.",)),
        (
            VGG16.replace("_128x2", "").replace("256x3", "256x4"),
            ("Block 2 of VGG16 (D) removed.", "Block 2: repeats 3 -> 4."),
        ),
        (
            VGG16.replace("256x3_512x3_512x3", "512x3_256x3_512x3"),
            ("Block 3: filters 256 -> 512.", "Block 4: filters 512 -> 256."),
        ),
        (VGG16.replace("flat", "avg"), ("Head: average instead of flatten.",)),
        (VGG16.replace("flat", "max"), ("Head: max instead of flatten.",)),
        (VGG16.replace("-4096-4096", ""), ("Head: hidden layers 4096-4096 -> none.",)),
        (
            VGG16.replace("4096-4096-c1000", "4096-o50-4096-c10"),
            ("Head: dropout none -> 0-0.5-0.", "Head: classes 1000 -> 10."),
        ),
        (VGG16.partition("__")[0], ("Head removed.",)),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_changes_of_vgg16(text: str, sentences: tuple[str, ...]) -> None:
    assert describe_changes(PRESETS["vgg16"], *read(text)) == sentences


def test_an_added_head() -> None:
    preset, vgg16 = PRESETS["vgg16-no-top"], PRESETS["vgg16"]
    assert describe_changes(preset, vgg16.blocks, vgg16.head) == (
        "Head added: flatten, hidden layers 4096-4096, dropout none, classes 1000.",
    )


def test_everything_removed() -> None:
    sentences = describe_changes(PRESETS["alexnet"], (), None)
    assert [sentence.split()[-1] for sentence in sentences] == ["removed."] * 5


@given(configurations(most=2, most_blocks=3), configurations(most=2, most_blocks=3))
@same_every_run
def test_there_is_no_sentence_only_if_the_layers_are_the_same(
    before: Configuration, after: Configuration
) -> None:
    preset, changed = build_network("before", *before), build_network("after", *after)
    assert describe_changes(preset, *read(write_network(*before))) == ()
    assert (describe_changes(preset, *after) == ()) == (preset.layers == changed.layers)
