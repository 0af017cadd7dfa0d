"""What the tests of all figures share."""

import json
from collections.abc import Iterator
from functools import wraps
from typing import Any

import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from explorer.figures import theme


@pytest.fixture(autouse=True)
def _every_figure_is_what_plotly_makes_of_it() -> Iterator[None]:
    """Pages send figures unchecked: here Plotly checks each, and would send the same itself."""
    describe = theme.figure

    @wraps(describe)
    def checked(*args: Any, **kwargs: Any) -> theme.Figure:
        made = describe(*args, **kwargs)
        assert sent(made) == sent(plotlys_own(made))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "figure", checked)
        yield


def sent(figure: go.Figure) -> dict[str, Any]:
    """What the browser gets of a figure."""
    received: dict[str, Any] = json.loads(to_json(figure, validate=False))
    return received


def plotlys_own(made: theme.Figure) -> go.Figure:
    """The same figure, all of it made by Plotly."""
    figure = go.Figure({"data": made.data, "layout": made.layout})
    figure.layout.template = None
    return figure
