"""What is said about preprocessing and training, found by counting, by hand and in pictures."""

import random
import re
from io import BytesIO

import numpy as np
from PIL import Image

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize, totals
from explorer.figures.preprocessing.way_in_notes import (
    centring_note,
    decoding_note,
    pixel_origin_note,
    resizing_note,
    upright_note,
)
from explorer.figures.recipe.notes import (
    beginnings_note,
    class_map_note,
    crops_note,
    draw_note,
    epochs_note,
    many_crops_note,
    scales_note,
    work_note,
)
from explorer.figures.recipe.schedule import schedule_alt
from explorer.fitting import Fit, fitting
from explorer.images.drawn import drawn_stages
from explorer.images.sizing import fit
from explorer.orientation import TURNS
from explorer.recipe.at_test_time import class_map, crop_grid
from explorer.recipe.colour_shift import OF_IMAGENET
from explorer.recipe.draws import SCALES, RecipeSettings, draw_many
from explorer.recipe.initialisation import beginnings
from explorer.way_in import PhotoFile, follow_pixel
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import NUMBER, SHARE, printed, share, sides, three, whole


def file_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Sizes come from the file; a tag that changes nothing is not called a turn."""
    size = draw.randint(1, 4000), draw.randint(1, 4000)
    kept = draw.choice([size, (draw.randint(1, 1024), draw.randint(1, 1024))])
    orientation = draw.choice(list(TURNS))
    note = decoding_note("JPEG", PhotoFile(size, orientation), kept)
    found = [sides(text) for text in re.findall(r"([\d,×]+) px", note)]
    held = [each[:: -1 if orientation in (5, 6, 7, 8) else 1] for each in (size, kept)]
    assert found == (held[:1] if size == kept else held)
    told = upright_note(orientation)
    stored = np.arange(6, dtype=np.uint8).reshape(2, 3)
    exif = Image.Exif()
    exif[274] = orientation
    with BytesIO() as file:
        Image.fromarray(stored).save(file, "PNG", exif=exif)
        with Image.open(file) as image:
            assert ("nothing changes" in told) == (image.getexif().get(274, 1) == 1)
    if orientation != 1:
        assert f"(EXIF orientation {orientation})" in told
        assert (" by 90°" in told) == (orientation in (6, 8))


def resizing_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Rows for each row: what is left of the photo by what the photo fills, seen in pictures."""
    source = draw.randint(1, 300), draw.randint(1, 300)
    target = draw.randint(8, 60), draw.randint(8, 60)
    how: Fit = draw.choice(["crop", "squeeze", "pad"])
    note = resizing_note(fitting(source, target, how))
    start = re.search(
        rf"From (\S+) to (\S+) px .* stands for {NUMBER}×{NUMBER} px of the photo", note
    )
    assert start is not None
    assert (sides(start[1]), sides(start[2])) == (source, target)
    filled = fit(np.zeros((*source, 3), np.uint8), target, how)[..., 0] == 0
    rows, columns = filled.any(axis=1).sum(), filled.any(axis=0).sum()
    height, width = source
    if how == "crop":
        scale = min(height / target[0], width / target[1])
        height, width = scale * target[0], scale * target[1]
    assert three(start[3], height / rows), note
    assert three(start[4], width / columns), note
    assert (", so nothing is lost" in note) == ("**" not in note)


def pixel_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The pixel is found in a photo whose colours are its own rows and columns."""
    photo = np.zeros((draw.randint(2, 200), draw.randint(2, 200), 3), np.uint8)
    photo[..., 0], photo[..., 1] = np.arange(photo.shape[1]), np.arange(photo.shape[0])[:, None]
    size = (photo.shape[0], photo.shape[1])
    target = draw.choice([size, (draw.randint(4, 60), draw.randint(4, 60))])
    how: Fit = draw.choice(["crop", "squeeze", "pad"])
    done, fitted = fitting(size, target, how), fit(photo, target, how)
    place = draw.randrange(target[0]), draw.randrange(target[1])
    factor = draw.choice([1, 3])
    file = PhotoFile((factor * size[0], factor * size[1]), 1)
    note = pixel_origin_note(follow_pixel(photo, file, done, fitted, place))
    assert note.startswith(f"Row {place[0]}, column {place[1]} of the input")
    empty = fit(np.zeros_like(photo), target, how)[place].any()
    assert ("holds no photo" in note) == bool(empty)
    if empty:
        return
    found = re.search(r"on row (\S+), column (\S+) of the photo \((\S+) px .* (\S+) px from", note)
    assert found is not None
    row, column = whole(found[1]), whole(found[2])
    scale = max(size[0] / target[0], size[1] / target[1], 1)
    assert abs(row - int(fitted[place][1])) <= 1 + scale, note
    assert abs(column - int(fitted[place][0])) <= 1 + scale, note
    assert int(float(found[3].replace(",", "")) / factor + 1e-9) in (row, row + 1), note
    assert int(float(found[4].replace(",", "")) / factor + 1e-9) in (column, column + 1), note
    assert ("unchanged" in note) <= (fitted[place].tolist() == photo[row, column].tolist())


def centring_rule(_draw: random.Random, _case: NetworkCase) -> None:
    """Keras' three numbers, in its order: imagenet_utils, mode "caffe"."""
    assert "blue, green and red: 103.939, 116.779, 123.680." in centring_note()


def draw_rule(draw: random.Random, _case: NetworkCase) -> None:
    """What is said of a draw is seen in its pictures; what is off is not spoken of."""
    settings = RecipeSettings(
        draw.choice(list(SCALES)),
        *(draw.random() < 0.7 for _ in range(3)),
        seed=draw.randrange(1000),
    )
    photo = np.zeros((draw.randint(30, 90), draw.randint(30, 90), 3), np.uint8)
    photo[:] = np.linspace(100, 150, photo.shape[1])[:, None]
    (drawn,) = draw_many(settings, (photo.shape[0], photo.shape[1]), OF_IMAGENET, 1)
    note, stages = draw_note(drawn, settings), drawn_stages(photo, drawn)
    start = re.search(
        rf"S = (\d+) px, so (\S+) px; from row ([\d,]+), column ([\d,]+): {SHARE}", note
    )
    assert start is not None
    assert sides(start[2]) == stages.resized.shape[:2]
    assert int(start[1]) == min(stages.resized.shape[:2])
    row, column = whole(start[3]), whole(start[4])
    cut = stages.resized[row : row + 224, column : column + 224]
    assert np.array_equal(cut, stages.cropped)
    assert share(start[5], stages.cropped.size / stages.resized.size)
    rises = int(stages.mirrored[0, -1, 0]) > int(stages.mirrored[0, 0, 0])
    assert ("not mirrored" in note) == (settings.mirrors and rises)
    assert ("mirrored" in note) == settings.mirrors
    colours = re.search(r"red ([+−][\d.]+), green ([+−][\d.]+), blue ([+−][\d.]+)\.", note)
    assert (colours is not None) == settings.shifts_colour
    if colours is not None:
        change = (stages.shifted.astype(float) - stages.mirrored).mean(axis=(0, 1))
        for digits, mean in zip(colours.groups(), change, strict=True):
            assert abs(float(digits.replace("−", "-")) - mean) <= 0.56, note


def crops_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Places are counted one by one."""
    size = draw.randint(224, 300), draw.choice([224, draw.randint(224, 600)])
    note = crops_note(size)
    places = sum(1 for _ in range(224, size[0] + 1) for _ in range(224, size[1] + 1))
    found = re.search(r"At (\S+) px, .* has ([\d,]+) places?: ([\d,]+) pictures", note)
    assert found is not None
    assert sides(found[1]) == size
    assert (whole(found[2]), whole(found[3])) == (places, 2 * places)
    assert ("places:" in note) == (places != 1)


def schedule_rule(_draw: random.Random, _case: NetworkCase) -> None:
    """By hand: 370,000 x 256 = 94,720,000 = 73.93 x 1,281,167 = 72.9 x 1,300,000."""
    note = epochs_note()
    assert "370,000 iterations × 256 pictures = 94,720,000 pictures." in note
    assert "has 1,281,167, so each was seen 73.93 times: the paper's 74 epochs" in note
    assert "1.3 million to which the paper rounds, it would be 72.9." in note
    assert "at a learning rate of 0.001. Training" in scales_note()
    assert many_crops_note().startswith("50 crops ")
    assert "at each of 3 scales Q are 150." in many_crops_note()
    assert "144 crops over 4 scales" in many_crops_note()
    alt = schedule_alt()
    assert "3 times by a factor of 10, from 0.01 to 0.00001, over 370,000" in alt
    assert alt.endswith("When it fell is not known.")


def beginnings_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The share is that of the layers that the note itself lists."""
    network = PRESETS[draw.choice(["vgg13", "vgg16-c", "vgg16", "vgg19"])]
    note = beginnings_note(beginnings(network, PRESETS["vgg11"]), network.name)
    rows = {row.name: row.num_parameters for row in summarize(network) if row.num_parameters}
    found = re.search(rf"(\d+) of the (\d+) layers .*: (.+)\. They hold {SHARE}", note)
    assert found is not None
    names = re.split(r", | and ", found[3])
    assert (int(found[1]), int(found[2])) == (len(names), len(rows))
    assert note.endswith("mean 0 and variance 0.01; biases began at 0.")
    assert share(found[4], sum(rows[name] for name in names) / sum(rows.values()))


def class_map_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The map is that of the convolutions alone: halved five times, rounded down, less 6."""
    size = draw.randint(224, 600), draw.randint(224, 600)
    found = class_map(PRESETS["vgg16"], size)
    note = class_map_note(found)
    grid = tuple(side // 2 // 2 // 2 // 2 // 2 for side in size)
    rows, columns = (side - 6 for side in grid)
    told = re.search(
        r"of (\S+) px leaves a grid of (\S+) after .* of 7×7 has (\d+) places? \((\S+)\)", note
    )
    assert told is not None
    assert (sides(told[1]), sides(told[2]), sides(told[4])) == (size, grid, (rows, columns))
    assert int(told[3]) == rows * columns
    assert ("one answer" in note) == (rows * columns == 1)
    assert rows * columns == 1 or "32 px apart" in note
    assert rows * columns == 1 or "see 404 px each way" in note


def work_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Crops are counted on their grid."""
    scale, other = draw.randint(224, 512), draw.randint(512, 700)
    network = PRESETS["vgg16"]
    found = class_map(network, draw.choice([(scale, other), (other, scale)]))
    crop = totals(summarize(network, (224, 224, 3))).num_macs
    note = work_note(scale, found, crop)
    told = re.search(
        r"At Q = (\d+) px, .* take ([\d.]+) GMACs\. (\d+) crops .* take ([\d.]+) GMACs: ([\d.]+)",
        note,
    )
    assert told is not None
    crops = 2 * len(crop_grid((300, 400)))
    assert (int(told[1]), int(told[3])) == (scale, crops)
    assert printed(told[2], 2 * found.num_macs / 1e9)
    assert printed(told[4], crops * crop / 1e9)
    assert printed(told[5], crops * crop / (2 * found.num_macs))


_WAY_IN, _RECIPE = "figures.preprocessing.way_in_notes", "figures.recipe"
RECIPE_RULES: dict[str, Rule] = {
    f"{_WAY_IN}.decoding_note": file_rule,
    f"{_WAY_IN}.upright_note": file_rule,
    f"{_WAY_IN}.resizing_note": resizing_rule,
    f"{_WAY_IN}.pixel_origin_note": pixel_rule,
    f"{_WAY_IN}.centring_note": centring_rule,
    f"{_RECIPE}.notes.draw_note": draw_rule,
    f"{_RECIPE}.notes.crops_note": crops_rule,
    f"{_RECIPE}.notes.epochs_note": schedule_rule,
    f"{_RECIPE}.schedule.schedule_alt": schedule_rule,
    f"{_RECIPE}.notes.scales_note": schedule_rule,
    f"{_RECIPE}.notes.many_crops_note": schedule_rule,
    f"{_RECIPE}.notes.beginnings_note": beginnings_rule,
    f"{_RECIPE}.notes.class_map_note": class_map_rule,
    f"{_RECIPE}.notes.work_note": work_rule,
}
