"""Activations of all visitors' photos, kept small enough for a class, and exact.

Kept are the layers that are dear to compute, packed without loss. What is cheap is computed again:
the first block, which takes half of the bytes and an eighth of the work, and poolings, which follow
from the layer before them.
"""

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from time import monotonic

from explorer.architecture.summary import totals
from explorer.observed import Observed
from explorer.shared.derived import dear_layers, deepest, missing_layers, share_of_work
from explorer.shared.kept_looks import KeptLooks
from explorer.shared.models import network_of
from explorer.shared.packing import AnyLayers, Layers
from explorer.shared.picture_look import PictureLook
from explorer.shared.switched_off import changes_nothing, pass_from

PASS_LOG_VARIABLE = "VGG16_PASS_LOG"
"""Names a file that gets a line for each pass: seconds, its share of a whole pass's work, MACs."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to come to the layers of one look.

    Attributes:
        observed: What is looked at.
        names: The layers to have at hand, but for those that are before anything is switched off.
        kept: Those that are kept.
        looked_at: What somebody looks at, and compares with all else.
    """

    observed: Observed
    names: tuple[str, ...]
    kept: AnyLayers
    looked_at: Observed

    @property
    def missing(self) -> list[str]:
        """The layers that have to be computed."""
        return missing_layers(self.kept, self.observed, self.names)

    @property
    def is_compared(self) -> bool:
        """Whether something else is looked at, and compared with this."""
        return self.observed not in (self.looked_at, self.looked_at.untouched)


@dataclass(frozen=True, slots=True)
class Passes:
    """How often photos went through networks.

    Attributes:
        num: Passes that began.
        work: Their work in multiply-accumulates, as a multiple of whole passes.
    """

    num: int = 0
    work: float = 0.0


class Activations:
    """The latest photos' activations; any thread may ask."""

    def __init__(self, most_mib: int) -> None:
        """Keep at most this many MiB of layers."""
        self._one_pass = threading.Lock()
        self._looks = KeptLooks(most_mib)
        self.passes = Passes()

    def answering(self) -> AbstractContextManager[None]:
        """To be held while a visitor alone is answered: packing what is kept waits for the end."""
        return self._looks.answering()

    def look(self, needs: Mapping[Observed, Iterable[str]]) -> PictureLook:
        """Have layers at hand; for all that is observed there is one pass at most.

        Args:
            needs: Names of layers, by what is observed; the first one is what the look is at.

        Raises:
            ValueError: A network has no such layer, or does not take the picture.
        """
        for observed, names in needs.items():
            for name in names:
                observed.network.row(name)  # its error names the layers that there are
        looks: dict[Observed, PictureLook] = {}
        for plan in self._plans(needs):
            looks[plan.observed] = self._look(plan, looks.get(plan.observed.untouched))
        first = looks[next(iter(needs))]
        first.others = looks
        return first

    def is_quick(self, observed: Observed, names: Iterable[str]) -> bool:
        """Whether layers can be had without a whole pass, because the other ones are kept."""
        return all(
            not plan.missing or (bool(plan.kept) and self._is_short(plan, others_kept=True))
            for plan in self._plans({observed: names})
        )

    def _plans(self, needs: Mapping[Observed, Iterable[str]]) -> list[_Plan]:
        """How to come to layers: what is switched off goes on from what nothing is done to."""
        looked_at = next(iter(needs))
        wanted: dict[Observed, list[str]] = defaultdict(list)
        changed: list[_Plan] = []
        for observed, names in needs.items():
            before, after = observed.split(names)
            wanted[observed.untouched] += before
            if observed.interventions:
                changed.append(_Plan(observed, after, self._looks.layers(observed), looked_at))
                begins_at = [_first_off(observed)] if changed[-1].missing else []
                wanted[observed.untouched] += begins_at
        return [
            *(
                _Plan(
                    observed,
                    tuple(dict.fromkeys(names)),
                    self._looks.layers(observed),
                    looked_at,
                )
                for observed, names in wanted.items()
            ),
            *changed,
        ]

    def _is_short(self, plan: _Plan, others_kept: bool) -> bool:
        """Whether a short pass is the right way to the missing layers."""
        if not (others_kept or not self._looks.keeps_any):
            return False  # a whole pass gives those too that are asked for next
        return set(plan.missing) <= set(network_of(plan.observed.network).cheap_layers)

    def forget(self, is_wanted: Callable[[str], bool]) -> None:
        """Drop what is kept of pictures that nobody wants, by their digests."""
        self._looks.forget(is_wanted)

    @property
    def num_bytes(self) -> int:
        """Bytes of the layers that are kept."""
        return self._looks.num_bytes

    @property
    def num_pictures(self) -> int:
        """How many pictures are kept, each once for each network and each way to look at it."""
        return self._looks.num_pictures

    def _look(self, plan: _Plan, below: PictureLook | None) -> PictureLook:
        """Look; where something is switched off, with a look at the same with nothing off."""
        observed = plan.observed
        if not plan.is_compared:
            self._looks.note_looked_at(observed)
        if not plan.missing:
            return PictureLook(observed, plan.kept, {}, below)
        if below is not None and changes_nothing(observed, below.layer(_first_off(observed))):
            kept = self._looks.layers(below.observed)
            same = replace(plan, observed=below.observed, kept=kept)
            return PictureLook(observed, {}, {}, below, self._look(same, None))
        with self._one_pass:  # whoever waits here may find that the pass is done
            plan = replace(plan, kept=self._looks.layers(plan.observed) or plan.kept)
            missing = plan.missing
            computed = self._compute(plan, below) if missing else {}
        at_hand = {name: computed[name] for name in missing}
        return PictureLook(plan.observed, plan.kept, at_hand, below)

    def _compute(self, plan: _Plan, below: PictureLook | None) -> Layers:
        observed, network = plan.observed, network_of(plan.observed.network)
        is_short = self._is_short(plan, bool(plan.kept))
        if observed.interventions and below is not None:
            outputs = self._go_on(plan, below, is_short)
        elif is_short:
            self._count(observed, share_of_work(observed.network, network.cheap_layers))
            pixels = observed.picture.pixels
            return network.activations(pixels, plan.missing, observed.preparation)
        else:
            self._count(observed, 1.0)
            outputs = network.activations(observed.picture.pixels, None, observed.preparation)
        if self._looks.keeps_any and not is_short:
            dear = {name: outputs[name] for name in dear_layers(observed, network)}
            self._looks.keep(observed, dear, is_compared=plan.is_compared)
        return outputs

    def _go_on(self, plan: _Plan, below: PictureLook, is_short: bool) -> Layers:
        """Go on from the first layer in which something is switched off: to the end, or far enough.

        A pass to the end gives those layers too that are asked for next, if they can be kept.
        """
        observed, network = plan.observed, network_of(plan.observed.network)
        to_the_end = self._looks.keeps_any and not is_short
        last = None if to_the_end else deepest(observed.network, plan.missing)
        first = _first_off(observed)
        outputs = pass_from(network, observed, below.layer(first), last)
        self._count(observed, share_of_work(observed.network, set(outputs) - {first}))
        return outputs

    def _count(self, observed: Observed, work: float) -> None:
        self.passes = Passes(self.passes.num + 1, self.passes.work + work)
        if path := os.environ.get(PASS_LOG_VARIABLE):
            with open(path, "a", encoding="utf-8") as log:
                macs = work * totals(observed.network.rows).num_macs
                log.write(f"{monotonic():.3f} {work:.4f} {macs:.0f}\n")


def _first_off(observed: Observed) -> str:
    """The first layer in which something is switched off."""
    return observed.interventions[0].layer_name
