"""What the person who starts the server may set: how much is kept, and how many may come."""

import os
from dataclasses import dataclass

from explorer.architecture.limits import shown


@dataclass(frozen=True, slots=True)
class Setting:
    """A number that an environment variable sets.

    Attributes:
        variable: Its name.
        default: The number without it.
        unit: What is counted.
        least: The smallest number that it takes.
        what: What it is for, for the README and for the teacher's page.
    """

    variable: str
    default: int
    unit: str
    what: str
    least: int = 0

    @property
    def value(self) -> int:
        """The number in use."""
        text = os.environ.get(self.variable)
        return int(text) if text and self._is_number(text) else self.default

    @property
    def problem(self) -> str:
        """What is wrong with what was set; "" if nothing is."""
        text = os.environ.get(self.variable)
        if not text or self._is_number(text):
            return ""
        from_least = f" from {self.least}" if self.least else ""
        return (
            f'{self.variable} is "{shown(text)}". It takes a number of {self.unit}{from_least}. '
            f"The default of {self.default} {self.unit} is used. Start the explorer with a number, "
            "or without this setting."
        )

    def _is_number(self, text: str) -> bool:
        return text.isascii() and text.isdecimal() and int(text) >= self.least


KEPT = Setting("VGG16_CACHE_MIB", 548, "MiB", "activations of all photos that are kept")
ANSWERS = Setting("VGG16_ANSWERS_MIB", 48, "MiB", "pictures and numbers of pages that are kept")
FEATURES = Setting("VGG16_FEATURES_MIB", 256, "MiB", "features of labelled photos that are kept")
PHOTOS = Setting("VGG16_PHOTOS", 4, "photos", "photos of one visitor that are kept, packed", 1)
WAITING = Setting("VGG16_WAITING", 128, "questions", "questions that may wait for the network", 1)
SECONDS = Setting("VGG16_SECONDS", 120, "seconds", "the longest that a visitor waits for them", 1)
PAGES = Setting("VGG16_PAGES", 1, "pages", "pages that are put together at once; 0 for any number")
SETS = Setting("VGG16_SETS_MIB", 512, "MiB", "photos to teach with, of all visitors together")
TAUGHT_HEADS = Setting("VGG16_HEADS_MIB", 512, "MiB", "trained heads, of all visitors together", 1)
EXPORTS = Setting("VGG16_EXPORTS_MIB", 768, "MiB", "exported models on disk, until taken")
VISITORS = Setting("VGG16_VISITORS", 150, "visitors", "visitors at a time", 1)
PRELOAD = Setting("VGG16_PRELOAD", 1, "0 or 1", "whether what is needed first is made ahead")

ALL_SETTINGS = (
    *(KEPT, ANSWERS, FEATURES, SETS, TAUGHT_HEADS, EXPORTS, PHOTOS),
    *(WAITING, SECONDS, PAGES, VISITORS, PRELOAD),
)


def setting_problems() -> tuple[str, ...]:
    """What is wrong with the settings; empty if nothing is."""
    return tuple(filter(None, (each.problem for each in ALL_SETTINGS)))
