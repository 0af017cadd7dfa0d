"""What the tests of engines share: each runs with the engine here, and behind a process border."""

from collections.abc import Callable, Iterator

import pytest

from explorer.kept import forget_all
from explorer.runtime import vgg16
from explorer.shared.models import forget_models
from tests.pages import loaded
from tests.shared import probes
from tests.shared.engine_process import Lab, behind_a_border, embedded
from tests.shared.looks import own_network, small_network

LABS: dict[str, Callable[[], object]] = {"embedded": embedded, "behind a border": behind_a_border}


@pytest.fixture(scope="module", params=LABS)
def any_lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A place where an engine lives, networks loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vgg16, "load_untrained", loaded.load_untrained)
        with LABS[request.param]() as found:
            for network in (small_network(), own_network()):
                found.there(probes.load, network)
            yield found
        if request.param == "embedded":
            forget_all()
            forget_models()


@pytest.fixture
def lab(any_lab: Lab) -> Iterator[Lab]:
    """The same with a new engine; the test must leave it idle."""
    any_lab.restart()
    yield any_lab
    any_lab.there(probes.mend)
    assert any_lab.there(probes.wait_until_idle)
