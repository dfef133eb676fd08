"""What stands around every page of the office."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string

register = template.Library()
Group = tuple[str, tuple[tuple[tuple[str, Any], ...], ...]]


@register.simple_tag
def side_bar(groups: Sequence[dict[str, Any]]) -> str:
    """The entries of the side bar; sixty of them take a tenth of a page's time, and are mostly those of before."""
    return _drawn(tuple((group["title"], tuple(tuple(item.items()) for item in group["items"])) for group in groups))


@lru_cache(maxsize=256)
def _drawn(groups: tuple[Group, ...]) -> str:
    shown = [(title, [dict(item) for item in items]) for title, items in groups]
    return render_to_string("desk/side_bar.html", {"groups": shown})
