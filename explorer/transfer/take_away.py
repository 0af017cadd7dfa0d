"""What goes home beside the model: labels, and the features of all photos as a table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float32Array
from explorer.transfer.photo_set import SetPhoto
from explorer.transfer.trained import TaughtRun

MODEL_FILE, LABELS_FILE, SCRIPT_FILE = "model.keras", "labels.txt", "predict.py"
TABLE_CSV, TABLE_NPZ, READ_ME = "features.csv", "features.npz", "README.txt"

MOST_CSV_VALUES = 2**21
"""About 24 MB of text: 2,000 photos with 512 values each take half of it."""

MOST_NPZ_VALUES = 2**24
"""64 MiB."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureTable:
    """What a head reads of each photo of a set.

    Attributes:
        photos: In the set's order.
        features: float32 (photos, values).
        layer_name: Whose output they come from.
        reduction: How its grid became one row.
    """

    photos: tuple[SetPhoto, ...]
    features: Float32Array
    layer_name: str
    reduction: str


def labels_text(labels: Sequence[str]) -> str:
    """One label a line, in the order of the model's outputs."""
    return "".join(f"{label}\n" for label in labels)


def table_as_csv(table: FeatureTable) -> bytes:
    """Photo, label and part, then the features; UTF-8 with a mark, so that spreadsheets know it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["photo", "label", "part", *range(table.features.shape[1])])
    for photo, values in zip(table.photos, table.features, strict=True):
        named = map(not_a_formula, (photo.name, photo.label))
        rows.writerow([*named, photo.part, *(f"{value:.7g}" for value in values)])
    return text.getvalue().encode("utf-8-sig")


def table_as_npz(table: FeatureTable) -> bytes:
    """Arrays "photos", "labels", "parts" (texts) and "features" (photos, values) for NumPy."""
    columns = zip(*((each.name, each.label, each.part) for each in table.photos), strict=True)
    photos, labels, parts = (np.array(column, dtype=np.str_) for column in columns)
    file = io.BytesIO()
    np.savez_compressed(file, photos=photos, labels=labels, parts=parts, features=table.features)
    return file.getvalue()


def not_a_formula(text: str) -> str:
    """A text that a spreadsheet shows as it is, and never computes."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def tables_in(num_photos: int, num_values: int) -> tuple[str, ...]:
    """Which tables of features fit: both, NumPy's alone, or none."""
    num = num_photos * num_values
    fitting = ((TABLE_CSV, MOST_CSV_VALUES), (TABLE_NPZ, MOST_NPZ_VALUES))
    return tuple(name for name, most in fitting if num <= most)


def read_me(run: TaughtRun, side: int, files: Sequence[str], *, is_trained_base: bool) -> str:
    """What is in the zip, and how to use it.

    Args:
        run: What was exported.
        side: Of the photos that the model takes, px.
        files: What is in the zip.
        is_trained_base: Whether the base has VGG16's trained weights.
    """
    what = {
        MODEL_FILE: f"""VGG16's base to {run.head.plan.features} and the head, as one flat Keras
    model. It takes RGB photos of {side} x {side} px, 0 to 255; its first layer prepares them.""",
        LABELS_FILE: "what its outputs stand for, one label a line.",
        SCRIPT_FILE: f"says what photos show: python {SCRIPT_FILE} photo.jpg",
        TABLE_CSV: "what the head reads of each photo, for a spreadsheet.",
        TABLE_NPZ: "the same for NumPy: photos, labels, parts, features.",
    }
    base = "" if is_trained_base else "The base has random weights: it has learned nothing.\n\n"
    listed = "".join(f"{name}\n    {text}\n" for name, text in what.items() if name in files)
    labels = ", ".join(run.head.labels)
    return (
        f"{run.name}\nLabels: {labels}\n\n{base}{listed}\n"
        "It needs Python and: pip install keras tensorflow numpy pillow\n"
    )
