"""What a network gives where channels of some of its layers are set to 0."""

from explorer.arrays import Float32Array
from explorer.observed import Observed
from explorer.runtime.feature_network import FeatureNetwork
from explorer.shared.packing import Layers


def changes_nothing(observed: Observed, untouched: Float32Array) -> bool:
    """Whether all that is switched off is 0 everywhere anyway.

    Then the network itself is asked: where a pass begins in the middle, the weights are prepared
    in another way, and the last digits may differ.

    Args:
        observed: What is observed, with something switched off.
        untouched: What the first layer in which it is gives with nothing switched off.
    """
    first, *others = observed.interventions
    return not others and not first.changes(untouched)


def whole_pass(network: FeatureNetwork, observed: Observed) -> Layers:
    """The activations of every layer for what is observed; nothing is kept."""
    outputs = network.activations(observed.picture.pixels, None, observed.preparation)
    if not observed.interventions:
        return outputs
    untouched = outputs[observed.interventions[0].layer_name]
    if changes_nothing(observed, untouched):
        return outputs
    return {**outputs, **pass_from(network, observed, untouched)}


def pass_from(
    network: FeatureNetwork, observed: Observed, untouched: Float32Array, last: str | None = None
) -> Layers:
    """The activations of the first layer in which something is switched off, and of those after it.

    Args:
        network: The network.
        observed: What is observed, with something switched off.
        untouched: As for `changes_nothing`.
        last: The last layer to compute; None for all.
    """
    outputs: dict[str, Float32Array] = {}
    values, place = untouched, network.layer_names.index
    end = place(last) if last else len(network.layer_names)
    offs = [off for off in observed.interventions if place(off.layer_name) <= end]
    stops = [*(off.layer_name for off in offs[1:]), last]
    for off, stop in zip(offs, stops, strict=True):
        values = off.applied(values)
        values.flags.writeable = False
        outputs[off.layer_name] = values
        onward = network.activations_after(off.layer_name, values, stop)
        outputs.update(onward)
        values = onward.get(stop or "", values)
    return outputs
