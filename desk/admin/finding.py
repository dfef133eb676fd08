from django.db.models import QuerySet
from django.http import HttpRequest

from desk.selectors.call_box import orders_found
from orders.models import Order


class Finding:
    """The list of orders is searched as the call box is."""

    search_help_text = "Number, tracking number, outside id, e-mail, phone, name, town, SKU"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        term = search_term.strip()
        return (orders_found(term, queryset) if term else queryset), False
