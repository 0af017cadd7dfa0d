"""The photo as it should be prepared, and with each mistake."""

from collections.abc import Mapping
from dataclasses import replace

from explorer import units
from explorer.equivariance import Response
from explorer.figures.maps.feature_wall import WallLook
from explorer.figures.maps.harm import RankedMistake, ranked
from explorer.fitting import Fit
from explorer.images.encoding import png_rgb
from explorer.images.intake import Photo
from explorer.images.misread import on_its_side
from explorer.images.sizing import fit
from explorer.kept import kept
from explorer.mistakes import MISTAKES, ON_ITS_SIDE, SQUEEZED, Effect, effect_of
from explorer.observed import Observed, Picture, picture_of
from explorer.session.parameters import FIT
from explorer.session.photos import chosen_photo, chosen_picture_at
from explorer.session.state import callback
from explorer.shared.questions.change import MapDifference, Responses
from explorer.shared.questions.classes import BothProbabilities
from explorer.shared.questions.harm import Harms, MeasureHarm
from explorer.shared.requests import JobState
from explorer.views.classes import top_classes
from explorer.views.work import start_work, unasked_work, work_state


def with_each_mistake(right: Observed, misread: Mapping[str, Picture]) -> dict[str, Observed]:
    """What is observed with each mistake, by its code in `MISTAKES`.

    Args:
        right: Without a mistake.
        misread: The same photo with the mistakes that are made before there are pixels to prepare.

    Raises:
        ValueError: The network takes another number of channels than three.
    """
    return {
        code: replace(
            right, preparation=mistake.preparation, picture=misread.get(code, right.picture)
        )
        for code, mistake in MISTAKES.items()
    }


def misread_photo(size: tuple[int, int]) -> dict[str, Picture]:
    """The chosen photo at (height, width) with the mistakes that change the picture, by code."""
    return {
        SQUEEZED: chosen_picture_at(size, "squeeze"),
        ON_ITS_SIDE: _on_its_side(chosen_photo(), size, FIT.chosen()),
    }


@kept(mib=8)
def _on_its_side(photo: Photo, size: tuple[int, int], how: Fit) -> Picture:
    return picture_of(fit(on_its_side(photo.pixels), size, how), photo.cache_key)


@kept(mib=8)
def effect_on(picture: Picture, preparation: str) -> Effect:
    """What the network gets from a picture that is prepared in some way."""
    return effect_of(picture.pixels, preparation)


@kept(mib=8)
def effect_png(picture: Picture, preparation: str) -> bytes:
    """The same as a PNG."""
    return png_rgb(effect_on(picture, preparation).pixels)


def mistaken_map(wrong: Observed, layer_name: str, channel: int, look: WallLook) -> MapDifference:
    """What to ask about a channel of a layer without and with a mistake."""
    return MapDifference(wrong, None, layer_name, channel, look)


def mistaken_layers(wrong: Observed) -> Responses:
    """What to ask about how much a mistake changes each layer."""
    return Responses(wrong, None)


def mistaken_classes(wrong: Observed) -> BothProbabilities:
    """What to ask about the classes without and with a mistake."""
    return BothProbabilities(wrong, None)


def harm_of(
    right: Observed, mistakes: Mapping[str, Observed], *, with_classes: bool
) -> MeasureHarm:
    """The work that measures what mistakes do, in their order."""
    return MeasureHarm(right, tuple(mistakes.values()), with_classes)


def harm_state(work: MeasureHarm) -> JobState[Harms]:
    """How far that work is. It begins by itself, behind all that visitors ask for."""
    return work_state(work) or unasked_work(work)


def measured_layers(work: MeasureHarm, code: str) -> Mapping[str, Response]:
    """How much a mistake changes each layer, by its name; empty until all mistakes are measured.

    Where it is known, nobody has to compare all layers once more.
    """
    state = work_state(work)
    if state is None or state.result is None:
        return {}
    return dict(zip(MISTAKES, state.result.found, strict=True))[code].responses


@callback
def start_harm(work: MeasureHarm) -> None:
    """Ask for that work, where it did not begin by itself."""
    start_work(work)


def ranked_mistakes(state: JobState[Harms], layer_name: str) -> tuple[RankedMistake, ...]:
    """All mistakes by how much they change a layer, the worst first; then what is not known yet."""
    harms: Harms | None = state.result or state.progress.latest
    found = () if harms is None else harms.found
    known = {code: harm.changes for code, harm in zip(MISTAKES, found, strict=False)}
    labels = {code: mistake.label for code, mistake in MISTAKES.items()}
    return ranked(labels, known, layer_name)


def most_probable(state: JobState[Harms]) -> dict[str, str]:
    """The most probable class with each mistake, by its code; empty where that is not known."""
    harms: Harms | None = state.result or state.progress.latest
    found = () if harms is None else harms.found
    return {
        code: f"{top.name}, {units.percent(top.probability)}"
        for code, harm in zip(MISTAKES, found, strict=False)
        if harm.classes is not None
        for top in top_classes(harm.classes)[:1]
    }
