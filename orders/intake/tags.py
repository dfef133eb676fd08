"""Tags as they may be kept."""

from collections.abc import Iterable

from orders.errors import RequestRefused

MOST_TAGS = 10
LONGEST_TAG = 32


def checked_tags(tags: Iterable[str]) -> list[str]:
    """The tags without blanks around them, each once. Raises RequestRefused naming ``tags``."""
    found = list(dict.fromkeys(filter(None, (tag.strip() for tag in tags))))
    if len(found) > MOST_TAGS:
        raise RequestRefused(f"An order takes at most {MOST_TAGS} tags, not {len(found)}.", field="tags")
    for tag in found:
        if len(tag) > LONGEST_TAG:
            raise RequestRefused(f"“{tag[:40]}” is longer than the {LONGEST_TAG} characters of a tag.", field="tags")
        if "," in tag or "\x00" in tag:
            raise RequestRefused("A tag has no comma and no NUL in it; give several instead.", field="tags")
    return found
