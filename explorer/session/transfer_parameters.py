"""What a visitor can choose in the section on transfer; see `explorer.session.parameters`."""

from typing import Literal

from explorer.architecture.networks import Reduction
from explorer.images.ready_sets import READY_SETS
from explorer.session.parameter import OneOf, Switch, Text, Whole
from explorer.transfer.photo_set import OWN
from explorer.transfer.plan import FEATURE_LAYERS
from explorer.transfer.run_series import SERIES

# --- what it is taught with ----------------------------------------------------------------------

SET = OneOf[str](
    "set",
    {key: each.title for key, each in READY_SETS.items()} | {OWN: "Your own photos"},
    usual="textures",
)
"""A ready-made set, or the visitor's own."""

# --- how a head is taught ------------------------------------------------------------------------

TAUGHT_LAYER = OneOf[str](
    "taught_layer", {name: name for name in FEATURE_LAYERS}, usual="block5_pool"
)
"""The layer whose output the head gets."""

REDUCTION = OneOf[Reduction](
    "reduction",
    {"average": "average of each map", "max": "largest of each map", "flatten": "all values"},
    usual="average",
)
TAUGHT_UNITS = Text("taught_units", usual="")
"""Units of the hidden dense layers, such as "256" or "512,256"; "" for none."""

TAUGHT_DROPOUT = OneOf[str]("taught_dropout", {"0": "none", "0.2": "0.2", "0.5": "0.5"}, usual="0")
LEARNING_RATE = OneOf[str](
    "learning_rate",
    {rate: rate for rate in ("0.00001", "0.0001", "0.001", "0.01", "0.1")},
    usual="0.001",
)
EPOCHS = Whole[int]("epochs", 1, 200, usual=30)
TAUGHT_BATCH = OneOf[str](
    "batch_size", {size: size for size in ("1", "4", "8", "16", "32", "64")}, usual="32"
)
MIRRORED = Switch("mirrored", usual=False)
"""Whether photos for training are used mirrored too."""

TEACH_SEED = Whole[int]("teach_seed", 0, 9999, usual=16)
UNFROZEN_FROM = OneOf[str](
    "unfrozen_from",
    {"": "none", **{str(block): f"from block {block}" for block in (5, 4, 3, 2, 1)}},
    usual="",
)
"""The first block that learns too."""

# --- heads compared ------------------------------------------------------------------------------

HEAD_CLASSES = Whole[int]("head_classes", 1, 1000, usual=10)
"""Outputs of the heads that are compared."""

HEAD_ALONE = Switch("head_alone", usual=False)
"""Whether the bars show the heads without the convolutions."""

SMALL_GRID = Text("small_grid", usual="")
"""The numbers of a small grid, position by position; "" for those of `explorer.transfer`."""

# --- what came out --------------------------------------------------------------------------------

RUN = Whole[int]("run", 0, 9999, usual=0)
"""The number of a run of this visitor; 0 for the newest."""

# --- the page for pupils --------------------------------------------------------------------------

TRIED = OneOf[str]("tried", {"kept": "Kept back", "new": "New photo"}, usual="kept")
"""What is tried: a photo for validation, or the explorer's photo, which is in no set."""

# --- what it has learned --------------------------------------------------------------------------

LearnedView = Literal["matrix", "labels", "mistakes", "map", "new", "none", "reason"]
"""What the page shows of what a head has learned."""

LEARNED_VIEW = OneOf[LearnedView](
    "learned",
    {
        "matrix": "Confusions",
        "labels": "Each label",
        "mistakes": "Mistakes",
        "map": "Map",
        "new": "New photo",
        "none": "None of these",
        "reason": "Wrong reason",
    },
    usual="matrix",
)
MATRIX_LABEL = Whole[int | None]("matrix_label", 0, 9, usual=None)
MATRIX_ANSWER = Whole[int | None]("matrix_answer", 0, 9, usual=None)
"""The chosen cell of the confusion matrix, by the numbers of its label and its answer."""

JudgedPart = Literal["validation", "training", "all"]
"""Whose mistakes are listed."""

JUDGED_PART = OneOf[JudgedPart](
    "judged",
    {"validation": "for validation", "training": "for training", "all": "all"},
    usual="validation",
)
EXPLAINED = OneOf[str](
    "explained",
    {"first": "the answer", "second": "the second label", "own": "its own label"},
    usual="first",
)
"""The label that Grad-CAM explains."""

REFUSE_BELOW = Whole[int]("refuse_below", 0, 100, usual=60)
"""The answer is "none of these" where the highest probability is lower, percent."""

COMPARED_RUNS = OneOf[str](
    "compared", {key: each.title for key, each in SERIES.items()}, usual="layers"
)
"""What is taught for a comparison."""
