"""A photo's passage through VGG16: blocks, their published sizes, and the maps that are known."""

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.maps.passage import MAPS_OF_BLOCK, PassageMap, PassageTile, passage
from explorer.figures.theme import FAMILY_COLOURS

ROWS = summarize(PRESETS["vgg16"], (224, 224, 3))
NONE = passage(ROWS, {})

# Simonyan & Zisserman, configuration D: grids and channels of the five blocks.
SIZES = {
    "Block 1": ("224×224", "64 maps"),
    "Block 2": ("112×112", "128 maps"),
    "Block 3": ("56×56", "256 maps"),
    "Block 4": ("28×28", "512 maps"),
    "Block 5": ("14×14", "512 maps"),
}


def plain(text: str) -> str:
    """A text without the narrow spaces that keep a size together."""
    return "".join(text.split()) if "×" in text else text


def test_the_blocks_have_their_published_sizes() -> None:
    found = {each.name: tuple(map(plain, each.lines)) for each in NONE.blocks}
    assert found == SIZES


def test_after_the_last_pooling_come_the_classes() -> None:
    assert tuple(map(plain, NONE.end_lines)) == ("7×7×512", "1,000 classes")


def test_colours_are_those_of_the_kinds_of_layers() -> None:
    colours = {str(family): colour for family, colour in FAMILY_COLOURS.items()}
    assert {each.colour for each in NONE.blocks} == {colours["convolution"]}
    assert (NONE.pooling_colour, NONE.end_colour) == (colours["pooling"], colours["dense"])


def test_a_block_without_maps_has_empty_places() -> None:
    assert [(each.tiles, each.places) for each in NONE.blocks] == [
        ((), places) for places in (3, 4, 5, 6, 8)
    ]
    assert NONE.blocks[3].unknown == "block4_conv3: its maps are not known yet"


def test_a_map_is_described() -> None:
    maps = {"block2_conv2": (PassageMap(7, 0.0, 1234.5, "/media/a.webp"),)}
    first, second, *_ = passage(ROWS, maps).blocks
    assert first.tiles == ()
    assert second.tiles == (
        PassageTile(7, "block2_conv2, channel 7, values 0 to 1,234", "/media/a.webp"),
    )


def test_only_fine_maps_are_smoothed() -> None:
    assert [each.sharp for each in NONE.blocks] == [False, False, True, True, True]


def test_the_layers_are_the_last_convolutions_of_their_blocks() -> None:
    names = [row.name for row in ROWS]
    after = [names[names.index(layer) + 1] for layer in MAPS_OF_BLOCK]
    assert after == [f"block{number}_pool" for number in (1, 2, 3, 4, 5)]
