"""Pictures for the browser, made once for everybody."""

from explorer.images.encoding import jpeg_rgb, png_rgb
from explorer.images.sizing import thumbnail
from explorer.kept import kept
from explorer.observed import Picture

BACKDROP_SIDE = 512  # px: of a photo under squares, at most.


@kept(mib=16)
def png_of(picture: Picture) -> bytes:
    """A picture as a PNG."""
    return png_rgb(picture.pixels)


@kept(mib=4)
def backdrop(picture: Picture) -> bytes:
    """A picture as a JPEG of at most 512 px a side, to draw squares on."""
    return jpeg_rgb(thumbnail(picture.pixels, BACKDROP_SIDE))
