"""The rows of a list as the theme writes them, at a third of the cost: what is the same in every row is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import lookup_field, quote
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from unfold.templatetags.unfold_list import CHECKBOX_CLASSES, LINK_CLASSES, ROW_CLASSES
from unfold.utils import display_for_field, display_for_value
from unfold.widgets import UnfoldBooleanWidget

from core import moments
from core.codes import is_code
from core.money import tidy

_PLACE = "00-key-00"
_DATES = (models.DateField, models.TimeField)


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
    """What the cells of a column have in common.

    ``field`` is one of the table's own; ``method`` is one of the list's that works the value out. With neither, the
    value is found as Django finds it.
    """

    name: str
    label: str
    is_link: bool
    classes: str
    field: models.Field[Any, Any] | None
    is_whole: bool
    shows_row: bool
    method: Callable[[Any], Any] | None

    def open(self, tag: str, *, is_whole: bool) -> str:
        return f'<{tag} class="{self.classes}{" nowrap" if is_whole else ""}" data-label="{self.label}">'


class Page(NamedTuple):
    """What all cells have in common: what stands for nothing, and for whom days are written."""

    cl: Any
    empty: str
    zone: str
    language: str


def is_lean(cl: Any) -> bool:
    """Whether nothing of the list is typed into, dragged or unfolded: then its rows are written here."""
    admin = cl.model_admin
    more = ("ordering_field", "list_sections", "actions_row")
    return not getattr(cl, "formset", None) and not any(getattr(admin, name, None) for name in more)


def rows_of(cl: Any, headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """The cells of each row, one string a row."""
    columns = [_column(cl, name, header) for name, header in zip(cl.list_display, headers, strict=True)]
    links = Links(cl)
    page = Page(cl, cl.model_admin.get_empty_value_display(), get_current_timezone_name(), get_language() or "")
    for row in cl.result_list:
        yield SafeString("".join(_cells(page, row, columns, links)))


def _column(cl: Any, name: str, header: dict[str, Any]) -> Column:
    links = cl.list_display_links
    first = next((name for name in cl.list_display if name != "action_checkbox"), "")
    is_box = name == "action_checkbox"
    field, method = _source_of(cl, name)
    return Column(
        name=name,
        label="Select record" if is_box else conditional_escape(header["text"]),
        is_link=links is not None and (name in links or (not links and name == first)),
        classes=" ".join(CHECKBOX_CLASSES if is_box else [f"field-{name}", *ROW_CLASSES]),
        field=field,
        is_whole=isinstance(field, _DATES),
        shows_row=field is not None and isinstance(field.remote_field, models.ManyToOneRel),
        method=method,
    )


def _source_of(cl: Any, name: str) -> tuple[models.Field[Any, Any] | None, Callable[[Any], Any] | None]:
    """The field that a column shows as it is, or the list's method; neither for keys: Django's own rules find those."""
    try:
        field = cl.opts.get_field(name)
    except FieldDoesNotExist:
        method = getattr(cl.model_admin, str(name), None) if name != "__str__" else None
        return None, method if callable(method) else None
    is_plain = isinstance(field, models.Field) and not field.auto_created and name == field.name
    return (field if is_plain else None), None


def _cells(page: Page, row: models.Model, columns: list[Column], links: Links) -> Iterator[str]:
    is_first_link = True
    for column in columns:
        shown, is_whole = _value(page, row, column)
        tag = "th" if column.is_link and is_first_link else "td"
        if column.is_link:
            is_first_link, shown = False, links.around(row, shown)
        yield f"{column.open(tag, is_whole=is_whole)}{conditional_escape(shown)}</{tag}>"


def _value(page: Page, row: models.Model, column: Column) -> tuple[Any, bool]:
    """What the cell shows, and whether it stays on one line."""
    empty = page.empty
    try:
        if column.field is not None:
            value = getattr(row, column.field.name)
            if column.shows_row:
                return (empty if value is None else value), False
            if isinstance(value, datetime):
                return _written(value, page.zone, page.language), column.is_whole
            if isinstance(value, Decimal):
                return number_format(tidy(value)), column.is_whole
            if isinstance(value, float):
                value = round(value, 2)
            return display_for_field(value, column.field, empty), column.is_whole
        attribute: Any = column.method
        if column.method is not None:
            value = column.method(row)
        else:
            _, attribute, value = lookup_field(column.name, row, page.cl.model_admin)
    except ObjectDoesNotExist:
        return empty, False
    empty = getattr(attribute, "empty_value_display", empty)
    return display_for_value(value, empty, getattr(attribute, "boolean", False)), False


@lru_cache(maxsize=4096)
def _written(moment: datetime, zone: str, language: str) -> str:
    """As the theme writes it where ``zone`` and ``language`` are on; who works a list sees the same ones all day."""
    return moments.moment(moment)


class Links:
    """Links to rows that lead back to the list as it is: how, is the same for every row and worked out once."""

    def __init__(self, cl: Any) -> None:
        self.cl = cl
        self.classes = " ".join(LINK_CLASSES)
        self.whole = f"{self.classes} oms-whole"
        self.ends: tuple[str, str] | None = None

    def around(self, row: models.Model, shown: Any) -> SafeString:
        before, after = self.ends = self.ends or self._ends(row)
        opener = ""
        if self.cl.is_popup:
            key = row.serializable_value(self.cl.to_field or row._meta.pk.attname)
            opener = format_html(' data-popup-opener="{}"', key)
        url = f"{before}{quote(row.pk)}{after}"
        classes = self.whole if isinstance(shown, str) and is_code(shown) else self.classes
        return format_html('<a href="{}" class="{}"{}>{}</a>', url, classes, opener, shown)

    def _ends(self, row: models.Model) -> tuple[str, str]:
        """What stands before and after the key in a row's address."""
        url = self.cl.url_for_result(row)
        kept = {"preserved_filters": self.cl.preserved_filters, "opts": self.cl.opts}
        # Of no address: with one, Django asks of every pattern of the house whether it is the list's own.
        way_back = add_preserved_filters(kept, "")
        before, _, after = url.rpartition(f"/{quote(row.pk)}/")
        return f"{before}/", f"/{after}{way_back}"
