"""What a network makes of a picture, while questions about it are answered."""

from collections import OrderedDict
from collections.abc import Mapping

from explorer.arrays import Float32Array
from explorer.observed import Observed
from explorer.runtime.feature_network import FeatureNetwork
from explorer.shared.derived import layer_from
from explorer.shared.models import network_of
from explorer.shared.packing import AnyLayers, Layers

MOST_AT_HAND = 3
"""Unpacked layers at hand for one question: a layer, the one before it, and one more."""


class PictureLook:
    """A network's look at a picture.

    Attributes:
        observed: Which network looks at which picture, and how.
        others: The looks that the questions compare, this one among them, by what is observed.
    """

    def __init__(
        self,
        observed: Observed,
        kept: AnyLayers,
        computed: Layers,
        below: "PictureLook | None" = None,
        rest: "PictureLook | None" = None,
    ) -> None:
        """Look at what is kept, and at what was computed for this look.

        Args:
            observed: What is looked at.
            kept: Layers that are kept of it.
            computed: Layers that were computed.
            below: A look at the same with nothing switched off: it has the layers before that.
            rest: Another one that has the layers from there on too, because nothing changed.
        """
        self.observed = observed
        self.others: Mapping[Observed, PictureLook] = {}
        self._kept = kept
        self._computed = computed
        self._below = below
        self._rest = rest
        self._at_hand: OrderedDict[str, Float32Array] = OrderedDict()

    @property
    def network(self) -> FeatureNetwork:
        """The network itself."""
        return network_of(self.observed.network)

    def layer(self, name: str) -> Float32Array:
        """The activations of a layer, read-only float32 (height, width, channels).

        Raises:
            KeyError: The question did not say that it needs this layer.
        """
        before, _after = self.observed.split([name])
        elsewhere = self._below if before else self._rest
        if elsewhere is not None:
            return elsewhere.layer(name)
        if name in self._computed:
            return self._computed[name]
        if name not in self._at_hand:
            self._at_hand[name] = layer_from(self._kept, self.observed, name)
            while len(self._at_hand) > MOST_AT_HAND:
                self._at_hand.popitem(last=False)
        return self._at_hand[name]

    def let_go(self) -> None:
        """Let go of the other looks, once all is answered.

        Looks refer to each other, so their layers would stay until Python next collects garbage.
        """
        self.others = {}

    def beside(self, observed: Observed) -> "PictureLook":
        """The look at something else that the questions compare with."""
        return self.others[observed]
