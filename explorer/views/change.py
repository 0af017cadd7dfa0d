"""The chosen photo beside a changed one, or beside another photo, on the same layer."""

from dataclasses import dataclass, replace

from explorer.equivariance import Movement
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.amounts import AmountRange
from explorer.images.samples import SAMPLES
from explorer.images.transforms import TRANSFORMS, movement, parameter_for, transformed
from explorer.kept import kept
from explorer.observed import Observed, Picture, picture_of
from explorer.session.choices import chosen_size
from explorer.session.parameters import ANOTHER_PHOTO, BY, CHANGE, OTHER_PHOTO
from explorer.session.photos import chosen_picture, picture_of_choice
from explorer.shared.questions.change import MapDifference, Responses


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """What the chosen photo is compared with.

    Attributes:
        title: What was done to the photo, such as "Shifted to the right: 8 px".
        note: What might surprise the visitor; "" for nothing.
        picture: The changed photo, or the other one.
        movement: How it moved the photo; None where it did not, or no grid can follow.
    """

    title: str
    note: str
    picture: Picture
    movement: Movement | None


def change_parameter() -> AmountRange | None:
    """The amounts of the chosen change to choose from; None if it has no amount."""
    change = CHANGE.chosen()
    if change == ANOTHER_PHOTO:
        return None
    return parameter_for(change, chosen_size().sides)


def choose_usual_amount() -> None:
    """Go back to the default amount: another change was chosen. Call it from a callback."""
    BY.choose(None)


def chosen_amount(parameter: AmountRange) -> float:
    """The chosen amount of the change, or the nearest that exists; by default the usual one."""
    amount = BY.chosen()
    return parameter.nearest(parameter.default if amount is None else amount)


def changed_photo() -> Changed:
    """The chosen photo after the chosen change, or the other photo."""
    change, parameter = CHANGE.chosen(), change_parameter()
    if change == ANOTHER_PHOTO:
        choice = OTHER_PHOTO.chosen()
        title = SAMPLES[choice].title if choice in SAMPLES else "Your own photo"
        return Changed(title, "", picture_of_choice(choice), None)
    return _changed(chosen_picture(), change, chosen_amount(parameter) if parameter else None)


@kept(mib=32)
def _changed(picture: Picture, change: str, amount: float | None) -> Changed:
    transform = TRANSFORMS[change]
    return Changed(
        title=_title(transform.label, transform.parameter, amount),
        note=transform.note,
        picture=picture_of(transformed(picture.pixels, change, amount), picture.digest.origin),
        movement=movement(change, amount),
    )


def _title(label: str, parameter: AmountRange | None, amount: float | None) -> str:
    if parameter is None or amount is None:
        return label
    space = " " if parameter.unit.isascii() and parameter.unit else ""
    return f"{label}: {amount:g}{space}{parameter.unit}"


def difference_question(
    observed: Observed, changed: Changed, layer_name: str, channel: int, look: WallLook
) -> MapDifference:
    """What to ask about a channel of a layer for both photos."""
    second = replace(observed, picture=changed.picture)
    return MapDifference(second, changed.movement, layer_name, channel, look)


def responses_question(observed: Observed, changed: Changed) -> Responses:
    """What to ask about how much the change moved each layer."""
    return Responses(replace(observed, picture=changed.picture), changed.movement)
