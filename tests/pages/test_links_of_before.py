"""Links that were sent before the pages were rebuilt: each still opens what it opened.

A link is the whole entry, as in somebody's mail. Each of its choices must stand in the field
that has the parameter's name, and the page must hold the numbers beside it. Those were worked out
apart from the pages: by hand, from published tables, by SciPy, or by VGG16 without a page.
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from time import monotonic, sleep
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.runtime import attribution, vgg16, weights
from explorer.runtime.excitation import Wish, start_picture
from explorer.widgets import fold
from tests.architecture import published
from tests.pages.conftest import OpenApp
from tests.pages.visitor import errors

FloatArray = NDArray[np.float32]
Run = tuple[object, ...]
"""Parts that follow one another."""

PATIENCE_S = 120
MODEL_PAGES = {"activations", "depth", "change", "excite", "measured"}
"""Where photos pass VGG16: opened at a small size."""

FIELDS = (
    *("selectbox", "text_input", "number_input", "slider", "select_slider", "toggle", "checkbox"),
    *("radio", "button_group"),
)
"""Kinds of fields, as AppTest names them: a parameter may get another kind of field."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page must hold.

    Attributes:
        numbers: Among the metrics, whatever they are called.
        cells: Each one below the other in a column of a table, whatever its title.
        curves: Each one after the other along an axis of a figure.
        parts: Some of what components get, by their names; a tuple is the beginning of a list.
        code: Parts of the texts to take home.
        photo_in_figure: Whether a figure lies on a photo; None where it does not matter.
        noise: (side, seed) of what a picture grows from.
    """

    numbers: tuple[str, ...] = ()
    cells: tuple[Run, ...] = ()
    curves: tuple[Run, ...] = ()
    parts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    code: tuple[str, ...] = ()
    photo_in_figure: bool | None = None
    noise: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds.

    Attributes:
        fields: Their values by key.
        numbers: Values of the metrics.
        columns: Of all tables.
        curves: Along each axis of all figures, and where their marks are.
        parts: What each component gets, by its name.
        code: Texts to take home.
        photo_in_figure: Whether a figure lies on a photo.
        grown: Pictures that the page itself holds.
    """

    fields: Mapping[str, object]
    numbers: tuple[str, ...]
    columns: tuple[Run, ...]
    curves: tuple[Run, ...]
    parts: Mapping[str, Mapping[str, Any]]
    code: str
    photo_in_figure: bool
    grown: tuple[NDArray[np.uint8], ...]


def strip(layer: str) -> Mapping[str, Mapping[str, object]]:
    """The network strip with a chosen layer."""
    return {"network_strip": {"selected": layer}}


LINKS: Mapping[str, Seen] = MappingProxyType(
    {
        # --- layers ---
        "/architecture?network=vgg19&size=225x299&layer=block3_conv4&photo=rocket": Seen(
            numbers=("56×74×256", "590,080", "48 px", "7×9×512")
        ),
        "/architecture?network=alexnet&size=384x512&layer=block4_conv2&fit=squeeze": Seen(
            numbers=("23×31×256", "163 px", "11×15×256"), cells=((173_019_136, 0, 16_781_312),)
        ),
        "/architecture?channels=1": Seen(numbers=("640",), cells=((640, 36_928),)),
        "/architecture?layer=fc1": Seen(
            numbers=("102,764,544", "102.76 MMACs"), parts=strip("fc1")
        ),
        "/architecture?network=vgg16-no-top&size=180x180&layer=block5_pool": Seen(
            numbers=("5×5×512", "212 px")
        ),
        "/architecture?network=vgg16-no-top&size=48+x+64+px": Seen(numbers=("1×2×512",)),
        "/architecture?network=small-batch-norm&channels=3&size=64x64": Seen(
            numbers=("64×64×75", "2,100", "8×8×25")
        ),
        "/architecture?blocks=8x2.k5_16.s2.bn.avg3-2__avg-o50-30-c7&size=64x80"
        "&layer=block2_conv1": Seen(
            numbers=("16×20×16", "1,168", "14 px", "7×9×16"), cells=((608, 1608, 0, 1168, 64),)
        ),
        # --- budget ---
        "/budget?network=vgg19&size=225x299&layer=block5_conv4": Seen(
            cells=((25_928_174_144, 51_856_348_288),), parts=strip("block5_conv4")
        ),
        "/budget?blocks=8_16__avg-c10&size=64x64&channels=1": Seen(
            # 64 * 64 * 8 * 9 + 32 * 32 * 16 * 72 + 16 * 10
            cells=((294_912 + 1_179_648 + 160,),)
        ),
        "/budget?layer=fc2": Seen(parts=strip("fc2")),
        # --- input size ---
        "/input_sizes?network=vgg16-no-top&size=256x256": Seen(
            curves=((256,), (14_714_688, 14_714_688))
        ),
        "/input_sizes?network=vgg11&size=128x128&channels=1": Seen(curves=((128,), (150, 150))),
        # --- compare ---
        "/compare?network=vgg16&other=vgg19": Seen(
            cells=(("138.4 M", "15.47 GMACs"), ("143.7 M", "19.63 GMACs"))
        ),
        "/compare?other=small-batch-norm&size=64x48": Seen(
            cells=(("674.2 k", "30.78 MMACs", "2.4 MiB", "8×6×25"),)
        ),
        "/compare?network=vgg13&blocks=64_128_256x2_512x2_512x2__avg-c10&other=vgg11"
        "&channels=1": Seen(cells=(("9", "9.2 M", "7.43 GMACs"), ("11", "132.9 M", "7.61 GMACs"))),
        "/compare?network=alexnet&other=vgg16-average&size=384x512": Seen(
            cells=(("11×15×256", "195 px"), ("12×16×512", "212 px"))
        ),
        # --- build ---
        "/build?network=vgg16-no-top&size=225x299": Seen(code=("(225, 299, 3)", "14,714,688")),
        "/build?network=vgg11&blocks=4.s2.bn_6x2.valid.d2.avg3-1-same__avg-o50-5-c3&size=225x299"
        "&channels=1": Seen(code=("(225, 299, 1)", "(48, 67, 6)", "661")),
        "/build?network=small-batch-norm&size=32x32&channels=3": Seen(
            code=("(32, 32, 3)", "(400,)", "205,312")
        ),
        # --- stacks ---
        "/stacks?kernel=7&cin=64&cout=64&map=56x74": Seen(
            numbers=("−44.9 %", "+100 %"), cells=(("200,704",), ("56×74×64",))
        ),
        "/stacks?kernel=11&cin=3&cout=96&map=224x224": Seen(
            cells=(("34,848", "34,944"), ("334,368", "334,848"))
        ),
        "/stacks?stack=3,1,3&between=16,32&cin=18&cout=18": Seen(
            # 25 * 18 * 18; 9 * 18 * 16 + 16 * 32 + 9 * 32 * 18
            cells=(("8,100", "8,118"), ("8,288", "8,354"))
        ),
        "/stacks?kernel=7&cin=3&cout=64&map=112x90&stack=3,3d2,3s2&between=16,32": Seen(
            cells=(("9 px", "2 px", "56×45×64"), ("23,472",))
        ),
        "/stacks?cin=1&cout=4096&map=5x1024": Seen(cells=(("102,400",), ("151,031,808",))),
        "/stacks?cin=18&cout=18&between=36": Seen(numbers=("+44.0 %",), cells=(("11,664",),)),
        # --- when it saves ---
        "/channels?kernel=7&between=96": Seen(curves=((96, 96), (3_211_264, 525_312))),
        "/channels?kernel=9&amount=multiply-accumulates&map=28x28": Seen(
            curves=((4_161_798_144, 1_849_688_064),)
        ),
        "/channels?amount=activation+memory&map=14x14": Seen(curves=((0.3828125, 0.57421875),)),
        "/channels?amount=weights+and+biases&cin=18&cout=18&between=25": Seen(
            curves=((25, 25), (8118, 8143))
        ),
        "/channels?kernel=7&stack=3,3d2,3s2&between=16,32&amount=multiply-accumulates": Seen(
            curves=((187_858_944, 187_858_944),)
        ),
        # --- race: nothing runs before somebody says so ---
        "/race?kernel=7&cin=4&cout=8&map=28x28": Seen(),
        "/race?stack=3,1,3&between=8&cin=4&cout=4&map=14x14": Seen(),
        # --- growth ---
        "/growth?layer=block3_conv2&row=0&column=7&size=225x299": Seen(
            numbers=("32 px", "18×32"), parts={"field_cone": {"selected": (8, 7), "unit": "column"}}
        ),
        "/growth?layer=block5_pool&row=0&column=0": Seen(
            numbers=("122×122",), parts={"field_cone": {"selected": (18, 0)}}
        ),
        "/growth?layer=block5_pool&row=6&column=5&axis=rows&on_photo=true": Seen(
            numbers=("122×154",),
            parts={"field_cone": {"selected": (18, 6), "unit": "row"}},
            photo_in_figure=True,
        ),
        "/growth?layer=block2_conv1&on_photo=false": Seen(
            numbers=("10 px",), parts=strip("block2_conv1"), photo_in_figure=False
        ),
        "/growth?layer=block1_conv1&size=32x32&row=31&column=0": Seen(numbers=("3 px", "2×2")),
        "/growth?network=vgg19&layer=block5_conv4&axis=columns": Seen(
            numbers=("252 px",), cells=(tuple(published.RECEPTIVE_FIELD_SIZES["vgg19"]),)
        ),
        "/growth?blocks=8.k5_16.s2__avg-c10&size=64x80": Seen(
            # 1 + 4; + 1; + 2 * 2; + 1 * 4
            numbers=("14 px", "8 px"),
            cells=((5, 6, 10, 14),),
            parts=strip("block2_pool"),
        ),
        "/growth?field_of=stack&stack=3,3&stack_layer=conv1&row=0&column=14": Seen(
            numbers=("3 px", "2×2"), parts={"field_cone": {"selected": (1, 14)}}
        ),
        "/growth?field_of=stack&stack=3s2,3s2,3&positions=31": Seen(
            cells=((3, 7, 15),), parts={"field_cone": {"selected": (3, 4)}}
        ),
        "/growth?field_of=stack&stack=p2,p2,p2&positions=8&row=0&column=0&stack_layer=pool2": Seen(
            numbers=("4×4",), cells=((2, 4, 8),), photo_in_figure=False
        ),
        # --- each pixel's weight ---
        "/pixels?repeats=4": Seen(
            curves=(tuple(n / 81 for n in (1, 4, 10, 16, 19, 16, 10, 4, 1)),)
        ),
        "/pixels?repeats=1&field_of=stack&stack=3,3&kernel_weights=binomial": Seen(
            numbers=("5 px", "1 px"), curves=(tuple(n / 16 for n in (1, 4, 6, 4, 1)),)
        ),
        "/pixels?field_of=stack&stack=3,3&kernel_weights=random&draw=7": Seen(
            numbers=("1.084 px",), curves=((0.0437910, 0.1212207, 0.3079756, 0.3162318, 0.2107809),)
        ),
        "/pixels?layer=block1_conv2&kernel_weights=random&draw=999": Seen(
            numbers=("1.339 px",), parts=strip("block1_conv2")
        ),
        "/pixels?depth=100&kernel_size=5": Seen(curves=((393, 397, 401), (99, 100))),
        "/pixels?depth=8&kernel_size=7&repeats=12&network=alexnet&layer=block2_pool": Seen(
            numbers=("67 px",), curves=((7, 13, 19, 25, 31, 37, 43, 49), (0.04, 0.04, 0.04))
        ),
        "/pixels?layer=block1_conv1": Seen(numbers=("3 px", "0.8165 px")),
        # --- try it on the photo ---
        "/try_it?example=box&negative=false": Seen(numbers=("35.9 %",)),
        "/try_it?example=ring&size=64x64": Seen(numbers=("16.1 %", "4.4 %", "31.3 %")),
        "/try_it?example=gabor&photo=rocket&size=64x64": Seen(numbers=("4.5 %", "1.6 %", "21.5 %")),
        "/try_it?example=gabor&photo=rocket&size=64x64&fit=squeeze": Seen(
            numbers=("4.5 %", "1.7 %", "22.0 %")
        ),
        "/try_it?example=sobel&photo=coffee&size=64x96": Seen(numbers=("0 %", "34.2 %")),
        "/try_it?example=binomial&negative=true&size=225x299&photo=astronaut": Seen(
            numbers=("0 %", "7.0 %")
        ),
        # --- feature maps, of the untrained VGG16 ---
        "/activations?size=32x48&layer=block3_conv2&channel=200&row=0&column=11": Seen(
            parts={
                "network_strip": {"selected": "block3_conv2"},
                "feature_wall": {"selected": 200},
                "channel_view": {
                    "grid": (8, 12),
                    "unit": (0, 11),
                    "colour_range": (0.0, 56.90701),
                },
            }
        ),
        "/activations?size=32x48&layer=block2_conv1&order=mean&palette=magma&tiles=large"
        "&colours=layer": Seen(
            parts={
                "feature_wall": {
                    "order": (74, 121, 91, 111, 118),
                    "colours": ("#000004",),
                    "tile": (112, 168),
                },
                "channel_view": {"colour_range": (0.0, 285.10056)},
            }
        ),
        "/activations?size=32x48&layer=block2_conv1&hide_dead=true&tiles=small&palette=grey": Seen(
            numbers=("1 of 128",),
            parts={
                "feature_wall": {
                    "order": tuple(channel for channel in range(128) if channel != 102),
                    "colours": ("#000000",),
                    "tile": (32, 48),
                }
            },
        ),
        "/activations?size=32x48&layer=block2_conv1&order=maximum&hide_dead=false"
        "&palette=cividis": Seen(parts={"feature_wall": {"order": (42, 74, 121, 111, 98)}}),
        "/activations?size=32x48&weights=own&network=vgg16-no-top&blocks=8_16.k5&channels=1"
        "&layer=block2_conv1&channel=15": Seen(
            parts={
                "feature_wall": {"order": tuple(range(16)), "selected": 15},
                "channel_view": {"grid": (16, 24), "field": {"size": 12, "stride": 2}},
            }
        ),
        "/activations?size=32x48&weights=untrained&layer=block5_pool&channel=511&row=0"
        "&column=0": Seen(
            parts={
                "feature_wall": {"selected": 511},
                "channel_view": {"grid": (1, 1), "unit": (0, 0)},
            }
        ),
        # --- depth ---
        "/depth?size=32x48&follow=chosen&channel=200": Seen(
            parts={
                "depth_strip": {
                    "tiles": tuple(
                        {"channel": channel} for channel in [63] * 3 + [127] * 3 + [200] * 12
                    )
                }
            }
        ),
        "/depth?size=32x48&layer=block2_pool&photo=rocket": Seen(
            curves=((340.04419, 228.41000, 228.41000, 218.89516),),
            parts={
                "depth_strip": {
                    "selected": "block2_pool",
                    "tiles": ({"channel": 56}, {"channel": 44}, {"channel": 44}),
                }
            },
        ),
        "/depth?size=32x48&fit=squeeze": Seen(curves=((316.72, 415.22, 415.22, 286.7242),)),
        "/depth?size=32x48&weights=own&network=vgg11&layer=block4_conv1": Seen(
            curves=((64, 64, 128, 128, 256, 256, 256, 512),), parts=strip("block4_conv1")
        ),
        # --- change the photo ---
        "/change?size=32x48&change=scale&by=0.75&layer=block3_conv3&channel=200&photo=coffee": Seen(
            numbers=("0.440",), parts=strip("block3_conv3")
        ),
        "/change?size=32x48&change=other-photo&other_photo=rocket&photo=rocket": Seen(
            curves=((0.0,) * 18,)
        ),
        "/change?size=32x48&change=other-photo&other_photo=astronaut&layer=block1_pool": Seen(
            parts=strip("block1_pool")
        ),
        "/change?size=32x48&change=rotate&by=-20&fit=squeeze": Seen(numbers=("0.921",)),
        "/change?size=32x48&change=shift-down&by=0&layer=block1_conv2": Seen(curves=((0.0,) * 18,)),
        "/change?size=32x48&change=mirror&palette=grey&colours=layer&channel=63": Seen(
            numbers=("1.020",)
        ),
        "/change?size=32x48&weights=own&network=vgg11&by=2&layer=block4_pool": Seen(
            cells=(("block1_conv1", "block1_pool", "block2_conv1"),), parts=strip("block4_pool")
        ),
        # --- what excites it ---
        "/excite?size=32x48&layer=block1_conv1&channel=3&side=64&seed=7": Seen(
            curves=((24.82971, 24.82971),), noise=(64, 7)
        ),
        "/excite?size=32x48&layer=block2_pool&channel=127&side=224&seed=0": Seen(
            curves=((44.83025, 44.83025),), parts=strip("block2_pool"), noise=(224, 0)
        ),
        "/excite?size=32x48&weights=untrained&seed=9999": Seen(noise=(128, 9999)),
        # --- in the real VGG16 ---
        "/measured?size=32x48&layer=block2_conv1&row=2&column=4&scope=one&channel=17": Seen(
            numbers=("10 px",),
            curves=((0.0757210, 0.3048087, 0.5979961, 0.8430929, 1.0),),
            parts={"measured_field": {"grid": (16, 24), "unit": (2, 4)}},
        ),
        "/measured?size=32x48&opacity=0&zoom=false&over=channels&many=64": Seen(
            parts={"measured_field": {"opacity": 0.0, "zoom": False}}
        ),
        "/measured?size=32x48&opacity=100&zoom=true&over=photos&layer=block3_conv3&row=0"
        "&column=0": Seen(
            # 40 px, begun 18 before the photo
            numbers=("69.8 %",),
            parts={"measured_field": {"opacity": 1.0, "zoom": True, "unit": (0, 0)}},
        ),
        "/measured?size=32x48&many=4&layer=block1_conv1": Seen(
            numbers=("3 px",), parts=strip("block1_conv1")
        ),
    }
)

PARAMETERS = (
    *("network", "size", "channels", "blocks", "photo", "fit", "layer", "channel", "row", "column"),
    *("weights", "follow", "colours", "palette", "order", "tiles", "hide_dead", "other"),
    *("kernel", "cin", "cout", "map", "stack", "between", "amount", "change", "by", "other_photo"),
    *("side", "seed", "example", "negative", "class", "explanation", "opacity", "zoom", "scope"),
    *("over", "many", "measure", "field_of", "positions", "stack_layer", "axis", "on_photo"),
    *("kernel_weights", "draw", "repeats", "kernel_size", "depth"),
)
"""Of links when this was written."""

CLASS_LINKS: Mapping[str, int] = {
    "/classes?class=3&explanation=saliency&opacity=0&layer=block3_conv1": 2,
    "/classes?class=5&explanation=guided+Grad-CAM&opacity=100&photo=rocket&fit=squeeze": 4,
}
"""With the place of the class whose bar is framed, counting from 0."""

MEASURE_LINK = "/measured?size=32x32&measure=pixels&layer=block2_conv1"

BARE: dict[str, Page] = {}
"""Pages as they are without a choice, by link."""

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


def page_of(link: str) -> str:
    """The page that a link opens."""
    return urlsplit(link).path.strip("/")


def choices(link: str) -> dict[str, str]:
    """The parameters of a link, as a browser reads them."""
    return dict(parse_qsl(urlsplit(link).query, strict_parsing=True))


def bare(link: str) -> str:
    """The link to the same page without a choice."""
    page = page_of(link)
    return f"/{page}?size={choices(link)['size']}" if page in MODEL_PAGES else f"/{page}"


@pytest.fixture(autouse=True)
def _what_is_folded_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link's choices are read from their fields."""
    monkeypatch.setattr(fold, "BEGINS_OPEN", True)


def follow(open_app: OpenApp, link: str) -> AppTest:
    """Open a link as a new visitor."""
    asked = choices(link) if "?" in link else {}
    return open_app(page=page_of(link), **asked)


def read(at: AppTest) -> Page:
    """What a page shows, if nothing went wrong."""
    assert errors(at) == []
    assert len(at.title) == 1
    figures = [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]
    return Page(
        fields={str(each.key): each.value for each in fields_in(at)},
        numbers=tuple(metric.value for metric in at.metric),
        columns=tuple(tuple(cells) for table in at.dataframe for _, cells in table.value.items()),
        curves=tuple(curve for figure in figures for curve in curves_of(figure)),
        parts={
            each.proto.component_name.rpartition(".")[2]: json.loads(each.proto.json)
            for each in at.get("bidi_component")
        },
        code="\n".join(block.value for block in at.code),
        photo_in_figure=any(figure["layout"].get("images") for figure in figures),
        grown=tuple(pictures_in(at)),
    )


def fields_in(at: AppTest) -> Iterator[Any]:
    """All fields, those of the sidebar too."""
    for kind in FIELDS:
        yield from at.get(kind)


def curves_of(figure: Mapping[str, Any]) -> Iterator[Run]:
    """The numbers of each trace along both axes, and the places of the marks."""
    for trace in figure["data"]:
        for numbers in (trace.get("x"), trace.get("y")):
            if isinstance(numbers, dict):  # as Plotly packs them
                yield tuple(np.frombuffer(b64decode(numbers["bdata"]), numbers["dtype"]).tolist())
            elif numbers:
                yield tuple(numbers)
    for mark in figure["layout"].get("shapes", ()):
        yield tuple(mark[name] for name in ("xanchor", "x0", "x1") if name in mark)


def pictures_in(at: AppTest) -> Iterator[NDArray[np.uint8]]:
    """The pictures whose address is the picture itself."""
    for each in at.main:
        url = each.proto.imgs[0].url if each.type == "image" else ""
        if url.startswith("data:image/png;base64,"):
            yield np.asarray(Image.open(BytesIO(b64decode(url.partition(",")[2]))))


def unlike_link(page: Page, link: str) -> list[str]:
    """Choices of a link that their fields do not show."""
    return [
        f"{key}={text}, but the field holds {page.fields.get(key)!r}"
        for key, text in choices(link).items()
        if not is_written(page.fields.get(key), text)
    ]


def is_written(value: object, text: str) -> bool:
    """Whether a link's text says this value."""
    if isinstance(value, bool) or value is None:
        return str(value).lower() == text
    if isinstance(value, int | float):
        return value == float(text)
    return value == text


def missing(page: Page, seen: Seen) -> list[str]:
    """What a page must show but does not."""
    absent = [f"number {number}" for number in seen.numbers if number not in page.numbers]
    absent += [f"cells {run}" for run in seen.cells if not any_holds(page.columns, run)]
    absent += [f"curve {run}" for run in seen.curves if not any_holds(page.curves, run)]
    absent += [
        f"{name} with {part}"
        for name, part in seen.parts.items()
        if not agrees(page.parts.get(name), part)
    ]
    absent += [f"text {text}" for text in seen.code if text not in page.code]
    if seen.photo_in_figure not in {None, page.photo_in_figure}:
        absent.append(f"photo in a figure: {seen.photo_in_figure}")
    if seen.noise is not None:
        side, seed = seen.noise
        noise = start_picture(Wish("block1_conv1", 0, side, seed=seed))
        if not any(np.array_equal(picture, noise) for picture in page.grown):
            absent.append(f"noise {seen.noise}")
    return absent


def any_holds(lines: tuple[Run, ...], run: Run) -> bool:
    """Whether a line contains a whole run in order."""
    return any(
        agrees(list(line[start:]), run)
        for line in lines
        for start in range(len(line) - len(run) + 1)
    )


def agrees(found: Any, expected: object) -> bool:
    """Whether something is as expected, if anything is expected."""
    if isinstance(expected, Mapping):
        return isinstance(found, dict) and all(
            agrees(found.get(key), value) for key, value in expected.items()
        )
    if isinstance(expected, tuple):
        return (
            isinstance(found, list)
            and len(found) >= len(expected)
            and all(map(agrees, found, expected))
        )
    if isinstance(expected, float) and isinstance(found, int | float):
        return bool(found == pytest.approx(expected, rel=1e-3, abs=1e-9))
    return bool(found == expected)


# --- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("link", "seen"), LINKS.items(), ids=LINKS)
def test_a_link_opens_what_it_opened(open_app: OpenApp, link: str, seen: Seen) -> None:
    page = read(follow(open_app, link))
    assert unlike_link(page, link) == []
    assert missing(page, seen) == []


@pytest.mark.parametrize(("link", "seen"), LINKS.items(), ids=LINKS)
def test_without_its_choices_a_page_shows_something_else(
    open_app: OpenApp, link: str, seen: Seen
) -> None:
    if bare(link) not in BARE:
        BARE[bare(link)] = read(follow(open_app, bare(link)))
    page = BARE[bare(link)]
    assert unlike_link(page, link) != []
    assert seen == Seen() or missing(page, seen) != []


def test_every_parameter_is_in_a_link() -> None:
    links = (*LINKS, *CLASS_LINKS, MEASURE_LINK)
    assert {key for link in links for key in choices(link)} == set(PARAMETERS)


# --- links to pages that need more ---------------------------------------------------------------


@pytest.fixture
def _dense_layers(
    monkeypatch: pytest.MonkeyPatch, photos_pass_vgg16: None, open_app: OpenApp
) -> None:
    """A computer with all weights; what is computed with them is made up, and quickly."""
    trained = replace(vgg16.load(None), weights_path=weights.cache_folder() / "with top.h5")

    def class_probabilities(_self: vgg16.VGG16, _photo: object) -> FloatArray:
        return np.linspace(0, 0.002, 1000, dtype=np.float32)

    def grad_cam(*_asked: object, **_how: object) -> dict[str, FloatArray]:
        return {row.name: np.eye(14, dtype=np.float32) for row in published.VGG16_ROWS}

    def pixel_gradient(*_asked: object, guided: bool, **_how: object) -> FloatArray:
        return np.full((224, 224, 3), 1 + guided, np.float32)

    monkeypatch.setenv("VGG16_WEIGHTS", str(trained.weights_path))
    monkeypatch.setattr(weights, "_serves", lambda *_asked: True)
    monkeypatch.setattr(vgg16, "load", lambda _path: trained)
    monkeypatch.setattr(vgg16.VGG16, "with_dense_layers", lambda self, _path: self)
    monkeypatch.setattr(vgg16.VGG16, "class_probabilities_from", class_probabilities)
    monkeypatch.setattr(attribution, "grad_cam", grad_cam)
    monkeypatch.setattr(attribution, "pixel_gradient", pixel_gradient)


def framed_bars(at: AppTest) -> list[int]:
    """Places of the bars that are framed."""
    (chart,) = at.get("plotly_chart")
    (bars,) = json.loads(chart.proto.spec)["data"]
    return [place for place, width in enumerate(bars["marker"]["line"]["width"]) if width]


@pytest.mark.usefixtures("_dense_layers")
@pytest.mark.parametrize(("link", "place"), CLASS_LINKS.items())
def test_a_link_to_a_class_explains_it(open_app: OpenApp, link: str, place: int) -> None:
    at = follow(open_app, link)
    assert unlike_link(read(at), link) == []
    assert framed_bars(at) == [place]
    layer = choices(link).get("layer", "block5_conv3")
    assert missing(read(at), Seen(parts=strip(layer))) == []


def effective_sizes(at: AppTest) -> list[float]:
    """The one column of the table of all convolutions that holds fractions of px."""
    columns = [tuple(cells) for table in at.dataframe for _, cells in table.value.items()]
    (sizes,) = (
        cells
        for cells in columns
        if all(isinstance(cell, float) for cell in cells)
        and any(cell != round(cell) for cell in cells)
    )
    return list(sizes)


def test_a_link_to_a_measure_draws_it_once_all_layers_are_measured(open_app: OpenApp) -> None:
    at = follow(open_app, MEASURE_LINK)
    at.main.button[-1].click().run()
    given_up = monotonic() + PATIENCE_S
    while not at.dataframe and monotonic() < given_up:
        sleep(0.2)
        at.run()
    page, sizes = read(at), effective_sizes(at)
    assert unlike_link(page, MEASURE_LINK) == []
    curves = [np.array(curve) for curve in page.curves if len(curve) == len(sizes)]
    assert any(
        curve == pytest.approx(sizes, abs=0.051) for curve in curves if curve.dtype != object
    )
