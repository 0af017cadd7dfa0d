"""How long teaching takes, and what a run came to, in words."""

from explorer import units
from explorer.transfer.trained import MOST_MEMORY_BYTES, TaughtRun, TrainedHead
from explorer.words import several

_MINUTE = 60


def set_note(num_training: int, num_validation: int) -> str:
    """How many photos there are of each part."""
    return f"{several(num_training, 'photo')} for training, {num_validation:,} for validation."


def fine_tuning_note(photo_s: float, num_training: int, epochs: int) -> str:
    """How long fine-tuning will take.

    Args:
        photo_s: Seconds that one photo of one epoch took, just measured.
        num_training: Photos of an epoch.
        epochs: Epochs to come.
    """
    epoch_s = photo_s * num_training
    whole = f"{several(epochs, 'epoch')} take about {_duration(epoch_s * epochs)}, "
    return (
        f"**Fine-tuning is slow.** An epoch of {several(num_training, 'photo')} takes about "
        f"{_duration(epoch_s)} on this computer, as just measured on two photos; "
        f"{whole * (epochs > 1)}longer while others use it."
    )


def starts_again_note(head: TrainedHead) -> str:
    """Why a fine-tuned head cannot be taught on."""
    return (
        f"It cannot be taught on. For that, {units.memory(head.memory_bytes)} would be kept: what "
        "Adam remembers of each number that learned. At most "
        f"{units.memory(MOST_MEMORY_BYTES)} are kept, and less where other runs need the room. "
        "Training from the start gives the same result."
    )


def run_facts(run: TaughtRun) -> str:
    """What a run came to, in a line."""
    epochs, total = run.head.epochs, len(run.digests)
    taken = f"{several(len(epochs), 'epoch')}, {_duration(run.head.seconds)}"
    if not epochs.validation_accuracy:
        return f"{taken}; no photos for validation"
    right = round(epochs.validation_accuracy[-1] * total)
    share = units.percent(right / total)
    return f"**{right} of {total}** right ({share}); {taken}"


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{max(seconds, 0.1):.1f} s"
    return f"{seconds / _MINUTE:.1f} min"
