"""The command palette: what one can do, where one can go, and which order is meant, by what this user may."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from core.money import format_money
from desk.navigation import GROUPS, address_of
from desk.selectors.call_box import find_orders
from fulfillment.selectors.access import warehouses_of

MOST_PAGES, MOST_ORDERS, MOST_WAREHOUSES = 8, 10, 10
RELEASE_COUNT, RELEASE_MOST = 20, 500
_WORD = re.compile(r"\w+")
_FIND = re.compile(r"find\s+", re.IGNORECASE)

# title, words it is found by besides, icon, address name, right
ACTS = (
    ("New order", "take place phone call", "add_call", "admin:orders_order_add", "orders.add_order"),
    ("New customer", "add", "person_add", "admin:customers_customer_add", "customers.add_customer"),
    ("New case", "open ticket support", "support_agent", "admin:support_case_add", "support.add_case"),
    ("Import a file of orders", "upload csv", "upload_file", "desk:imports", "core.add_importjob"),
    ("Receive goods", "supply arrival purchase", "input", "admin:inventory_supply_changelist",
     "inventory.receive_supply"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the palette, in the words the theme's template uses."""

    title: str
    description: str
    link: str
    icon: str


def hits(request: HttpRequest, term: str) -> list[Hit]:
    """Acts first, then pages, then orders; ``find …`` looks for orders alone. Nothing for an empty term."""
    term = term.replace("\x00", "").strip()
    if not term:
        return []
    wanted = _FIND.sub("", term, count=1) if _FIND.match(term) else ""
    if wanted:
        return list(_orders(request, wanted))
    words = _WORD.findall(term.lower())
    acts = [*_acts(request, words), *_releases(request, words)]
    places = _pages(request, words)
    # Who types the name of an act looks for no order of that name.
    return [*acts, *places, *([] if acts else _orders(request, term))]


def _acts(request: HttpRequest, words: list[str]) -> Iterator[Hit]:
    for title, more, icon, name, right in ACTS:
        if request.user.has_perm(right) and _begins(words, f"{title} {more}") and (address := address_of(name)):
            yield Hit(title, "Do", address, icon)


def _releases(request: HttpRequest, words: list[str]) -> Iterator[Hit]:
    """“release next 20”, for each warehouse the user works in; the page asks before anything is released."""
    numbers = [int(word) for word in words if word.isdecimal() and word.isascii() and len(word) <= len("500")]
    said = [word for word in words if not word.isdecimal()]
    user = request.user
    if not said or not isinstance(user, User) or not user.has_perm("fulfillment.release_work"):
        return
    if not "release".startswith(said[0]) or len(said[0]) < len("rel"):
        return
    count = max(1, min(RELEASE_MOST, numbers[0])) if numbers else RELEASE_COUNT
    for warehouse in warehouses_of(user)[:MOST_WAREHOUSES]:
        if _begins(said, f"release next {warehouse.code} {warehouse.name}"):
            address = f"{reverse('warehouse:release', args=[warehouse.code])}?next={count}"
            yield Hit(f"Release next {count} in {warehouse.name}", "Do, after one more look", address, "conveyor_belt")


def _pages(request: HttpRequest, words: list[str]) -> list[Hit]:
    found = []
    for group, items in GROUPS:
        for title, icon, name, right in items:
            may = not right or request.user.has_perm(right)
            if may and _begins(words, f"{title} {group}") and (address := address_of(name)):
                found.append(Hit(title, f"Page · {group}" if group else "Page", address, icon))
    return found[:MOST_PAGES]


def _orders(request: HttpRequest, term: str) -> Iterator[Hit]:
    if not request.user.has_perm("orders.view_order"):
        return
    for order in find_orders(term, most=MOST_ORDERS).orders:
        who = order.customer.name if order.customer else ""
        worth = format_money(order.total, order.currency)
        said = f"{order.get_display_status_display()} · {worth}"
        link = reverse("admin:orders_order_change", args=[order.pk])
        yield Hit(f"{order.number} {who}".strip(), said, link, "shopping_cart")


def _begins(words: Iterable[str], text: str) -> bool:
    """Whether every word begins one of the text, and there is a word."""
    known, asked = _WORD.findall(text.lower()), list(words)
    return bool(asked) and all(any(one.startswith(word) for one in known) for word in asked)
