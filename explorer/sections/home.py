"""The photo on its way through VGG16, and a door to each section."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from explorer.examples import stored_examples, stored_file
from explorer.figures.maps.passage import PassageMap, passage
from explorer.images.samples import SAMPLES
from explorer.session.address import go_to_page, run_again
from explorer.session.parameters import CHANNEL, LAYER, PHOTO
from explorer.session.photos import forget_photo_problem, photo_choices, small_picture_of
from explorer.session.state import callback, visitor_state
from explorer.shared.outcomes import Failed
from explorer.views.passage import MapFile, PassageLook, rows_of_whole_vgg16
from explorer.views.pictures import png_of
from explorer.widgets.component import data_of, register
from explorer.widgets.model import look_quietly
from explorer.widgets.sidebar import offer_own_photo, photo_alt
from explorer.widgets.text import ASSETS, escaped, media_address

PASSAGE, PHOTO_CHOICE = "passage", "photo_choice"
_passage, _photo_choice = register(PASSAGE), register(PHOTO_CHOICE)

_TOLD = "passage_told"
"""Key of what came of asking the network, and of which photo."""

SVG, WEBP = "image/svg+xml", "image/webp"


@dataclass(frozen=True, slots=True)
class Door:
    """The way into a section.

    Attributes:
        section: Its name in the menu.
        page: Where it begins.
        question: What it answers, in the learner's words.
        answer: What is found there.
        picture: Of the door, a file in assets/doors; "" for the wall of stored maps.
        alt: What the picture shows.
    """

    section: str
    page: str
    question: str
    answer: str
    picture: str
    alt: str


DOORS = (
    Door(
        section="Architecture",
        page="architecture",
        question="What is inside it?",
        answer="Every layer: its size, its weights, its work. Change them and see what follows.",
        picture="architecture.svg",
        alt="VGG16 as a row of boxes: large and thin at first, small and thick at the end.",
    ),
    Door(
        section="Convolution",
        page="convolution",
        question="How does it work?",
        answer="Slide a kernel over a few numbers, and follow every product down to VGG16's own.",
        picture="convolution.svg",
        alt="A window of 3 by 3 numbers on an edge, times a kernel of 3 by 3, gives 36.",
    ),
    Door(
        section="Preprocessing",
        page="preprocessing",
        question="What goes into it?",
        answer="The photo becomes numbers, step by step. See what each mistake on the way breaks.",
        picture="preprocessing.svg",
        alt="An orange pixel, 255, 128, 0: blue first, minus the means, it is −104, 11, 131.",
    ),
    Door(
        section="Activations",
        page="activations",
        question="What does it see?",
        answer="Every feature map of every layer, for any photo, down to single multiplications.",
        picture="",
        alt="A wall of small feature maps of a cat: edges, eyes, stripes, whiskers.",
    ),
    Door(
        section="Receptive fields",
        page="stacks",
        question="Why small filters?",
        answer="Two 3×3 filters see as much as one 5×5, with fewer weights. Count and try it.",
        picture="receptive_fields.svg",
        alt="A 5 by 5 square of pixels narrows to 3 by 3 and then to one.",
    ),
    Door(
        section="Transfer",
        page="teach",
        question="Can I teach it?",
        answer="Give it labelled photos, train a head on it, find its mistakes, take it home.",
        picture="transfer.svg",
        alt="A frozen row of blue layers ends in a new green one: cat 92 %, dog 8 %.",
    ),
)


PAPER = "https://arxiv.org/abs/1409.1556"


def introduction() -> str:
    """What this is, and what to do first."""
    classes = rows_of_whole_vgg16()[-1].output_shape[-1]
    return (
        f"[VGG16]({PAPER}) is a network that has learned to tell {classes:,} kinds of things "
        "apart. Follow a photo through its layers, and click a map to look into it."
    )


# --- the photo -----------------------------------------------------------------------------------


def show_photo(look: PassageLook) -> None:
    """The chosen photo, the samples to choose from, and the place for an own one."""
    with st.container(key="home_photo"):
        with st.container(key="home_choice"):
            _photo_choice(
                key=PHOTO_CHOICE, data=_photo_data(look), on_selected_change=_choose_photo
            )
        with st.container(key="home_upload"):
            offer_own_photo("Use your own photo")


def _photo_data(look: PassageLook) -> dict[str, object]:
    samples = [
        {
            "code": code,
            "title": PHOTO.labels[code],
            "picture": media_address(png_of(small_picture_of(code)), f"choice-{code}"),
        }
        for code in photo_choices()
    ]
    return {
        "photo": media_address(png_of(look.picture), "home_photo"),
        "alt": photo_alt(),
        "label": "Photos to choose from",
        "photos": samples,
        "selected": PHOTO.chosen() if PHOTO.chosen() in photo_choices() else next(iter(SAMPLES)),
    }


@callback
def _choose_photo() -> None:
    code = visitor_state[PHOTO_CHOICE].selected
    if code in photo_choices():
        PHOTO.choose(code)
        forget_photo_problem()


# --- its passage ---------------------------------------------------------------------------------


def show_passage(look: PassageLook) -> None:
    """The blocks with the maps that are known; a click on one leads to its page."""
    maps = {
        layer: [_map_of(layer, index, each) for index, each in enumerate(files)]
        for layer, files in look.maps.items()
    }
    drawn = data_of(passage(rows_of_whole_vgg16(), maps))
    chosen = _passage(
        key=PASSAGE,
        data=drawn | {"label": "Feature maps of the photo, block by block"},
        on_selected_change=_choose_map,
    )
    if chosen.selected:
        go_to_page("activations")


def _map_of(layer: str, index: int, file: MapFile) -> PassageMap:
    address = media_address(file.data, f"{PASSAGE}-{layer}-{index}", file.kind)
    return PassageMap(file.channel, file.low, file.high, address)


@callback
def _choose_map() -> None:
    selected = visitor_state[PASSAGE].selected
    if selected:
        LAYER.choose(str(selected["layer"]))
        CHANNEL.choose(int(selected["channel"]))


def wait_for_network(look: PassageLook) -> None:
    """Once everything is on the page: wait for the maps that the network makes, and show them.

    Asked once for each photo: an answer that finds no room to be kept would be asked for for ever.
    """
    if not look.is_awaited or look.observed is None or _told(look) is not None:
        return
    outcome = look_quietly(look.observed, *look.questions)
    sentence = outcome.sentence if isinstance(outcome, Failed) else ""
    visitor_state[_TOLD] = (look.picture.digest, sentence)
    run_again()


def _told(look: PassageLook) -> str | None:
    """What came of asking about this photo: "" for an answer, else why there is none."""
    digest, sentence = visitor_state.get(_TOLD, ("", ""))
    return sentence if digest == look.picture.digest else None


def show_source(look: PassageLook) -> None:
    """Which photo and which weights the maps come from, and what is missing."""
    st.caption(" ".join((_photo_source(), _maps_source(look))))


def _photo_source() -> str:
    sample = SAMPLES.get(PHOTO.chosen())
    if sample is None:
        return "Photo: your own."
    return f"Photo: {escaped(sample.title)} ({escaped(sample.source)}; {escaped(sample.licence)})."


def _maps_source(look: PassageLook) -> str:
    """Whose values the maps are, and why the other places are empty."""
    trained = (
        "Maps: real values of VGG16, trained on ImageNet, from each map's smallest (dark) to its "
        "largest (bright). ½: pooling halves height and width."
    )
    if look.observed is None:
        return (
            f"{trained} “?”: VGG16's weights are not on this computer yet. The Activations pages "
            "fetch them."
        )
    file = escaped(look.observed.network.file.rsplit("/", 1)[-1])
    if look.is_awaited:
        problem = _told(look)
        return f"{trained} “?”: " + (escaped(problem) if problem else "the network is looking …")
    if look.fresh:
        return f"{trained} “?”: in {file}, the layers from {look.fresh} on were never trained."
    return trained


# --- doors ---------------------------------------------------------------------------------------


def show_doors(doors: Sequence[Door] = DOORS) -> None:
    """A door to each section."""
    with st.container(key="doors"):
        columns = st.columns(len(doors))
    for column, door in zip(columns, doors, strict=True):
        with column, st.container(border=True, key=f"door_{door.page}"):
            st.page_link(f"../pages/{door.page}.py", label=f"**{door.question}**")
            st.html(f'<img src="{_door_picture(door)}" alt="{door.alt}">')
            st.markdown(door.answer)


def _door_picture(door: Door) -> str:
    if not door.picture:
        return media_address(stored_file(stored_examples().wall.file), "door_wall", WEBP)
    return media_address((ASSETS / "doors" / door.picture).read_bytes(), door.picture, SVG)
