"""A list of the office whose pages are found by a row's place: never counted, never skipped over."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

from core.admin.keyset.cursor import Order, Place, place_from, rows_after, rows_from
from core.admin.keyset.sorting import order_of

AFTER, BEFORE, FROM = "after", "before", "from"
OURS = (AFTER, BEFORE, FROM)


class Pages:
    """What the theme asks of a paginator: which template shows where one can go from here."""

    template_name = "admin/keyset_pages.html"

    def __init__(self, per_page: int) -> None:
        self.per_page = per_page


def has_keyset(model_admin: Any, request: HttpRequest | None = None) -> bool:
    """Whether the list's own order is one that pages can be found by."""
    ordering = model_admin.get_ordering(request) or model_admin.opts.ordering
    return order_of(model_admin.model, ordering) is not None


class KeysetChangeList(ChangeList):
    """Sorted by one column with an index, then by the key; a page begins behind a row that is named in its address.

    Filters, search and another order begin anew; links to rows and acts keep the page.
    """

    list_per_page: int

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.asked = {name: request.GET.get(name, "") for name in OURS}
        self.next_url = self.previous_url = self.first_url = ""
        super().__init__(request, *args, **kwargs)

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """The rows of every page; where this one begins is no filter, and not kept by other links."""
        for name in OURS:
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return rows.only(*self.model_admin.list_only) if self.model_admin.list_only else rows

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """By one column that an index leads to; whatever else was asked for, the list's own order."""
        return self._order(request, queryset).names

    def _order(self, request: HttpRequest, queryset: QuerySet[Any]) -> Order:
        asked = order_of(self.model, super().get_ordering(request, queryset)[:1])
        own = order_of(self.model, self.model_admin.get_ordering(request) or self._get_default_ordering())
        assert own is not None, f"{self.opts.label} is sorted by what no index leads to"
        return asked or own

    def get_results(self, request: HttpRequest) -> None:
        """This page's rows and one more, to know whether there is another page."""
        if self.query:
            self.list_per_page = min(self.list_per_page, self.model_admin.search_per_page)
        order = self._order(request, self.root_queryset)
        rows, has_next, has_previous = self._page(request, order)
        if has_next:
            self.next_url = self._address(AFTER, order.place_of(rows[-1]))
        if has_previous:
            self.previous_url = self._address(BEFORE, order.place_of(rows[0])) if rows else ""
            self.first_url = self.get_query_string()
        self.result_list, self.result_count = rows, len(rows)
        # The same, or the theme would say that these are all there are.
        self.full_result_count = len(rows)
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.can_show_all = self.multi_page = False
        self.paginator = Pages(self.list_per_page)

    def _page(self, request: HttpRequest, order: Order) -> tuple[list[Any], bool, bool]:
        """The rows, and whether there are rows behind and before them."""
        size, rows = self.list_per_page, self.queryset
        if self.asked[FROM]:
            return self._from(request, order)
        before = place_from(self.asked[BEFORE], order)
        found = rows_after(rows, before, order=order.reversed(), most=size + 1) if before is not None else []
        if found:
            return found[:size][::-1], True, len(found) > size
        after = place_from(self.asked[AFTER], order)
        found = rows_after(rows, after, order=order, most=size + 1)
        return found[:size], len(found) > size, after is not None

    def _from(self, request: HttpRequest, order: Order) -> tuple[list[Any], bool, bool]:
        size, admin = self.list_per_page, self.model_admin
        key = admin.jump_to(self.asked[FROM]) if order.is_key else None
        if key is None:
            said = f"There is nothing called “{self.asked[FROM]}” to go to in this list; it begins at its beginning."
            messages.warning(request, said)
            found = rows_after(self.queryset, None, order=order, most=size + 1)
            return found[:size], len(found) > size, False
        found = rows_from(self.queryset, key, order=order, most=size + 1)
        return found[:size], len(found) > size, True

    def _address(self, name: str, place: Place) -> str:
        return str(self.get_query_string({name: place.token()}))

    @property
    def jump_label(self) -> str:
        """What one may type to go somewhere else in the list; empty when it is sorted by something else."""
        order = order_of(self.model, self.queryset.query.order_by[:1])
        return str(self.model_admin.jump_label) if order is not None and order.is_key else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Filters as they stand in the address, for a form that keeps them."""
        return [(name, str(value)) for name, values in self.filter_params.items() for value in values]
