"""How the server is doing: what the teacher's page shows."""

from collections.abc import Mapping, Sequence

from explorer import units
from explorer.runtime.resident import resident_memory
from explorer.runtime.weights import NO_TOP, WITH_TOP
from explorer.settings import ALL_SETTINGS, ANSWERS, KEPT, VISITORS, WAITING
from explorer.shared.engine import Health, engine
from explorer.shared.models import is_loaded
from explorer.shared.other_settings import OTHER_SETTINGS
from explorer.shared.page_times import page_times
from explorer.shared.weights import lost_file_problem, weights_state
from explorer.units import BYTES_PER_MIB
from explorer.words import several

Table = Mapping[str, Sequence[object]]

NEARLY_FULL = 0.95
"""Share of a bound from which what comes next pushes something else out."""


def server_health() -> Health:
    """How the engine is doing at this moment."""
    return engine.health()


def model_facts() -> tuple[str, ...]:
    """Sentences about the network: which weights it has, and whether it is in memory."""
    state = weights_state(start=False)
    if state.path is not None:
        weights = f"VGG16 is trained. Its weights come from {state.path}. {state.note}".strip()
    elif state.fetching is not None:
        done, total = state.fetching.progress.done, state.fetching.progress.total
        weights = f"The weights are being downloaded: {_of(done, total)}."
    else:
        weights = f"VGG16 is untrained: its weights are random. {state.problem}".strip()
    loaded = (
        "TensorFlow and the network are in memory."
        if is_loaded()
        else "TensorFlow and the network are not loaded yet."
    )
    lost = (lost_file_problem(wanted) for wanted in (NO_TOP, WITH_TOP))
    return weights, loaded, _about_dense_layers(), *filter(None, lost)


def _about_dense_layers() -> str:
    state = weights_state(WITH_TOP, start=False)
    if state.path is not None:
        return f"The dense layers come from {state.path}."
    if state.fetching is not None:
        return "The dense layers are being downloaded."
    return f"The dense layers are not here. {state.problem}".strip()


def _of(done: int, total: int) -> str:
    return f"{units.megabytes(done)} of {units.megabytes(total)}" if total else "it is starting"


def work_numbers(health: Health) -> dict[str, str]:
    """Visitors, what waits, and what was done, by name."""
    return {
        "Visitors here": f"{health.visitors} of {VISITORS.value}",
        "Questions open": f"{health.waiting}, {WAITING.value} may wait",
        "Long work open": f"{health.jobs}",
        "Passes": units.count(health.passes),
        "As whole passes": f"{health.pass_work:,.1f}",
    }


def memory_numbers(health: Health) -> dict[str, str]:
    """What this server holds in memory, by name."""
    resident = resident_memory()
    return {
        "In memory": _memory(resident.now),
        "At its peak": _memory(resident.peak),
        "Activations kept": _within(health.kept_bytes, KEPT.value),
        "Answers kept": _within(health.answer_bytes, ANSWERS.value),
        "Pictures kept": units.count(health.pictures),
    }


def _memory(num_bytes: int | None) -> str:
    return units.UNKNOWN if num_bytes is None else units.memory(num_bytes)


def _within(num_bytes: int, most_mib: int) -> str:
    return f"{num_bytes / BYTES_PER_MIB:,.1f} of {most_mib:,} MiB"


def bounds_reached(health: Health) -> tuple[str, ...]:
    """A sentence for each bound that is reached: what follows, and which setting moves it."""
    reached = {
        f"The server is full: no other visitor is let in. {VISITORS.variable} sets how many may "
        "come.": health.visitors >= VISITORS.value,
        f"The memory for activations is full: those of {several(health.pictures, 'picture')} are "
        "kept, and older ones are computed again when somebody goes back to them. "
        f"{KEPT.variable} sets how much is kept.": _is_full(health.kept_bytes, KEPT.value),
        "The memory for answers is full: older ones are worked out again from the activations. "
        f"{ANSWERS.variable} sets how much is kept.": _is_full(health.answer_bytes, ANSWERS.value),
    }
    return tuple(sentence for sentence, is_reached in reached.items() if is_reached)


def _is_full(num_bytes: int, most_mib: int) -> bool:
    return num_bytes > 0 and num_bytes >= NEARLY_FULL * most_mib * BYTES_PER_MIB


def page_times_table() -> Table:
    """The pages that have run, the slowest first."""
    times = page_times.slowest_first()
    return {
        "Page": [each.page for each in times],
        "Median, s": [round(each.median_s, 2) for each in times],
        "Longest, s": [round(each.longest_s, 2) for each in times],
        "Runs": [each.num_runs for each in times],
    }


def settings_table() -> Table:
    """All settings: what is in use, and the default."""
    numbers = [
        (each.variable, each.what, f"{each.value} {each.unit}", f"{each.default} {each.unit}")
        for each in ALL_SETTINGS
    ]
    others = [(each.variable, each.what, each.shown_value, each.default) for each in OTHER_SETTINGS]
    columns = zip(*numbers, *others, strict=True)
    names = ("Variable", "What it sets", "In use", "Default")
    return {name: list(cells) for name, cells in zip(names, columns, strict=True)}
