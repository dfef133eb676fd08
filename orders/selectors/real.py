"""Orders that count: what trainees practice on is in no report, dashboard, export or feed."""

from django.db.models import Q, QuerySet

from orders.models import Order

# For a statement that calls the order ``o``: AND {REAL_SQL}.
REAL_SQL = "NOT o.is_practice"


def real_orders() -> QuerySet[Order]:
    """Every order but those of practice channels."""
    return Order.objects.filter(is_practice=False)


def real(path: str = "order") -> Q:
    """The same for rows that lead to an order by ``path``: ``Payment.objects.filter(real())``."""
    return Q(**{f"{path}__is_practice": False})
