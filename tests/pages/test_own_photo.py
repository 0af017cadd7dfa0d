"""A visitor's own photo: taken away, nothing of it is left in the server's memory."""

import gc
import io
import weakref
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer import kept
from explorer.belongings import belongings
from explorer.digests import comes_from
from explorer.images.intake import take_in
from explorer.observed import Picture
from explorer.session.address import UPLOAD_AGAIN
from explorer.shared.engine import engine
from explorer.shared.questions.long_work import AverageFields
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    alt_texts,
    button,
    chosen,
    errors,
    go_along_history,
    go_to,
    unfold,
    uploader,
    wait_for_work,
)

REMOVE = "Remove my photo"
PAGES = ("activations", "depth", "change", "mistakes", "measured", "growth", "try_it")


def png(seed: int = 16) -> bytes:
    """A picture that no other test has."""
    pixels = np.random.default_rng(seed).integers(0, 256, (70, 90, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def origin_of(data: bytes) -> str:
    """What identifies a photo."""
    return str(take_in(data).cache_key)


def upload(at: AppTest, data: bytes) -> AppTest:
    """Give a file to the uploader."""
    uploader(at).upload("mine.png", data, "image/png").run()
    assert errors(at) == []
    return at


def cross(at: AppTest) -> AppTest:
    """Press the cross on the file."""
    uploader(at).set_value(None).run()
    return at


def remove(at: AppTest) -> AppTest:
    """Press the button."""
    return button(at, REMOVE).click().run()


def keys_of(origin: str) -> Iterator[object]:
    """The keys of all results that this process keeps about a photo."""
    for cache, _condition in kept._caches:
        yield from (key for key in cache if comes_from(key, [origin]))
    yield from (key for key in engine._answers if comes_from(key, [origin]))
    looks = engine._activations._looks
    for each in (looks._fresh, looks._packed, looks._latest):
        yield from (key for key in each if comes_from(key, [origin]))
    for queue in (*engine._queues, engine._work):
        for results in queue._results._kept.values():
            yield from (about for about in results if comes_from(about, [origin]))
        abouts = [ticket.job.subject.about for ticket in queue._tickets.values()]
        yield from (about for about in abouts if comes_from(about, [origin]))
    yield from (digest for digest in engine.visitors.wanted if comes_from(digest, [origin]))


class Pixels:
    """The pixels of a visitor's own photo and of all pictures made from it, while they are held."""

    def __init__(self, at: AppTest) -> None:
        own = belongings.get(at.session_state["visitor"], "own_photo").photo
        values = [value for cache, _condition in kept._caches for value in cache.values()]
        parts = [getattr(value, "picture", value) for value in values]
        pictures = [each for each in parts if isinstance(each, Picture)]
        made = [each for each in pictures if comes_from(each.digest, [own.sha256])]
        self.refs = [weakref.ref(each.pixels) for each in (own, *made)]

    @property
    def photo_is_held(self) -> bool:
        """Whether those of the photo itself are still there."""
        return self.num > 0 and self.refs[0]() is not None

    @property
    def num(self) -> int:
        """How many are still there."""
        gc.unfreeze()  # the app hides from the collector what was loaded
        gc.collect()
        gc.freeze()  # or every later test would have all libraries searched
        return sum(ref() is not None for ref in self.refs)


@pytest.mark.usefixtures("photos_pass_vgg16")
@pytest.mark.parametrize("how", [cross, remove], ids=["the cross", "the button"])
def test_nothing_is_left_of_a_photo_that_was_removed(
    open_app: OpenApp, how: Callable[[AppTest], AppTest]
) -> None:
    at = upload(open_app(size="64x64"), png())
    origin = origin_of(png())
    for page in PAGES:
        go_to(at, page)
        assert errors(at) == []
    go_to(at, "measured")
    at.segmented_control(key="over").set_value("photos").run()
    button(at, "Average these fields").click().run()
    wait_for_work(at, AverageFields.kind)
    pixels = Pixels(at)
    assert pixels.photo_is_held
    assert len(list(keys_of(origin))) > 2 * len(PAGES)
    how(upload(go_to(at, "growth"), png()))  # the cross is there until the page changes
    assert not pixels.photo_is_held
    assert list(keys_of(origin)) == []
    assert chosen(at, "photo") == "chelsea"
    assert "own" not in at.selectbox(key="photo").options
    assert not any(each.label == REMOVE for each in at.button)
    go_to(at, "activations")
    assert errors(at) == []
    assert "Your own photo" not in alt_texts(at)


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_no_pixels_of_pictures_made_from_it_are_left(open_app: OpenApp) -> None:
    at = upload(open_app(size="64x64"), png())
    for page in ("change", "growth", "try_it"):
        go_to(at, page)
    pixels = Pixels(at)
    assert pixels.num > 2  # the photo, the network's input, the changed one
    remove(unfold(go_to(at, "budget")))
    assert pixels.num == 0


def test_a_photo_that_another_one_replaces_is_gone_too(open_app: OpenApp) -> None:
    at = upload(open_app(), png())
    pixels = Pixels(at)
    upload(at, png(17))
    origin = origin_of(png())
    assert pixels.num == 0
    assert list(keys_of(origin)) == []
    assert chosen(at, "photo") == "own"


def test_the_same_photo_again_stays(open_app: OpenApp) -> None:
    at = upload(upload(open_app(page="growth"), png()), png())
    origin = origin_of(png())
    assert chosen(at, "photo") == "own"
    assert list(keys_of(origin))


def test_the_other_photo_goes_with_it(open_app: OpenApp) -> None:
    at = upload(open_app(change="other-photo"), png())
    at.selectbox(key="photo").select("coffee").run()
    at.session_state["choices"]["other_photo"] = "own"
    remove(at)
    assert (chosen(at, "photo"), chosen(at, "other_photo")) == ("coffee", "coffee")


def test_the_cross_on_a_refused_file_leaves_the_photo(open_app: OpenApp) -> None:
    at = upload(open_app(), png())
    uploader(at).upload("mine.txt.png", b"no picture", "image/png").run()
    assert len(errors(at)) == 1
    cross(at)
    assert errors(at) == []
    assert chosen(at, "photo") == "own"
    remove(at)
    assert chosen(at, "photo") == "chelsea"


def test_back_to_a_photo_that_was_removed(open_app: OpenApp) -> None:
    at = upload(open_app(), png())
    address = dict(at.query_params)
    remove(at)
    go_along_history(at, address)
    assert [warning.value for warning in at.warning][:1] == [UPLOAD_AGAIN]
    assert chosen(at, "photo") == "chelsea"


def test_who_has_gone_leaves_nothing_behind(open_app: OpenApp) -> None:
    at = upload(open_app(page="growth"), png())
    pixels, visitor = Pixels(at), at.session_state["visitor"]
    origin = origin_of(png())
    engine.forget(visitor)
    assert pixels.num == 0
    assert list(keys_of(origin)) == []
