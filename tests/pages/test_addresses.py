"""Addresses that nobody meant: whatever a link says, a page opens and nothing breaks."""

import itertools
import random
from collections.abc import Iterator, Mapping

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from explorer.architecture.network.notation import write_network
from explorer.architecture.networks import PRESETS
from explorer.images.samples import SAMPLES
from explorer.session import links
from explorer.session.keys import Key
from tests.pages.visitor import APP, TIMEOUT_S
from tests.seeds import seeds

NUM_READ = 5000
PER_SEED, IN_EVERY_RUN, IN_ALL = 50, 2, 12
"""Addresses that are opened with each seed, and numbers of seeds."""

PAGES = (
    *("build", "race", "build", "compare", "architecture", "race", "compare", "budget"),
    *("race", "build", "stacks", "channels", "growth", "pixels", "input_sizes", "try_it"),
)
"""What is opened in turn: the fast pages more often, as all of them read the address alike."""

LONGEST_SENTENCE = 400
TEXTS = [write_network(network.blocks, network.head) for network in PRESETS.values()]
SIGNS = "0123456789x._-kspdoavgmnlrbfc"
LAYERS = sorted({layer.name for network in PRESETS.values() for layer in network.layers})
GOOD: Mapping[str, list[str]] = {
    Key.NETWORK: list(PRESETS),
    "other": list(PRESETS),
    Key.SIZE: ["32", "64x48", "28", "1x1", "1024x3", "225x299", "96", "48 x 64 px"],
    Key.CHANNELS: ["as published", "1", "3"],
    Key.BLOCKS: [*TEXTS, "8", "none", "none__avg-c10", "1.k1.none__flat-c1", "8x16.s8_8.max8-8"],
    Key.LAYER: LAYERS,
    Key.PHOTO: [*SAMPLES, "own"],
    Key.FIT: ["crop", "squeeze"],
    Key.COLOURS: ["channel", "layer"],
    Key.KERNEL: ["5", "11"],
    Key.CHANNELS_IN: ["1", "3", "4096"],
    Key.CHANNELS_OUT: ["1", "64", "4096"],
    Key.MAP: ["224x224", "56x74", "5x1024", "11x11"],
    Key.STACK: ["3,3", "3s2,p2,3d2", "1", "15d8", "p8s8,1", "3," * 11 + "3"],
    Key.BETWEEN: ["64", "1", "16,32", "4096"],
    Key.FIELD_OF: ["network", "stack"],
    Key.POSITIONS: ["1", "15", "256"],
    Key.STACK_LAYER: ["conv1", "pool2"],
    Key.KERNEL_KIND: ["uniform", "binomial", "random"],
    Key.AMOUNT: ["weights", "activation memory"],
}
HOSTILE = [
    *("", " ", "0", "-1", "1e9", "nan", "None", "true", "9" * 5000, "x" * 3000, "\x00", "٢٢٤"),
    *("<img src=x onerror=alert(1)>", "![](//x.org/a.png)", "[a](javascript:alert(1))", "$x$"),
    *("../../etc/passwd", "file:///etc/passwd", "' OR 1=1 --", "{{7*7}}", "%00", "\u202e", "🙂"),
    *("_", "__", "64__", "__flat-c10", "64x2__flat", "64.k99", "64.s8.d8", "64x99999", "64.o50"),
    *("4096x16_4096x16__flat-16384-16384-c100000", "1.k15.valid", "64.p8.k1", "8.max8-1-same"),
]
KEYS = [*Key, "other", "utm_source", "editor", "derivations", "head_kind", "block_to_move", "trial"]


def value(random_: random.Random, key: str) -> str:
    """A value for a key: a good one, one that was good once, or a hostile one."""
    if key not in GOOD or random_.random() < 0.25:
        return random_.choice(HOSTILE)
    good = random_.choice(GOOD[key])
    return mutated(random_, good) if key == Key.BLOCKS else good


def mutated(random_: random.Random, text: str) -> str:
    """A text with up to four signs added, stretches left out, or blocks in another order."""
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
    keys = {*random_.sample(KEYS, random_.randint(2, 6)), random_.choice((Key.BLOCKS, "utm"))}
    return {str(key): value(random_, key) for key in sorted(keys)}


# --- what is read of them ------------------------------------------------------------------------

TYPED = (Key.SIZE, Key.BLOCKS, Key.STACK, Key.BETWEEN, Key.MAP)
"""Fields that take any text and say what is wrong with it."""

NEAREST = (Key.STACK_LAYER,)
"""Where what there is depends on the rest of the page, which shows what comes nearest."""


def problems_of(link: Mapping[str, str]) -> dict[str, str]:
    """What is told of a link before a page is shown, by parameter: all that tests how it is read.

    A pure reader takes the place of these lines as soon as there is one.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(links.st, "query_params", link)
        return {str(key): told for key, told in links._problems()}


def addresses(seed: int, number: int) -> Iterator[dict[str, str]]:
    """So many addresses, the same ones on every run."""
    random_ = random.Random(seed)
    return (address(random_) for _ in range(number))


def is_certain(key: str, link: Mapping[str, str]) -> bool:
    """Whether this test knows for certain which values there are for a key."""
    of_own_network = key == Key.LAYER and link.get(Key.BLOCKS, "") != ""
    return key in GOOD and key not in (*TYPED, *NEAREST) and not of_own_network


def test_whatever_an_address_says_the_reader_tells_what_there_is_not() -> None:
    for link in addresses(16, NUM_READ):
        told = problems_of(link)
        assert told.keys() <= link.keys() & set(Key), link
        certain = {key: link[key] for key in link if link[key] and is_certain(key, link)}
        wrong = {key for key in certain if certain[key] not in GOOD[key] or certain[key] == "own"}
        assert told.keys() & certain.keys() == wrong, link
        for sentence in told.values():
            assert sentence.startswith(("The link asks for ", "This link was made with ")), link
            assert sentence.isprintable(), link
            assert len(sentence) < LONGEST_SENTENCE, link


def test_good_and_bad_values_of_every_parameter_are_among_them() -> None:
    read = list(addresses(16, NUM_READ))
    for key in GOOD:
        values = {link[key] for link in read if key in link}
        assert values & set(GOOD[key])
        assert values & set(HOSTILE)


# --- pages that are opened with them -------------------------------------------------------------


@pytest.fixture(scope="module")
def components() -> BidiComponentManager:
    """What Streamlit finds out about installed components, once and not for each visitor."""
    found = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S).run()._bidi_component_manager
    assert found is not None
    return found


@pytest.mark.parametrize("seed", seeds(IN_EVERY_RUN, IN_ALL))
@pytest.mark.usefixtures("open_app")  # a computer without weights and without a network
def test_no_address_breaks_a_page(seed: int, components: BidiComponentManager) -> None:
    random_ = random.Random(seed)
    for page in itertools.islice(itertools.cycle(PAGES), PER_SEED):
        at, link = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S), address(random_)
        at._bidi_component_manager = components
        at.query_params.update(link)
        for opened in ("editor", "derivations", "folded", "per_block"):
            at.session_state[opened] = True
        at.switch_page(f"../pages/{page}.py").run()
        told = f"seed {seed}, {page} with {link}"
        assert [error.message for error in at.exception] == [], told
        assert len(at.title) == 1, told
