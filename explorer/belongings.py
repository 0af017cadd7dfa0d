"""What visitors brought along, such as their own photo, until they have gone.

Streamlit forgets what a session keeps when the connection is lost for a second, or keeps it until
somebody else leaves. Here it stays until the visitor has really gone.
"""

import threading
from collections.abc import Hashable
from typing import Any


class Belongings:
    """Values by visitor and name; any thread may use it."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._lock = threading.Lock()
        self._of: dict[Hashable, dict[str, Any]] = {}

    def keep(self, visitor: Hashable, name: str, value: object) -> None:
        """Keep a value for a visitor, in place of the one with that name."""
        with self._lock:
            self._of.setdefault(visitor, {})[name] = value

    def get(self, visitor: Hashable, name: str) -> Any:
        """A visitor's value; None if there is none."""
        with self._lock:
            return self._of.get(visitor, {}).get(name)

    def change(self, visitor: Hashable, name: str, value: object) -> None:
        """Keep a value in place of the one with that name; nothing where that has gone."""
        with self._lock:
            if name in self._of.get(visitor, {}):
                self._of[visitor][name] = value

    def of_everybody(self, name: str) -> dict[Hashable, Any]:
        """The values of that name, by visitor who has one."""
        with self._lock:
            return {who: values[name] for who, values in self._of.items() if name in values}

    def forget(self, visitor: Hashable, name: str = "") -> tuple[Any, ...]:
        """Forget a visitor's value of that name, or all of their values, and return them."""
        with self._lock:
            values = self._of.get(visitor, {})
            names = [name] if name in values else [] if name else list(values)
            gone = tuple(values.pop(each) for each in names)
            if not values:
                self._of.pop(visitor, None)
            return gone


belongings = Belongings()
"""Those of all visitors of this process."""
