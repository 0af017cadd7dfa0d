"""What follows one click of a visitor without a browser."""

import asyncio
import re
from dataclasses import dataclass, field

from benchmarks.classroom.widgets import Part

BUSY = re.compile(r"try again in (?:about )?(\d+)", re.IGNORECASE)
"""How the app says that it cannot answer now, and when to ask again, in seconds."""


@dataclass(slots=True)
class Answer:
    """What followed one click.

    Attributes:
        start: When the click was made, in seconds of the monotonic clock.
        end: When the page was complete, its new pictures included; 0 before.
        fragment: The part of the page that was asked for; "" for the whole.
        components: The keys of the app's own components that the answer drew.
        pictures: Addresses of the pictures that it shows.
        errors: Exceptions and red alerts.
        busy: Whether the app said that it was too busy.
        retry_seconds: After which it said to ask again.
        size: Bytes received.
    """

    start: float
    fragment: str = ""
    end: float = 0
    components: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    busy: bool = False
    retry_seconds: float = 0
    size: int = 0
    runs: set[str] = field(default_factory=set)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def seconds(self) -> float:
        """How long the visitor waited."""
        return self.end - self.start

    def note(self, part: Part) -> None:
        """Add what one message shows."""
        self.pictures.update(part.pictures)
        if part.component:
            self.components.add(part.component)
        if found := BUSY.search(part.error or part.told):
            self.busy, self.retry_seconds = True, float(found.group(1))
        elif part.error:
            self.errors.add(part.error)
