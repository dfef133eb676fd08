"""Pictures as phones take them."""

import io

from PIL import ExifTags, Image

MAKER = "Phone of Pia"


def photo_file(color: str = "red", *, kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options) -> bytes:
    """A picture with the place, the time and the device it was taken with, lying on its side."""
    taken = Image.Exif()
    taken[ExifTags.Base.Make] = MAKER
    taken[ExifTags.Base.Orientation] = 6
    taken.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    kept = io.BytesIO()
    Image.new("RGB", size, color).save(kept, kind, exif=taken, **options)
    return kept.getvalue()
