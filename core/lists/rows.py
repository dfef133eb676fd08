"""The rows of a list as the theme writes them, at a third of the cost: what is the same in every row is made once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from unfold.templatetags.unfold_list import CHECKBOX_CLASSES, LINK_CLASSES, ROW_CLASSES
from unfold.utils import display_for_field, display_for_value
from unfold.widgets import UnfoldBooleanWidget

_PLACE = "00-key-00"
_DATES = (models.DateField, models.TimeField, models.ForeignKey)


@cache
def _box() -> tuple[str, str]:
    """What stands before and after the key in the box that chooses a row."""
    box = UnfoldBooleanWidget({"class": "action-select", "aria-label": "Select record"}, lambda value: False)
    before, _, after = box.render(ACTION_CHECKBOX_NAME, _PLACE).partition(_PLACE)
    return before, after


def action_box(key: Any) -> SafeString:
    """The box that chooses a row for an act."""
    before, after = _box()
    return SafeString(f"{before}{conditional_escape(str(key))}{after}")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    is_link: bool

    def open(self, tag: str, *, is_whole: bool) -> str:
        classes = CHECKBOX_CLASSES if self.name == "action_checkbox" else [f"field-{self.name}", *ROW_CLASSES]
        whole = " nowrap" if is_whole else ""
        return f'<{tag} class="{" ".join(classes)}{whole}" data-label="{self.label}">'


def is_lean(cl: Any) -> bool:
    """Whether nothing of the list is typed into, dragged or unfolded: then its rows are written here."""
    admin = cl.model_admin
    more = ("ordering_field", "list_sections", "actions_row")
    return not getattr(cl, "formset", None) and not any(getattr(admin, name, None) for name in more)


def rows_of(cl: Any, headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of each row, one string a row."""
    columns = _columns(cl, headers)
    for row in cl.result_list:
        yield SafeString("".join(_cells(cl, row, columns)))


def _columns(cl: Any, headers: list[dict[str, Any]]) -> list[Column]:
    links = cl.list_display_links
    first = next((name for name in cl.list_display if name != "action_checkbox"), "")
    return [
        Column(
            name, "Select record" if name == "action_checkbox" else conditional_escape(header["text"]),
            links is not None and (name in links or (not links and name == first)),
        )
        for name, header in zip(cl.list_display, headers, strict=True)
    ]  # fmt: skip


def _cells(cl: Any, row: models.Model, columns: list[Column]) -> Iterator[str]:
    is_first_link = True
    for column in columns:
        shown, is_whole = _value(cl, row, column.name)
        tag = "th" if column.is_link and is_first_link else "td"
        if column.is_link:
            is_first_link, shown = False, _link(cl, row, shown)
        yield f"{column.open(tag, is_whole=is_whole)}{conditional_escape(shown)}</{tag}>"


def _value(cl: Any, row: models.Model, name: str) -> tuple[Any, bool]:
    """What the cell shows, and whether it stays on one line."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field, attribute, value = lookup_field(name, row, cl.model_admin)
    except ObjectDoesNotExist:
        return empty, False
    empty = getattr(attribute, "empty_value_display", empty)
    if field is None or field.auto_created:
        return display_for_value(value, empty, getattr(attribute, "boolean", False)), False
    if isinstance(field.remote_field, models.ManyToOneRel):
        other = getattr(row, field.name)
        return (empty if other is None else other), True
    return display_for_field(value, field, empty), isinstance(field, _DATES)


def _link(cl: Any, row: models.Model, shown: Any) -> SafeString:
    url = add_preserved_filters({"preserved_filters": cl.preserved_filters, "opts": cl.opts}, cl.url_for_result(row))
    opener = ""
    if cl.is_popup:
        opener = format_html(' data-popup-opener="{}"', row.serializable_value(cl.to_field or row._meta.pk.attname))
    return format_html('<a href="{}" class="{}"{}>{}</a>', url, " ".join(LINK_CLASSES), opener, shown)
