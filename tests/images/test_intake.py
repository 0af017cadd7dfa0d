"""Each kind of file becomes an upright RGB photo, or is refused with a sentence."""

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageFile, PngImagePlugin

from explorer.images import decoding, intake
from explorer.images.intake import ImageRejected, read_photo, take_in

HEIGHT, WIDTH = 40, 64
SECONDS = 20  # patience with a thread before a test fails
LOSSLESS = ("PNG", "BMP", "GIF")


def photo() -> Image.Image:
    """Red, green, blue and white quarters on a canvas that is wider than it is high."""
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[: HEIGHT // 2, : WIDTH // 2] = (255, 0, 0)
    pixels[: HEIGHT // 2, WIDTH // 2 :] = (0, 255, 0)
    pixels[HEIGHT // 2 :, : WIDTH // 2] = (0, 0, 255)
    pixels[HEIGHT // 2 :, WIDTH // 2 :] = (255, 255, 255)
    return Image.fromarray(pixels)


def noise(height: int = HEIGHT, width: int = WIDTH) -> Image.Image:
    pixels = np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png(  # a PNG by hand, for what Pillow does not write
    size: tuple[int, int],
    bits: int,
    colour_type: int,
    rows: bytes,
    extra: bytes = b"",
    after: bytes = b"",
) -> bytes:
    height, width = size
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(rows))
        + after
        + chunk(b"IEND", b"")
    )


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]


def blank_png(height: int, width: int) -> bytes:
    """A whole 1-bit PNG of any size, in a small file."""
    compressor = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    body = b"".join(compressor.compress(row) for _ in range(height)) + compressor.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    content = b"Comment\x00\x00" + zlib.compress(bytes(PngImagePlugin.MAX_TEXT_CHUNK + 1))
    return png((2, 3), 8, 0, bytes(8), extra=chunk(b"zTXt", content))


def webp_claiming(height: int, width: int) -> bytes:
    """An animated WebP whose header claims a different canvas."""
    data = bytearray(encoded(noise(), "WEBP", save_all=True, append_images=[photo()]))
    data[24:27] = (width - 1).to_bytes(3, "little")
    data[27:30] = (height - 1).to_bytes(3, "little")
    return bytes(data)


def jpeg_claiming(height: int, width: int, **options: object) -> bytes:
    """A JPEG whose header claims another size."""
    data = encoded(photo(), "JPEG", **options)
    frame = data.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0")
    return data[: frame + 5] + struct.pack(">HH", height, width) + data[frame + 9 :]


def many_scans() -> bytes:
    data = encoded(photo().convert("L"), "JPEG", progressive=True)
    first = data.index(b"\xff\xda")
    second = data.index(b"\xff\xda", first + 1)
    third = data.index(b"\xff\xda", second + 1)
    return data[:-2] + data[second:third] * intake.MAX_JPEG_SCANS + data[-2:]


def heic(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1heic" + bytes(64)


NOT_A_PICTURE = {
    "text": (b"Dear reader, this is no picture.\n" * 9, "not a picture that can be read here"),
    "zeros": (bytes(500), "not a picture that can be read here"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "^PDF.* files cannot be read here"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "^SVG.* files cannot be read here"),
    "svg-after-empty-line": (b"\n<?xml version='1.0'?><svg/>", "^SVG.* files cannot be read here"),
    "eps": (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "^EPS.* files cannot be read here",
    ),
    "psd": (b"8BPS\x00\x01" + bytes(40), "^Photoshop.* files cannot be read here"),
    "fits": (b"SIMPLE  =                    T".ljust(2880), "^FITS.* files cannot be read here"),
    "tiff": (encoded(photo(), "TIFF"), "^TIFF.* files cannot be read here"),
    "jpeg2000": (encoded(photo(), "JPEG2000"), "^JPEG 2000.* files cannot be read here"),
    "ico": (encoded(photo(), "ICO"), "^ICO.* files cannot be read here"),
    "tga": (encoded(photo(), "TGA"), "not a picture that can be read here"),
    "ppm": (encoded(photo(), "PPM"), "not a picture that can be read here"),
    "heic": (heic(b"heic"), "HEIC photo.*Export it as JPEG"),
    "heic-mif1": (heic(b"mif1"), "HEIC photo.*Export it as JPEG"),
    "bad-header": (flipped(encoded(photo(), "PNG"), 13), "PNG file is damaged"),
    "zero-width": (png((3, 0), 8, 2, b"\0" * 3), "PNG file is damaged"),
    "zero-height": (png((0, 3), 8, 2, b""), "PNG file is damaged"),
}


@pytest.mark.parametrize(("data", "match"), NOT_A_PICTURE.values(), ids=NOT_A_PICTURE.keys())
def test_what_is_not_a_picture_of_an_accepted_kind_is_refused(data: bytes, match: str) -> None:
    with pytest.raises(ImageRejected, match=match) as refusal:
        take_in(data)
    assert "Accepted formats: JPEG, PNG, WebP, BMP, GIF and AVIF" in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (b"", "file is empty"),
        (None, "object of type NoneType"),
        ("text", "object of type str"),
        (17, "object of type int"),
        (bytes(25_000_001), r"25,000,001 bytes.*up to 25 MB"),
    ],
    ids=["empty", "none", "str", "int", "too-many-bytes"],
)
@pytest.mark.parametrize("reader", [take_in, read_photo], ids=["take_in", "read_photo"])
def test_what_is_not_a_file_is_refused(
    reader: Callable[[object], object], data: object, match: str
) -> None:
    with pytest.raises(ImageRejected, match=match):
        reader(data)


def test_a_file_of_exactly_the_limit_is_read() -> None:
    data = encoded(photo(), "PNG")
    whole = data + bytes(25_000_000 - len(data))
    assert read_photo(whole).shape == (HEIGHT, WIDTH, 3)


WHOLE = {
    "jpeg": encoded(noise(), "JPEG"),
    "progressive-jpeg": encoded(noise(), "JPEG", progressive=True),
    "png": encoded(noise(), "PNG"),
    "webp": encoded(noise(), "WEBP"),
    "lossless-webp": encoded(noise(), "WEBP", lossless=True),
    "bmp": encoded(noise(), "BMP"),
    "gif": encoded(noise(), "GIF"),
    "avif": encoded(noise(), "AVIF"),
}


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE.keys())
@pytest.mark.parametrize(
    "cut",
    [lambda data: data[:30], lambda data: data[: len(data) // 2], lambda data: data[:-30]],
    ids=["header-only", "half", "last-bytes-missing"],
)
def test_an_incomplete_file_is_refused(data: bytes, cut: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ImageRejected, match=r"damaged or incomplete.*Upload it again"):
        take_in(cut(data))


def test_a_flipped_byte_in_a_png_is_refused() -> None:
    data = WHOLE["png"]
    with pytest.raises(ImageRejected, match="PNG file is damaged or incomplete"):
        take_in(flipped(data, len(data) // 2))


def test_a_jpeg_damaged_in_the_middle_of_its_scan_is_shown_as_decoded() -> None:
    data = WHOLE["jpeg"]
    damaged = flipped(data, len(data) - 200)
    assert read_photo(damaged).shape == (HEIGHT, WIDTH, 3)
    assert not np.array_equal(read_photo(damaged), read_photo(data))


def test_a_text_chunk_bomb_is_refused() -> None:
    with pytest.raises(ImageRejected, match="PNG file is damaged"):
        take_in(text_bomb())


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (png((20_000, 20_000), 8, 2, b""), "limit is 50 megapixels"),
        (png((30_000, 30_000), 8, 2, b""), "limit is 50 megapixels"),
        (
            blank_png(12_000, 12_000),
            r"12000 px high: 144,000,000 pixels.*limit is 50 megapixels",
        ),
        (blank_png(5_000, 10_001), r"10001 px wide.*limit is 50 megapixels"),
        (webp_claiming(16_000, 16_000), r"limit is 25 megapixels .* for WebP"),
        (
            webp_claiming(5_000, 5_001),
            r"5001 px wide.*limit is 25 megapixels .* for WebP",
        ),
        (jpeg_claiming(16_000, 15_626), r"15626 px wide.*limit is 250 mega"),
        (
            jpeg_claiming(65_000, 65_000),
            r"4,225,000,000 pix.*limit is 250 megapixels .* for JPEG",
        ),
        (blank_png(100_000, 1), r"1 px wide and 100000 px high.*20 : 1 at most"),
        (blank_png(3, 61), r"61 px wide and 3 px high.*20 : 1 at most"),
        (many_scans(), "unusual number of scans.*limit is 100 for its size"),
    ],
    ids=[
        "400-megapixels",
        "900-megapixels",
        "144-megapixels",
        "barely-too-many",
        "webp-256-megapixels",
        "webp-barely-too-many",
        "jpeg-barely-too-many",
        "jpeg-4225-megapixels",
        "1-by-100000",
        "3-by-61",
        "jpeg-of-100-scans",
    ],
)
def test_what_would_cost_too_much_is_refused_before_a_pixel_is_decoded(
    data: bytes, match: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def must_not_decode(*_: object) -> None:
        pytest.fail("a pixel was decoded")

    for reader in (Image.Image, ImageFile.ImageFile):
        monkeypatch.setattr(reader, "load", must_not_decode)
    assert len(data) < 40_000
    with pytest.raises(ImageRejected, match=match):
        take_in(data)


@pytest.mark.parametrize("size", [(100, 5), (5, 100), (3, 60)])
def test_an_aspect_ratio_of_exactly_the_limit_is_read(size: tuple[int, int]) -> None:
    assert read_photo(blank_png(*size)).shape == (*size, 3)


KINDS = {
    "jpeg": ("JPEG", {}, "JPEG"),
    "progressive-jpeg": ("JPEG", {"progressive": True}, "JPEG"),
    "png": ("PNG", {}, "PNG"),
    "webp": ("WEBP", {"lossless": True}, "WEBP"),
    "bmp": ("BMP", {}, "BMP"),
    "gif": ("GIF", {}, "GIF"),
    "avif": ("AVIF", {"quality": 100}, "AVIF"),
    "mpo": ("MPO", {"save_all": True, "append_images": [noise()]}, "MPO"),
}


@pytest.mark.parametrize(("kind", "options", "name"), KINDS.values(), ids=KINDS.keys())
def test_every_accepted_kind_is_read(kind: str, options: dict[str, object], name: str) -> None:
    taken = take_in(encoded(photo(), kind, **options))
    assert taken.format == name
    assert taken.original_size == (HEIGHT, WIDTH)
    assert taken.pixels.dtype == np.uint8
    assert_photo(taken.pixels, 0 if kind in LOSSLESS else 12)


def assert_photo(pixels: np.ndarray, tolerance: int) -> None:
    """The middles of the four quarters have the colours of `photo`."""
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    rows, columns = (HEIGHT // 4, 3 * HEIGHT // 4), (WIDTH // 4, 3 * WIDTH // 4)
    found = [pixels[row, column].astype(int) for row in rows for column in columns]
    expected = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    assert np.abs(np.array(found) - expected).max() <= tolerance


def test_of_several_pictures_in_one_file_the_first_is_used() -> None:
    taken = take_in(encoded(photo(), "MPO", save_all=True, append_images=[noise()]))
    assert taken.notes == ("This file holds several pictures; only the first is used.",)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_of_an_animation_the_first_frame_is_used_and_the_visitor_is_told(kind: str) -> None:
    animation = encoded(photo(), kind, save_all=True, append_images=[noise(), noise()])
    taken = take_in(animation)
    assert taken.notes == ("Only the first frame of this animation is used.",)
    assert_photo(taken.pixels, 40)


def sixteen_bit_ramp(extra: bytes = b"") -> bytes:
    values = np.linspace(0, 65535, 40 * 50).round().astype(">u2").reshape(40, 50)
    return png((40, 50), 16, 0, b"".join(b"\0" + row.tobytes() for row in values), extra)


def test_a_ramp_of_16_bit_grey_stays_a_ramp() -> None:
    grey = read_photo(sixteen_bit_ramp())
    expected = np.rint(np.linspace(0, 255, 2000)).reshape(40, 50)
    assert np.abs(grey[..., 0].astype(int) - expected).max() <= 1
    assert (grey[0, 0, 0], grey[-1, -1, 0]) == (0, 255)
    assert (np.diff(grey[..., 0].ravel().astype(int)) >= 0).all()
    assert (grey == grey[..., :1]).all()


def test_a_byte_repeated_in_16_bits_is_that_byte_and_its_neighbours_are_rounded_to_it() -> None:
    centres = np.arange(0x0000, 0x10000, 0x0101).reshape(16, 16, 1)
    values = np.clip(centres + np.array([-128, 0, 128]), 0, 65535).astype(">u2").reshape(16, 48)
    pixels = read_photo(png((16, 48), 16, 0, b"".join(b"\0" + row.tobytes() for row in values)))
    assert pixels[..., 0].ravel().tolist() == [byte for byte in range(256) for _ in range(3)]


def test_the_transparent_value_of_16_bit_grey_is_shown_on_white() -> None:
    taken = take_in(sixteen_bit_ramp(chunk(b"tRNS", struct.pack(">H", 0))))
    assert taken.pixels[0, 0].tolist() == [255, 255, 255]
    assert taken.pixels[0, 30].tolist() == [4, 4, 4]
    assert "Transparent parts are shown on white." in taken.notes


def test_16_bits_a_channel_in_colour_keep_the_colour() -> None:
    row = b"\0" + struct.pack(">9H", 65535, 0, 0, 0, 32896, 65535, 257, 514, 771)
    pixels = read_photo(png((2, 3), 16, 2, row * 2))
    assert pixels[1].tolist() == [[255, 0, 0], [0, 128, 255], [1, 2, 3]]


def test_16_bits_with_opacity_are_shown_on_white() -> None:
    row = b"\0" + struct.pack(">6H", 0, 65535, 0, 0, 65535, 0)  # black, hidden black, hidden white
    pixels = read_photo(png((1, 3), 16, 4, row))
    assert pixels[0, :, 1].tolist() == [0, 255, 255]


def hidden_half(mode: str) -> Image.Image:
    """Red or black, the right half of it hidden."""
    rgba = Image.new("RGBA", (WIDTH, HEIGHT), (255, 0, 0, 255))
    rgba.paste((0, 255, 0, 0), (WIDTH // 2, 0, WIDTH, HEIGHT))
    return rgba.convert(mode)


def palette_with_one_hidden_colour() -> bytes:
    image = Image.new("P", (WIDTH, HEIGHT), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.paste(1, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return encoded(image, "PNG", transparency=1)


def palette_with_opacities() -> bytes:
    image = Image.new("P", (WIDTH, HEIGHT), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.paste(1, (WIDTH // 2, 0, WIDTH, HEIGHT))
    return encoded(image, "PNG", transparency=b"\xff\x01")


def colour_key() -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), (255, 0, 0))
    image.paste((0, 255, 0), (WIDTH // 2, 0, WIDTH, HEIGHT))
    return encoded(image, "PNG", transparency=(0, 255, 0))


def one_bit_key() -> bytes:
    return png((HEIGHT, WIDTH), 1, 0, (b"\0" + b"\xff" * 4 + bytes(4)) * HEIGHT, GREY_KEY)


GREY_KEY = chunk(b"tRNS", struct.pack(">H", 0))
RED = (255, 0, 0)

TRANSPARENT = {
    "rgba-png": (encoded(hidden_half("RGBA"), "PNG"), RED),
    "rgba-webp": (encoded(hidden_half("RGBA"), "WEBP", lossless=True), RED),
    "rgba-avif": (encoded(hidden_half("RGBA"), "AVIF", quality=100), RED),
    "la-png": (encoded(hidden_half("LA"), "PNG"), (76, 76, 76)),
    "palette": (palette_with_one_hidden_colour(), RED),
    "palette-opacities": (palette_with_opacities(), RED),
    "gif": (encoded(hidden_half("RGBA"), "GIF"), RED),
    "colour-key": (colour_key(), RED),
    "one-bit-key": (one_bit_key(), (255, 255, 255)),
}


@pytest.mark.parametrize(("data", "colour"), TRANSPARENT.values(), ids=TRANSPARENT.keys())
def test_transparent_parts_are_white_and_the_visitor_is_told(
    data: bytes, colour: tuple[int, int, int]
) -> None:
    taken = take_in(data)
    assert "Transparent parts are shown on white." in taken.notes
    assert np.abs(taken.pixels[5, 5].astype(int) - colour).max() <= 3
    assert np.abs(taken.pixels[5, WIDTH - 5].astype(int) - 255).max() <= 3


def test_half_transparent_black_on_white_is_grey() -> None:
    pixels = read_photo(encoded(Image.new("RGBA", (33, 44), (0, 0, 0, 128)), "PNG"))
    assert (np.abs(pixels.astype(int) - 127) <= 1).all()


def test_a_fully_transparent_picture_is_white() -> None:
    taken = take_in(encoded(Image.new("RGBA", (33, 44), (9, 99, 199, 0)), "PNG"))
    assert (taken.pixels == 255).all()
    assert taken.notes == ("Transparent parts are shown on white.",)


def test_an_opacity_channel_that_hides_nothing_is_not_worth_a_note() -> None:
    assert take_in(encoded(photo().convert("RGBA"), "PNG")).notes == ()


GREY_OF_PHOTO = [76, 150, 29, 255]  # 0.299 red + 0.587 green + 0.114 blue


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (encoded(photo().convert("L"), "PNG"), GREY_OF_PHOTO),
        (encoded(photo().convert("L"), "JPEG", quality=100), GREY_OF_PHOTO),
        (encoded(photo().convert("1", dither=Image.Dither.NONE), "PNG"), [0, 255, 0, 255]),
        (encoded(photo().convert("1", dither=Image.Dither.NONE), "BMP"), [0, 255, 0, 255]),
    ],
    ids=["grey-png", "grey-jpeg", "one-bit-png", "one-bit-bmp"],
)
def test_grey_becomes_three_equal_channels(data: bytes, expected: list[int]) -> None:
    pixels = read_photo(data)
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert (pixels == pixels[..., :1]).all()
    assert pixels[10::20, 16::32, 0].ravel().tolist() == pytest.approx(expected, abs=2)


@pytest.mark.parametrize(
    "data",
    [
        encoded(photo().convert("CMYK"), "JPEG", quality=100),
        encoded(photo().quantize(8), "PNG"),
        encoded(photo().quantize(8), "BMP"),
    ],
    ids=["cmyk-jpeg", "palette-png", "palette-bmp"],
)
def test_other_colour_modes_become_rgb(data: bytes) -> None:
    assert_photo(read_photo(data), 8)


def with_orientation(kind: str, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options = {} if kind == "PNG" else {"quality": 100}
    return encoded(photo(), kind, exif=exif, **options)


# What the first row and the first column of the file show, by EXIF 2.3, section 4.6.4, tag 274:
# the axes of the array to swap, then which of them run backwards.
UPRIGHT: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    1: lambda stored: stored,
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.transpose(1, 0, 2),
    6: lambda stored: stored.transpose(1, 0, 2)[:, ::-1],
    7: lambda stored: stored.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda stored: stored.transpose(1, 0, 2)[::-1],
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_orientation_stands_upright(kind: str, orientation: int) -> None:
    taken = take_in(with_orientation(kind, orientation))
    expected = UPRIGHT[orientation](np.asarray(photo())).astype(int)
    assert taken.pixels.shape == expected.shape
    assert taken.original_size == expected.shape[:2]
    quarters = np.ix_(*([side // 4, 3 * side // 4] for side in expected.shape[:2]))
    assert np.abs(taken.pixels[quarters] - expected[quarters]).max() <= 12
    assert taken.notes == ()


def test_an_orientation_after_the_pixels_of_a_png_counts() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    rows = (b"\0" + b"\x50" * WIDTH) * HEIGHT
    late = chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    assert read_photo(png((HEIGHT, WIDTH), 8, 0, rows, after=late)).shape == (WIDTH, HEIGHT, 3)


def exif_cut_short() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "somebody" * 20
    exif[ExifTags.Base.Copyright] = "somebody" * 20
    return exif.tobytes()[:40]


HARMLESS = {
    "bad-icc": encoded(photo(), "PNG", icc_profile=b"this is no colour profile"),
    "bad-icc-jpeg": encoded(photo(), "JPEG", quality=100, icc_profile=b"no colour profile"),
    "bad-exif-jpeg": encoded(photo(), "JPEG", quality=100, exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"),
    "bad-exif-png": encoded(photo(), "PNG", exif=b"Exif\0\0nonsense"),
    "exif-cut-short": encoded(photo(), "JPEG", quality=100, exif=exif_cut_short()),
    "exif-cut-short-png": encoded(photo(), "PNG", exif=exif_cut_short()),
    "orientation-99": with_orientation("JPEG", 99),
    "orientation-0": with_orientation("PNG", 0),
    "bytes-after-the-end-png": encoded(photo(), "PNG") + b"more" * 99,
    "bytes-after-the-end-jpeg": encoded(photo(), "JPEG", quality=100) + b"more" * 99,
    "animation-chunk-too-much": png(
        (HEIGHT, WIDTH),
        8,
        2,
        b"".join(b"\0" + row.tobytes() for row in np.asarray(photo())),
        extra=chunk(b"acTL", struct.pack(">II", 0, 0)),
    ),
}


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS.keys())
def test_bad_metadata_is_harmless(data: bytes) -> None:
    taken = take_in(data)
    assert_photo(taken.pixels, 12)
    assert taken.notes == ()


@pytest.mark.parametrize("name", ["exif-cut-short", "exif-cut-short-png", "bad-exif-png"])
def test_a_warning_from_pillow_about_metadata_reaches_nobody(name: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        take_in(HARMLESS[name])
    assert caught == []


def test_without_the_intake_pillow_does_warn_about_such_metadata() -> None:
    with (
        pytest.warns(UserWarning, match=r"Corrupt EXIF|larger than file"),
        Image.open(io.BytesIO(HARMLESS["exif-cut-short"])) as image,
    ):
        image.getexif()


def test_no_setting_of_pillow_is_changed() -> None:
    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
    take_in(WHOLE["png"])
    with pytest.raises(ImageRejected, match="50 megapixels"):
        take_in(png((20_000, 20_000), 8, 2, b""))
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    assert before == (89_478_485, False)


@pytest.mark.parametrize(
    ("height", "width", "note"),
    [
        (1, 1, "This picture is small (1 × 1 px); it will be enlarged."),
        (31, 31, "This picture is small (31 × 31 px); it will be enlarged."),
        (300, 31, "This picture is small (31 × 300 px); it will be enlarged."),
    ],
)
def test_a_tiny_picture_is_taken_in_with_a_note(height: int, width: int, note: str) -> None:
    taken = take_in(encoded(noise(height, width), "PNG"))
    assert taken.pixels.shape == (height, width, 3)
    assert taken.notes == (note,)


def test_a_picture_of_the_smallest_input_needs_no_note() -> None:
    assert take_in(encoded(noise(32, 33), "PNG")).notes == ()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_large_picture_is_reduced_and_keeps_its_content(kind: str) -> None:
    large = photo().resize((5000, 3000), Image.Resampling.NEAREST)
    taken = take_in(encoded(large, kind))
    assert taken.original_size == (3000, 5000)
    assert taken.pixels.shape == (614, 1024, 3)
    small = Image.fromarray(taken.pixels).resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    assert_photo(np.asarray(small), 12)


@pytest.mark.parametrize(
    ("size", "decoded_size", "stored_shape"),
    [
        ((4300, 8600), (1075, 2150), (1024, 512, 3)),
        ((4000, 3000), (2000, 1500), (768, 1024, 3)),
        ((2250, 4000), (1125, 2000), (1024, 576, 3)),
    ],
    ids=["37 megapixels", "a phone, lying", "a phone, upright, 16:9"],
)
def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size(
    size: tuple[int, int],
    decoded_size: tuple[int, int],
    stored_shape: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded_sizes = []
    original = intake.decoded

    def remember(image: Image.Image, stored: tuple[int, int], data: bytes) -> decoding.Decoded:
        decoded_sizes.append(image.size)
        return original(image, stored, data)

    monkeypatch.setattr(intake, "decoded", remember)
    shape = read_photo(encoded(Image.new("RGB", size), "JPEG")).shape
    assert decoded_sizes == [decoded_size]
    assert shape == stored_shape


def test_the_key_tells_pixels_and_shapes_apart() -> None:
    upright, lying = (
        encoded(Image.new("L", (40, 50)), "PNG"),
        encoded(Image.new("L", (50, 40)), "BMP"),
    )
    other = encoded(Image.new("L", (40, 50), 1), "PNG")
    keys = {take_in(data).sha256 for data in (upright, lying, other)}
    assert len(keys) == 3
    assert take_in(upright).sha256 == take_in(encoded(Image.new("L", (40, 50)), "BMP")).sha256


def test_equal_files_give_equal_photos() -> None:
    first, second = take_in(WHOLE["png"]), take_in(WHOLE["png"])
    assert first == second
    assert hash(first) == hash(second)
    assert first != take_in(WHOLE["jpeg"])


def test_the_pixels_of_a_photo_are_read_only_and_those_of_read_photo_are_not() -> None:
    with pytest.raises(ValueError, match="read-only"):
        take_in(WHOLE["png"]).pixels[0, 0] = 0
    pixels = read_photo(WHOLE["png"])
    pixels[0, 0] = 0
    assert pixels[0, 0].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("failure", "match"),
    [
        (MemoryError(), "not enough memory.*try again in a minute"),
        (RecursionError(), "damaged or incomplete"),
        (struct.error("bad"), "damaged or incomplete"),
        (zlib.error("bad"), "damaged or incomplete"),
        (OverflowError(), "damaged or incomplete"),
        (SyntaxError("bad"), "damaged or incomplete"),
        (AssertionError(), "damaged or incomplete"),
        (Image.DecompressionBombError("large"), "limit is 50 megapixels"),
        (Image.DecompressionBombWarning("large"), "limit is 50 megapixels"),
    ],
    ids=[
        "memory",
        "recursion",
        "struct",
        "zlib",
        "overflow",
        "syntax",
        "assertion",
        "bomb-error",
        "bomb-warning",
    ],
)
def test_whatever_a_decoder_raises_becomes_a_sentence(
    failure: Exception, match: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    with pytest.raises(ImageRejected, match=match) as refusal:
        take_in(WHOLE["png"])
    assert refusal.value.__cause__ is failure


@pytest.mark.parametrize("request_to_stop", [KeyboardInterrupt, SystemExit])
def test_a_request_to_stop_is_not_swallowed(
    request_to_stop: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise request_to_stop("stop now")

    monkeypatch.setattr(ImageFile.ImageFile, "load", stop)
    with pytest.raises(request_to_stop, match="stop now"):
        take_in(WHOLE["png"])


def test_two_files_are_decoded_at_a_time_and_a_third_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entered, leave = threading.Semaphore(0), threading.Event()
    original = intake._decode
    photos = []

    def hold(data: bytes) -> intake.Photo:
        entered.release()
        assert leave.wait(SECONDS)
        return original(data)

    monkeypatch.setattr(intake, "_decode", hold)
    threads = [
        threading.Thread(target=lambda: photos.append(take_in(WHOLE["png"]))) for _ in range(3)
    ]
    try:
        for thread in threads[:2]:
            thread.start()
            assert entered.acquire(timeout=SECONDS)
        assert not intake._decode_slots.acquire(blocking=False)  # no slot for anybody else
        threads[2].start()
        assert not entered.acquire(blocking=False)
    finally:
        leave.set()
        for thread in threads:
            thread.join(SECONDS)
    assert len(photos) == 3


def test_a_refused_file_gives_its_slot_back() -> None:
    for _ in range(intake.MAX_DECODES_AT_ONCE + 1):
        with pytest.raises(ImageRejected, match="damaged or incomplete"):
            take_in(WHOLE["png"][:-30])
    assert read_photo(WHOLE["png"]).shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize(("largest", "bits"), [(4095, 12), (2500, 12), (256, 12), (255, 8), (3, 8)])
@pytest.mark.parametrize("colour_type", [0, 2, 6], ids=["grey", "colour", "colour with opacity"])
def test_values_that_end_early_in_16_bits_are_stretched(
    largest: int, bits: int, colour_type: int
) -> None:
    """A camera's 12 bits would be nearly black: 4095 of 65535 is 16 of 255."""
    ramp = np.linspace(0, largest, 40 * 50).round().reshape(40, 50, 1)
    channels = {0: [ramp], 2: [ramp, ramp[::-1], ramp[:, ::-1]]}
    channels[6] = [*channels[2], np.full_like(ramp, 65535)]
    values = np.concatenate(channels[colour_type], axis=-1).astype(">u2")
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    taken = take_in(png((40, 50), 16, colour_type, rows))
    expected = np.rint(values[..., :3].astype(float) * 255 / (2**bits - 1))
    assert np.abs(taken.pixels - expected).max() <= 1
    assert taken.notes == (
        f"This file has 16 bits per value but uses only {bits} of them (the largest value is "
        f"{largest:,}). They were stretched to the full range from black to white.",
    )


@pytest.mark.parametrize("largest", [0, 4096, 65535])
@pytest.mark.parametrize("colour_type", [0, 2], ids=["grey", "colour"])
def test_other_values_in_16_bits_are_left_alone(largest: int, colour_type: int) -> None:
    values = np.full((40, 50 * (1 + colour_type)), largest, ">u2")
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    taken = take_in(png((40, 50), 16, colour_type, rows))
    assert np.unique(taken.pixels).tolist() == [round(largest / 257)]
    assert taken.notes == ()


def test_a_transparent_value_does_not_hide_that_values_end_early() -> None:
    values = np.full((40, 50), 4095, ">u2")
    values[:20] = 65535
    rows = b"".join(b"\0" + row.tobytes() for row in values)
    key = chunk(b"tRNS", struct.pack(">H", 65535))
    taken = take_in(png((40, 50), 16, 0, rows, key))
    assert np.unique(taken.pixels).tolist() == [255]
    assert len(taken.notes) == 2


def test_stretched_colour_keeps_its_opacity() -> None:
    row = b"\0" + struct.pack(">8H", 4095, 0, 0, 65535, 4095, 0, 0, 0)  # red, then hidden red
    pixels = read_photo(png((2, 2), 16, 6, row * 2))
    assert pixels[0].tolist() == [[255, 0, 0], [255, 255, 255]]


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_above_the_pixel_limit_is_read_reduced_with_a_note(progressive: bool) -> None:
    large = photo().resize((9000, 6000), Image.Resampling.NEAREST)
    taken = take_in(encoded(large, "JPEG", progressive=progressive))
    assert taken.original_size == (6000, 9000)
    assert taken.notes == (
        "This picture has 54.0 megapixels, more than the 50 that are read in full. "
        "It was read at 1/4 of its height and width.",
    )
    assert taken.pixels.shape == (683, 1024, 3)
    small = Image.fromarray(taken.pixels).resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    assert_photo(np.asarray(small), 12)


def test_a_phone_of_200_megapixels_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow's own `open` refuses more than 179 megapixels."""
    sizes = []

    def stop(image: Image.Image, *_: object) -> decoding.Decoded:
        sizes.append(image.size)
        return decoding.Decoded(Image.new("RGB", (1024, 768)))

    monkeypatch.setattr(intake, "decoded", stop)
    taken = take_in(jpeg_claiming(12_240, 16_320))
    assert sizes == [(2040, 1530)]
    assert taken.original_size == (12_240, 16_320)
    assert taken.notes == (
        "This picture has 199.8 megapixels, more than the 50 that are read in full. "
        "It was read at 1/8 of its height and width.",
    )


def test_a_progressive_jpeg_that_takes_too_much_memory_is_refused() -> None:
    data = jpeg_claiming(12_240, 16_320, progressive=True, subsampling=0)
    with pytest.raises(ImageRejected, match=r"1,[0-9]{3} MiB.*limit is 512 MiB.*not progressive"):
        take_in(data)


@pytest.mark.parametrize("size", [(1701, 4099), (4100, 1703)], ids=["wide", "high"])
def test_a_picture_is_reduced_in_strips_as_it_would_be_in_one(size: tuple[int, int]) -> None:
    height, width = size
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    pixels = np.stack([x, y, (x + y) / 2], axis=-1).astype(np.uint8)
    taken = take_in(encoded(Image.fromarray(pixels), "PNG", compress_level=1)).pixels
    shape = (taken.shape[1], taken.shape[0])
    whole = np.asarray(Image.fromarray(pixels).resize(shape, Image.Resampling.BICUBIC))
    assert np.abs(taken.astype(int) - whole).max() <= 2
