"""What the curves of a head say, in words: claimed only where the numbers show it."""

from math import isfinite

from explorer.transfer.trained import Epochs
from explorer.words import several

FEW_PHOTOS = 20
"""For validation: with fewer, one photo moves the accuracy by more than 5 points."""

TREND_EPOCHS = 3
"""The last epochs, in which the loss falls, or changes little; more where there are many."""

TREND_SHARE = 10
"""One in so many epochs, where those are more: what falls slowly falls all the same."""

HARDLY = 0.95
"""Times the loss of the first epoch: what stays above it has hardly fallen."""

SINCE_EPOCHS = 5
"""Epochs in a row without a new lowest loss before it is called overfitting."""

RISE = 1.1
"""Times the lowest loss: what the validation's has risen to before it is called overfitting."""

STILL = 0.98
"""Of the loss a few epochs ago: falling below that is still learning."""

DIVERGED = 1.5
"""Times the loss of the first epoch."""

WAS_RIGHT = 0.999
"""Share from which all photos were right: shares are floats."""


def count_note(epochs: Epochs, num_training: int, num_validation: int) -> str:
    """How many photos are right after the last epoch, with their number.

    Args:
        epochs: How the head did; "" before the first.
        num_training: Photos that it learned from in each epoch, mirrored ones counted too.
        num_validation: Photos for validation.
    """
    if not len(epochs):
        return ""
    right = round(epochs.accuracy[-1] * num_training)
    learned = f"{right} of {num_training} while it learned from them"
    if not epochs.validation_accuracy:
        return f"After {several(len(epochs), 'epoch')}, right: {learned}."
    judged = round(epochs.validation_accuracy[-1] * num_validation)
    return (
        f"After {several(len(epochs), 'epoch')}, right: **{judged} of {num_validation}** for "
        f"validation, {learned}."
    )


def curves_note(epochs: Epochs, planned: int, num_validation: int) -> str:
    """What the curves show, and what to try; "" before the first epoch.

    Args:
        epochs: How the head did.
        planned: Epochs in all.
        num_validation: Photos for validation.
    """
    if not len(epochs):
        return ""
    return " ".join(filter(None, [_reading(epochs, planned), _few_photos(epochs, num_validation)]))


def _reading(epochs: Epochs, planned: int) -> str:
    if _has_diverged(epochs):
        return (
            "**It does not learn:** the loss is higher than at the beginning. Try a smaller "
            "learning rate, to see whether that is the cause."
        )
    if len(epochs) == 1:
        return (
            "**One epoch** is one pass through all photos for training. More epochs show a trend."
        )
    if not epochs.validation_loss:
        return _training_alone(epochs)
    lowest = lowest_epoch(epochs)
    if is_overfitting(epochs):
        return (
            f"**Overfitting since epoch {lowest}:** after it the loss of validation was "
            "never as low again, while that of training fell further. The head learns these "
            "photos by heart. Stop earlier, add photos, or use more dropout."
        )
    if _all_right_from_the_start(epochs):
        return (
            "**All right from the start:** after the first epoch, all photos for validation were "
            "right. Try harder photos."
        )
    return _trend(epochs, planned)


def _trend(epochs: Epochs, planned: int) -> str:
    if is_still_learning(epochs):
        more = " More epochs may help." if len(epochs) >= planned else ""
        return f"**Still learning:** the loss of validation is still falling.{more}"
    if _hardly_learns(epochs, planned):
        return (
            f"**Hardly learning:** in {several(len(epochs), 'epoch')} the loss of training was "
            "never 5 % lower than after the first. Try a larger learning rate where the curve is "
            "smooth, a smaller one where it jumps."
        )
    if _has_settled(epochs):
        last = several(_trend_epochs(epochs), "epoch")
        return f"**It has settled:** the loss of validation has changed little in the last {last}."
    return "**Up and down:** the loss of validation moves without a clear direction."


def lowest_epoch(epochs: Epochs) -> int:
    """The last epoch, counted from 1, after which the loss of validation was lowest."""
    losses = epochs.validation_loss
    return len(losses) - losses[::-1].index(min(losses))


def is_overfitting(epochs: Epochs) -> bool:
    """Whether validation gets worse while training gets better."""
    losses, lowest = epochs.validation_loss, lowest_epoch(epochs)
    return (
        len(losses) - lowest >= SINCE_EPOCHS
        and losses[-1] > RISE * losses[lowest - 1]
        and epochs.loss[-1] < epochs.loss[lowest - 1]
    )


def is_still_learning(epochs: Epochs) -> bool:
    """Whether the loss of validation has fallen over the last epochs, down to its lowest."""
    losses = epochs.validation_loss
    before = losses[-1 - _trend_epochs(epochs)]
    return losses[-1] == min(losses) and losses[-1] < STILL * before


def _has_settled(epochs: Epochs) -> bool:
    last = epochs.validation_loss[-1 - _trend_epochs(epochs) :]
    return max(last) <= min(last) / STILL


def _trend_epochs(epochs: Epochs) -> int:
    """How many of the last epochs show where the loss goes."""
    return min(max(TREND_EPOCHS, len(epochs) // TREND_SHARE), len(epochs) - 1)


def _hardly_learns(epochs: Epochs, planned: int) -> bool:
    """Whether training changed little although there was time, and there is something to learn."""
    had_time = len(epochs) >= min(planned, TREND_SHARE)
    is_all_right = epochs.accuracy[-1] >= WAS_RIGHT
    return had_time and not is_all_right and min(epochs.loss) > HARDLY * epochs.loss[0]


def _has_diverged(epochs: Epochs) -> bool:
    first, last = epochs.loss[0], epochs.loss[-1]
    return not isfinite(last) or (len(epochs) > 1 and last > DIVERGED * first)


def _all_right_from_the_start(epochs: Epochs) -> bool:
    return min(epochs.validation_accuracy) >= WAS_RIGHT


def _training_alone(epochs: Epochs) -> str:
    fell = "fell" if epochs.loss[-1] < epochs.loss[0] else "did not fall"
    return (
        f"The loss of training {fell}. Without photos for validation nobody knows how the head "
        "does with photos that it has not learned from."
    )


def _few_photos(epochs: Epochs, num_validation: int) -> str:
    if not epochs.validation_loss or num_validation >= FEW_PHOTOS:
        return ""
    points = 100 / num_validation
    return (
        f"With {several(num_validation, 'photo')} for validation, one photo more or less is "
        f"{points:.0f} points of accuracy: too few to tell small differences."
    )


def curves_alt(epochs: Epochs, what: str) -> str:
    """What a chart shows, for those who do not see it.

    Args:
        epochs: How the head did.
        what: "Loss" or "Accuracy".
    """
    if not len(epochs):
        return f"{what} over the epochs: nothing yet."
    training, validation = (
        (epochs.loss, epochs.validation_loss)
        if what == "Loss"
        else (epochs.accuracy, epochs.validation_accuracy)
    )
    ends = f"training from {training[0]:.2f} to {training[-1]:.2f}"
    if validation:
        ends += f", validation from {validation[0]:.2f} to {validation[-1]:.2f}"
    return f"{what} over {several(len(epochs), 'epoch')}: {ends}."
