"""Of a picture nothing is kept but what it shows."""

import io

import pytest
from PIL import Image

from fulfillment.tests.pictures import MAKER, photo_file
from orders.errors import FileRefused
from orders.filing.pictures import LONGEST_SIDE, plain_picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_device_are_gone_and_the_picture_stands_upright(kind):
    taken = photo_file(kind=kind)
    assert MAKER.encode() in taken

    plain = plain_picture(name="photo", content=taken)

    with Image.open(io.BytesIO(plain)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (480, 640), {})
        assert {"exif", "comment", "icc_profile", "xmp"} & kept.info.keys() == set()
    assert MAKER.encode() not in plain


def test_words_and_what_hides_behind_the_picture_are_not_kept():
    taken = photo_file(comment=b"home address") + b"PK\x03\x04 an archive"

    plain = plain_picture(name="photo", content=taken)

    assert b"home address" not in plain
    assert b"archive" not in plain


def test_a_large_picture_is_kept_as_large_as_needed():
    plain = plain_picture(name="photo", content=photo_file(size=(4000, 3000)))

    with Image.open(io.BytesIO(plain)) as kept:
        assert max(kept.size) == LONGEST_SIDE


def test_a_jpeg_may_be_larger_than_what_has_to_be_read_whole():
    assert plain_picture(name="photo", content=one_color("JPEG", (6000, 5000)))
    with pytest.raises(FileRefused, match="24 million"):
        plain_picture(name="photo", content=one_color("PNG", (6000, 5000)))


def one_color(kind: str, size: tuple[int, int]) -> bytes:
    kept = io.BytesIO()
    Image.new("L", size).save(kept, kind)
    return kept.getvalue()


def unfolding() -> bytes:
    kept = io.BytesIO()
    Image.new("1", (8100, 8000)).save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: b"%PDF-1.7 no picture", "is no picture that can be read"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no picture that can be read"),
        (lambda: b"", "is no picture that can be read"),
        (lambda: photo_file(size=(900, 900))[:2000], "is damaged"),
        (unfolding, "has more than 24 million points"),
        (lambda: bytes(15 * 1024**2 + 1), "is larger than 15 MiB"),
    ],
    ids=["PDF", "SVG", "nothing", "half", "unfolding", "too many bytes"],
)
def test_what_is_no_whole_picture_of_a_sound_size_is_refused_with_what_to_do(make, why):
    with pytest.raises(FileRefused, match=why):
        plain_picture(name="photo.jpg", content=make())
