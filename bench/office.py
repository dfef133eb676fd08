"""The office with many orders: its lists, its search, an order's page, the dashboard.

They read the orders that ``seed_scale`` wrote when the database has them, and as many as are said otherwise.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import quote

from django.db.models import Max
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.measure import Figure
from bench.pages import compared, reader
from bench.shop import BenchShop
from bench.stock_admin import PREFIX
from core.admin.keyset.cursor import Place
from customers.models import Customer
from desk.scale.growing import grow
from desk.scale.shop import CODE
from orders.models import Order

ORDERS = 20_000
PAGE, DEEP = 50, 5000
STOCK_LIST = f"{PREFIX}orders/order/"


@contextmanager
def office() -> Iterator[Client]:
    """Somebody who reads; orders are written first where there are none of those that are measured with."""
    if not Order.objects.filter(channel__code=CODE).exists():
        for _ in grow(outof=ORDERS, seed=1, now=timezone.now()):
            pass
    with reader() as client:
        yield client


def admin_list(shop: BenchShop | None) -> list[Figure]:
    """The first page."""
    with office() as client:
        return compared("admin_list", client, [_list()], [STOCK_LIST])


def admin_list_filtered(shop: BenchShop | None) -> list[Figure]:
    """The first page of what waits, by two filters."""
    asked = ["?state=confirmed", "?display_status=backordered", "?payment_status=paid&state=completed", "?intake=api"]
    ours = [f"{_list()}{query}" for query in asked]
    theirs = [f"{STOCK_LIST}{query}".replace("=", "__exact=") for query in asked]
    with office() as client:
        return compared("admin_filtered", client, ours, theirs)


def admin_deep(shop: BenchShop | None) -> list[Figure]:
    """Page 5,000, or the last whole one where there are fewer."""
    with office() as client:
        pages = min(DEEP, Order.objects.count() // PAGE)
        last = Order.objects.aggregate(last=Max("pk"))["last"]
        key = last - PAGE * (pages - 1)
        ours = f"{_list()}?after={Place(key, key).token()}"
        return compared(f"admin_page_{pages}", client, [ours], [f"{STOCK_LIST}?p={pages}"])


def admin_search(shop: BenchShop | None) -> list[Figure]:
    """The list's search box, by each kind of key; every order looked for is another one."""
    with office() as client:
        some = _some(12)
        figures: list[Figure] = []
        for kind, term_of in TERMS.items():
            terms = [term_of(order) for order in some]
            ours = [f"{_list()}?q={quote(term)}" for term in terms]
            theirs = [f"{STOCK_LIST}?q={quote(term)}" for term in terms]
            figures += compared(f"search_{kind}", client, ours, theirs)
        return figures


def call_box(shop: BenchShop | None) -> list[Figure]:
    """What the command palette answers, by each kind of key; Django's own admin has none."""
    with office() as client:
        some = _some(12)
        figures: list[Figure] = []
        for kind, term_of in TERMS.items():
            ours = [f"{reverse('desk:palette')}?extended=1&s={quote(term_of(order))}" for order in some]
            figures += compared(f"call_box_{kind}", client, ours, [])
        return figures


def order_page(shop: BenchShop | None) -> list[Figure]:
    """Pages of orders of every age."""
    with office() as client:
        keys = [order.pk for order in _some(20)]
        ours = [reverse("admin:orders_order_change", args=[key]) for key in keys]
        return compared("order_page", client, ours, [f"{STOCK_LIST}{key}/change/" for key in keys])


def dashboard(shop: BenchShop | None) -> list[Figure]:
    """The office's first page; Django's own shows names of tables."""
    with office() as client:
        return compared("dashboard", client, [reverse("admin:index")], [PREFIX])


def _customer(order: Order) -> Customer:
    assert order.customer is not None
    return order.customer


def _tracking(order: Order) -> str:
    label = order.labels.first()
    return label.tracking_number if label else order.number


TERMS: dict[str, Callable[[Order], str]] = {
    "number": lambda order: order.number,
    "digits": lambda order: order.number.partition("-")[2],
    "outside_id": lambda order: str(order.external_id),
    "email": lambda order: _customer(order).email,
    "phone": lambda order: str(_customer(order).phone).replace("+49", "0"),
    "tracking": _tracking,
    "sku": lambda order: order.lines.all()[0].sku.code,
    "name": lambda order: _customer(order).name,
    "beginning": lambda order: _customer(order).name[:3],
    "name_and_town": lambda order: f"{_customer(order).name} Berlin",
    "town": lambda order: "Berlin",
    "nothing": lambda order: f"zzyzx{order.pk}",
}


def _some(count: int) -> Sequence[Order]:
    """Orders from everywhere in the table, the same in every run."""
    last = Order.objects.aggregate(last=Max("pk"))["last"]
    dice = random.Random(8)
    keys = [dice.randrange(1, last + 1) for _ in range(count)]
    rows = Order.objects.select_related("customer")
    found = [rows.filter(pk__gte=key, channel__code=CODE).order_by("pk").first() for key in keys]
    return [order for order in found if order is not None]


def _list() -> str:
    return reverse("admin:orders_order_changelist")
