"""What the person who starts the server may set besides numbers, and what other rooms read."""

import os
from dataclasses import dataclass

from explorer.architecture.limits import shown
from explorer.runtime.memory import DEFAULT_LIMIT_MIB, LIMIT_VARIABLE
from explorer.runtime.weights import OFFLINE_VARIABLE
from explorer.runtime.weights_layout import WEIGHTS_VARIABLE
from explorer.shared.activations import PASS_LOG_VARIABLE
from explorer.shared.teacher import TOKEN_VARIABLE


@dataclass(frozen=True, slots=True)
class OtherSetting:
    """A text that an environment variable sets.

    Attributes:
        variable: Its name.
        what: As in `Setting`.
        default: What holds without it, in words.
        is_secret: Whether its value is shown to nobody.
    """

    variable: str
    what: str
    default: str
    is_secret: bool = False

    @property
    def shown_value(self) -> str:
        """The value in use, for the teacher's page."""
        text = os.environ.get(self.variable)
        if not text:
            return self.default
        return "set" if self.is_secret else shown(text)


OTHER_SETTINGS = (
    OtherSetting(WEIGHTS_VARIABLE, "a file of weights, used before all others", "none"),
    OtherSetting(OFFLINE_VARIABLE, "1: never use the network", "off"),
    OtherSetting(LIMIT_VARIABLE, "MiB that a network of your own may take", str(DEFAULT_LIMIT_MIB)),
    OtherSetting(TOKEN_VARIABLE, "opens the teacher's page", "drawn at random", is_secret=True),
    OtherSetting(PASS_LOG_VARIABLE, "a file that gets a line for each pass, for measuring", "none"),
)
