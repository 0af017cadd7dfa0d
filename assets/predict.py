"""Say what photos show, with the model that was taught in the VGG16 explorer.

    python predict.py photo.jpg another.png
    python predict.py photos.zip
    python predict.py --json - < photos.zip

It needs: pip install keras tensorflow numpy pillow
"""

import argparse
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).parent
PHOTOS_AT_ONCE = 8


def main() -> None:
    """Read the command, and print one line for each photo."""
    command = argparse.ArgumentParser(description="Say what photos show.")
    command.add_argument("photos", nargs="+", help="photos, a zip of photos, or - for a zip")
    command.add_argument("--json", action="store_true", help="print all probabilities as JSON")
    command.add_argument("--model", type=Path, default=HERE / "model.keras")
    command.add_argument("--labels", type=Path, default=HERE / "labels.txt")
    options = command.parse_args()
    model = keras.saving.load_model(options.model, compile=False)
    labels = options.labels.read_text("utf-8").splitlines()
    answers = predicted(model, photos_in(options.photos))
    if options.json:
        found = [[name, dict(zip(labels, map(float, row)))] for name, row in answers]
        print(json.dumps(found, ensure_ascii=True))
        return
    for name, row in answers:
        best = int(row.argmax())
        print(f"{name}: {labels[best]} ({row[best]:.1%})")


def predicted(
    model: keras.Model, photos: Iterator[tuple[str, Image.Image]]
) -> Iterator[tuple[str, np.ndarray]]:
    """Name and probabilities of each photo."""
    names, batch = [], []
    for name, photo in photos:
        names.append(name)
        batch.append(model_input(photo, model.input_shape[1:3]))
        if len(batch) == PHOTOS_AT_ONCE:
            yield from zip(names, answers_of(model, batch))
            names, batch = [], []
    if batch:
        yield from zip(names, answers_of(model, batch))


def answers_of(model: keras.Model, batch: Sequence[np.ndarray]) -> np.ndarray:
    """Probabilities of a few photos: one row a photo, one column a label."""
    return np.asarray(model(np.stack(batch), training=False))


def model_input(photo: Image.Image, size: tuple[int, int]) -> np.ndarray:
    """The square in the middle of a photo, at the model's size: RGB, 0 to 255.

    The model's first layer changes the order of the colours and subtracts the means.
    """
    photo = ImageOps.exif_transpose(photo)
    if photo.has_transparency_data:
        rgba = photo.convert("RGBA")
        photo = Image.new("RGB", photo.size, "white")
        photo.paste(rgba, mask=rgba.getchannel("A"))
    height, width = size
    fitted = ImageOps.fit(photo.convert("RGB"), (width, height), Image.Resampling.BICUBIC)
    return np.asarray(fitted, np.float32)


def photos_in(places: Sequence[str]) -> Iterator[tuple[str, Image.Image]]:
    """Name and picture of each photo: files, zips of photos, or "-" for a zip that is piped in."""
    for place in places:
        if place == "-":
            yield from photos_of_zip(io.BytesIO(sys.stdin.buffer.read()))
        elif zipfile.is_zipfile(place):
            yield from photos_of_zip(place)
        elif (photo := photo_in(place, place)) is not None:
            yield place, photo


def photo_in(name: str, file: str | IO[bytes]) -> Image.Image | None:
    """The picture in a file; None, and a line that says why, where there is none."""
    try:
        photo = Image.open(file)
        photo.load()
    except FileNotFoundError:
        print(f"{name}: there is no such file", file=sys.stderr)
    except (OSError, Image.DecompressionBombError):
        print(f"{name}: Pillow cannot read this as a photo", file=sys.stderr)
    else:
        return photo
    return None


def photos_of_zip(file: str | io.BytesIO) -> Iterator[tuple[str, Image.Image]]:
    """The photos of a zip, in the order in which they are in it."""
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                with archive.open(entry) as data:
                    photo = photo_in(entry.filename, data)
                if photo is not None:
                    yield entry.filename, photo


if __name__ == "__main__":
    main()
