"""Making the zip that a visitor takes home, and checking it before it is offered."""

import zipfile
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.images.encoding import png_rgb
from explorer.observed import ObservedNetwork
from explorer.shared.exports import Offer, exports, remove
from explorer.shared.feature_store import features_of
from explorer.shared.models import weights_of
from explorer.shared.questions.learned import ByKey, head_key
from explorer.shared.questions.long_work import LongWork
from explorer.shared.questions.teaching import TeachHead
from explorer.transfer import take_away
from explorer.transfer.photo_set import PhotoSet, SetPhoto
from explorer.transfer.reduction import num_reduced, reduced
from explorer.transfer.take_away import FeatureTable
from explorer.transfer.trained import TaughtRun

CHECKED_PHOTOS = 10
STEPS = ("Features of all photos", "One flat model", "Check in a fresh process", "Zip")

_AT_ONCE = 64
"""Photos whose grids are in memory together."""

SCRIPT = Path(__file__).parents[3] / "assets" / take_away.SCRIPT_FILE


@dataclass(frozen=True, slots=True)
class CheckedExport:
    """A zip that was checked.

    Attributes:
        offer: Where it lies.
        num_checked: Photos that went through it in a fresh process.
        difference: The largest difference from the page's probabilities.
        files: What is in it.
    """

    offer: Offer
    num_checked: int
    difference: float
    files: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ExportRun(ByKey, LongWork[CheckedExport]):
    """Make a zip of a run for one visitor, and offer it if it answers as the page does.

    Attributes:
        network: VGG16 with the weights that the run was taught on.
        photo_set: The photos to check it with, and to list the features of.
        run_kept: What is exported.
        visitor: Who gets it.
    """

    kind: ClassVar[str] = "export"
    is_kept: ClassVar[bool] = False

    network: ObservedNetwork
    photo_set: PhotoSet
    run_kept: TaughtRun
    visitor: Hashable

    @property
    def cache_key(self) -> Hashable:
        """See `LongWork.cache_key`; each visitor gets a file of their own."""
        network, key = self.network, head_key(self.run_kept.head)
        names = tuple(each.name for each in self.photo_set.photos)
        about = self.photo_set.cache_key, hash(names), self.run_kept.name
        return network.weights, network.file, about, key, self.visitor

    def run(self, control: Control) -> CheckedExport:
        """See `LongWork.run`.

        Raises:
            ExportRefused: It does not answer as the page does, or does not run; nothing is left.
            ValueError: There are no photos to check it with.
        """
        exports.remove(self.visitor)
        folder = exports.new_folder()
        try:
            return self._made(folder, control)
        except BaseException:
            exports.drop_folder(folder)
            raise

    def _made(self, folder: Path, control: Control) -> CheckedExport:
        from explorer.runtime.flat_model import save_flat_model

        photos = checked_photos(self.photo_set, self.run_kept)
        self._step(0, control)
        table = self._table(control)
        self._step(1, control)
        side = photos[0].picture.size[0]
        head, base = self.run_kept.head, weights_of(self.network)
        save_flat_model(head, base, side, folder / take_away.MODEL_FILE)
        self._step(2, control)
        (folder / take_away.LABELS_FILE).write_text(take_away.labels_text(head.labels), "utf-8")
        (folder / take_away.SCRIPT_FILE).write_bytes(SCRIPT.read_bytes())
        difference = self._difference(folder, photos, control)
        self._step(3, control)
        path, files = self._zipped(folder, table, side)
        return CheckedExport(exports.offer(self.visitor, path), len(photos), difference, files)

    def _step(self, done: int, control: Control) -> None:
        control.check()
        control.report(done, len(STEPS), STEPS[done])

    def _difference(self, folder: Path, photos: tuple[SetPhoto, ...], control: Control) -> float:
        from explorer.runtime.checked_export import answers_at_home, require_same_answers

        files = [
            (f"{number}.png", png_rgb(photo.picture.pixels)) for number, photo in enumerate(photos)
        ]
        script = folder / take_away.SCRIPT_FILE
        found = answers_at_home(script, files, self.run_kept.head.labels, control)
        return require_same_answers(found, self.shown_answers(photos, control))

    def shown_answers(self, photos: tuple[SetPhoto, ...], control: Control) -> Float32Array:
        """What the pages show for photos: the run's own answers, and those of its head."""
        from explorer.runtime.teaching import predict

        known = dict(zip(self.run_kept.digests, self.run_kept.probabilities, strict=True))
        others = tuple(each for each in photos if each.picture.digest not in known)
        if others:
            rows = predict(self.run_kept.head, self._features(others, control))
            known |= zip((each.picture.digest for each in others), rows, strict=True)
        return np.stack([known[each.picture.digest] for each in photos])

    # --- features --------------------------------------------------------------------------------

    def _table(self, control: Control) -> FeatureTable | None:
        """What the head reads of all photos; None where that is too much for a table."""
        plan = self.run_kept.head.plan
        height, width, channels = self.network.row(plan.features).output_shape
        every = self.photo_set.photos
        num_values = num_reduced((height, width, channels), plan.reduction)
        if not take_away.tables_in(len(every), num_values):
            return None
        return FeatureTable(every, self._features(every, control), plan.features, plan.reduction)

    def _features(self, photos: tuple[SetPhoto, ...], control: Control) -> Float32Array:
        """What the head reads of photos, float32 (photos, values)."""
        from explorer.runtime.taught_base import after_frozen

        head = self.run_kept.head
        wanted = TeachHead(self.network, self.photo_set, head.plan).wanted()
        found = []
        for first in range(0, len(photos), _AT_ONCE):
            control.check()
            pictures = [each.picture for each in photos[first : first + _AT_ONCE]]
            values = features_of(wanted, pictures, _Stoppable(control))
            if head.convolutions:
                values = reduced(after_frozen(head, values), head.plan.reduction)
            found.append(values)
        return np.concatenate(found)

    def _zipped(
        self, folder: Path, table: FeatureTable | None, side: int
    ) -> tuple[Path, tuple[str, ...]]:
        """Everything in one file, alone in its folder. Weights hardly shrink: they are stored."""
        path = folder / f"{file_name_of(self.run_kept.name)}.zip"
        made = [take_away.MODEL_FILE, take_away.LABELS_FILE, take_away.SCRIPT_FILE]
        texts = _tables(table)
        files = (*made, *texts, take_away.READ_ME)
        read_me = take_away.read_me(
            self.run_kept, side, files, is_trained_base=self.run_kept.is_trained_base
        )
        with zipfile.ZipFile(path, "w") as archive:
            for name in made:
                archive.write(folder / name, name)
            for name, data in texts.items():
                archive.writestr(name, data, zipfile.ZIP_DEFLATED)
            archive.writestr(take_away.READ_ME, read_me)
        for other in set(folder.iterdir()) - {path}:
            remove(other)
        return path, files


class _Stoppable(Control):
    """Stops with another control, and reports nothing."""

    def __init__(self, control: Control) -> None:
        super().__init__()
        self._control = control

    def check(self) -> None:
        self._control.check()


def checked_photos(photo_set: PhotoSet, run: TaughtRun) -> tuple[SetPhoto, ...]:
    """The photos that go through an exported file: of all labels, those for validation first.

    Raises:
        ValueError: The set has no photos, or others labels than the run.
    """
    if photo_set.labels != run.head.labels or not photo_set.photos:
        raise ValueError(
            "The set of photos has changed since this run: it has other labels, or no photos. "
            "Choose the set that the run was taught with on the Photos page, or train again."
        )
    judged, learned = photo_set.of(part="validation"), photo_set.of(part="training")
    return _spread(judged, CHECKED_PHOTOS) + _spread(learned, CHECKED_PHOTOS - len(judged))


def _spread(photos: tuple[SetPhoto, ...], most: int) -> tuple[SetPhoto, ...]:
    """At most so many photos, from everywhere in the set."""
    num = max(0, min(most, len(photos)))
    return tuple(photos[index * len(photos) // num] for index in range(num))


def file_name_of(name: str) -> str:
    """A name as that of a file, in ASCII."""
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in name.lower())
    return "-".join(filter(None, kept.split("-"))) or "run"


def _tables(table: FeatureTable | None) -> dict[str, bytes]:
    if table is None:
        return {}
    made = {
        take_away.TABLE_CSV: take_away.table_as_csv,
        take_away.TABLE_NPZ: take_away.table_as_npz,
    }
    fitting = take_away.tables_in(*table.features.shape)
    return {name: make(table) for name, make in made.items() if name in fitting}
