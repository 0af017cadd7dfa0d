"""Other Python programs that tests start."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest


@contextmanager
def without_main_file() -> Iterator[None]:
    """Let a program start that does not run this one's main file again, as it would otherwise.

    That file may be a page that an earlier test has left behind.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        yield
