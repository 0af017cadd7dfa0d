"""Addresses that nobody wrote on purpose: each value of a link is read or reported."""

import random
from collections.abc import Iterator, Mapping

from explorer.architecture.network.notation import write_network
from explorer.architecture.networks import PRESETS
from explorer.images.samples import SAMPLES
from explorer.session.address import read_choices, written
from explorer.session.parameters import ALL

NUM_READ = 5000
LONGEST_SENTENCE = 400
TEXTS = [write_network(network.blocks, network.head) for network in PRESETS.values()]
SIGNS = "0123456789x._-kspdoavgmnlrbfc"
LAYERS = sorted({layer.name for network in PRESETS.values() for layer in network.layers})
GOOD: Mapping[str, list[str]] = {
    "network": list(PRESETS),
    "other": list(PRESETS),
    "size": ["32", "64x48", "28", "1x1", "1024x3", "225x299", "96", "48 x 64 px"],
    "channels": ["as published", "1", "3"],
    "blocks": [*TEXTS, "8", "none", "none__avg-c10", "1.k1.none__flat-c1", "8x16.s8_8.max8-8"],
    "layer": LAYERS,
    "photo": [*SAMPLES, "own"],
    "fit": ["crop", "squeeze", "pad"],
    "colours": ["channel", "layer"],
    "kernel": ["5", "11"],
    "cin": ["1", "3", "4096"],
    "cout": ["1", "64", "4096"],
    "map": ["224x224", "56x74", "5x1024", "11x11"],
    "stack": ["3,3", "3s2,p2,3d2", "1", "15d8", "p8s8,1", "3," * 11 + "3"],
    "between": ["64", "1", "16,32", "4096"],
    "field_of": ["network", "stack"],
    "positions": ["1", "15", "256"],
    "stack_layer": ["conv1", "pool2"],
    "kernel_weights": ["uniform", "binomial", "random"],
    "amount": ["weights", "activation memory"],
}
HOSTILE = [
    *("", " ", "0", "-1", "1e9", "nan", "None", "true", "9" * 5000, "x" * 3000, "\x00", "٢٢٤"),
    *("<img src=x onerror=alert(1)>", "![](//x.org/a.png)", "[a](javascript:alert(1))", "$x$"),
    *("../../etc/passwd", "file:///etc/passwd", "' OR 1=1 --", "{{7*7}}", "%00", "\u202e", "🙂"),
    *("_", "__", "64__", "__flat-c10", "64x2__flat", "64.k99", "64.s8.d8", "64x99999", "64.o50"),
    *("4096x16_4096x16__flat-16384-16384-c100000", "1.k15.valid", "64.p8.k1", "8.max8-1-same"),
]
KEYS = [*ALL, "other", "utm_source", "editor", "derivations", "head_kind", "block_to_move", "trial"]


def value(random_: random.Random, key: str) -> str:
    """A value for a key: a good one, one that was good once, or a hostile one."""
    if key not in GOOD or random_.random() < 0.25:
        return random_.choice(HOSTILE)
    good = random_.choice(GOOD[key])
    return mutated(random_, good) if key == "blocks" else good


def mutated(random_: random.Random, text: str) -> str:
    """A text with up to four signs added, parts left out, or blocks reordered."""
    for _ in range(random_.randint(0, 4)):
        place, kind = random_.randrange(len(text) + 1), random_.randrange(3)
        if kind == 0:
            text = text[:place] + random_.choice(SIGNS) + text[place:]
        elif kind == 1:
            text = text[:place] + text[place + random_.randint(1, 6) :]
        else:
            blocks = text.split("_")
            random_.shuffle(blocks)
            text = "_".join(blocks)
    return text


def address(random_: random.Random) -> dict[str, str]:
    """Two to seven parameters; most of the addresses change the blocks."""
    keys = {*random_.sample(KEYS, random_.randint(2, 6)), random_.choice(("blocks", "utm"))}
    return {str(key): value(random_, key) for key in sorted(keys)}


# --- what is read of them ------------------------------------------------------------------------


def addresses(seed: int, number: int) -> Iterator[dict[str, str]]:
    """So many addresses, the same ones on every run."""
    random_ = random.Random(seed)
    return (address(random_) for _ in range(number))


TYPED = ("size", "blocks", "stack", "between", "map")
"""Fields that accept any text and say what is wrong with it."""

NAMES = ("layer", "stack_layer", "off_layer")
"""Parameters whose values depend on the page, which shows the nearest one and says so."""


def test_every_value_of_an_address_is_read_or_reported() -> None:
    for link in addresses(16, NUM_READ):
        reading = read_choices(link)
        ours = {key: text for key, text in link.items() if key in ALL and text}
        assert len(reading.choices) + len(reading.problems) == len(ours), link
        for key in ours.keys() & GOOD.keys() - {*TYPED, *NAMES}:
            assert (key in reading.choices) == (link[key] in GOOD[key]), link
        assert {*TYPED} & ours.keys() <= reading.choices.keys(), link
        for sentence in reading.problems:
            assert sentence.startswith("The link asks for "), link
            assert sentence.isprintable(), link
            assert len(sentence) < LONGEST_SENTENCE, link


def test_what_is_chosen_is_read_again_from_its_address() -> None:
    for link in addresses(17, NUM_READ):
        choices = read_choices(link).choices
        again = read_choices(written(choices))
        assert again.problems == (), link
        unusual = {key: value for key, value in choices.items() if value != ALL[key].usual}
        assert again.choices == unusual, link


def test_good_and_bad_values_of_every_parameter_are_among_them() -> None:
    read = list(addresses(16, NUM_READ))
    for key in GOOD:
        values = {link[key] for link in read if key in link}
        assert values & set(GOOD[key])
        assert values & set(HOSTILE)
