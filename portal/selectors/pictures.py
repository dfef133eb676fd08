"""Pictures the customer sent, as the page shows them beside what they were sent with."""

from collections.abc import Mapping
from dataclasses import dataclass

from orders.selectors.photos import photos_by_reference
from portal.texts import Words


@dataclass(frozen=True, slots=True)
class Photos:
    """A heading, and the key and the words of each picture."""

    title: str
    each: tuple[tuple[int, str], ...]


PhotosShown = Mapping[tuple[str, str], Photos]


def photos_shown(order_id: int, words: Words) -> PhotosShown:
    """By kind and number of what they were sent with; one query."""
    return {
        about: Photos(
            title=words.counted("photos_shown", len(photos)),
            each=tuple((photo.pk, words("photo", count=nr)) for nr, photo in enumerate(photos, start=1)),
        )
        for about, photos in photos_by_reference(order_id).items()
    }
