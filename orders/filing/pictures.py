"""A picture made plain: the right way up, no larger than needed, and nothing in it but what it shows."""

import io
import struct
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from orders.errors import FileRefused
from orders.filing.checking import ensure_size

# What a phone or a webcam takes; HEIC is turned into JPEG by the phones themselves when a page asks for a picture.
KINDS = ("JPEG", "PNG", "WEBP")
# A small file may unfold into a picture that fills the memory: a JPEG is read at a fraction of its size, any other
# kind whole, with four bytes a point and more.
MOST_PIXELS = 64_000_000
MOST_PIXELS_READ_WHOLE = 24_000_000
# So that several at once do not fill it either.
_ONE_AT_A_TIME = Lock()
# What Pillow raises where a picture, or what is told about it, breaks off or contradicts itself.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error)
LONGEST_SIDE = 2000
QUALITY = 80


def plain_picture(*, name: str, content: bytes) -> bytes:
    """The picture as JPEG, drawn anew: without place, time, device and whatever else was kept in the file.

    Told by its content, whatever its name says. Raises FileRefused with what to do.
    """
    ensure_size(name, len(content))
    try:
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(content), formats=KINDS) as picture:
            return _drawn_anew(name, picture)
    except Image.DecompressionBombError as error:
        raise _too_large(name, MOST_PIXELS) from error
    except UnidentifiedImageError as error:
        raise _refused(name, "unreadable", "is no picture that can be read. Take it as JPEG, PNG or WebP") from error
    except BROKEN as error:
        raise _refused(name, "damaged", "is damaged. Take the picture again") from error


def _drawn_anew(name: str, picture: Image.Image) -> bytes:
    most = MOST_PIXELS if picture.format == "JPEG" else MOST_PIXELS_READ_WHOLE
    if picture.width * picture.height > most:
        raise _too_large(name, most)
    # JPEG is read at a fraction of its size where that is enough.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    # Small first: turning a large one would hold it twice.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    drawn = Image.new("RGB", picture.size, "white")
    drawn.paste(picture.convert("RGB"))
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()


def _too_large(name: str, most: int) -> FileRefused:
    return _refused(name, "pixels", f"has more than {most // 1_000_000} million points. Take a smaller picture")


def _refused(name: str, flaw: str, why: str) -> FileRefused:
    """``flaw`` is the same in one word, for pages that speak other languages."""
    return FileRefused(f"“{name}” {why}.", name=name, flaw=flaw)
