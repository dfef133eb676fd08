"""Mails name the kit that was bought, its price, and its components below it."""

import pytest

from core.effects import drain
from notifications.content.order import confirmation, scribe_of
from notifications.content.views import line_view
from orders.models import Order
from orders.tests.factories import confirmed_order
from orders.tests.kits import kit_lines, kit_order, sell_kit

pytestmark = pytest.mark.django_db


def test_a_confirmation_shows_the_kit_with_its_price_and_its_components_without(shop, mailbox):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")
    confirmed_order(shop, lines=kit_lines(units=3))
    drain()

    mail = mailbox.only()
    rows = mail["text"].splitlines()
    kit = rows.index("3 × Breakfast set: €75.00")

    assert [row.split(" (")[0] for row in rows[kit + 1 : kit + 3]] == ["  6 × Product 1", "  3 × Product 3"]
    assert "€45.00" not in mail["text"] + mail["html"]


def test_a_component_in_a_parcel_says_what_it_is_part_of(shop):
    sell_kit(shop, {0: 2, 2: 1})
    order = Order.objects.get(pk=kit_order(shop).pk)

    view = line_view(order.lines.first(), scribe_of(order, "en"), quantity=2)

    assert (view.name, view.part_of) == ("Product 1", "Breakfast set")


def test_the_context_of_a_mail_marks_parts(shop):
    sell_kit(shop, {0: 2, 2: 1})

    lines = confirmation(kit_order(shop), "en")["lines"]

    assert [(line["quantity"], line["is_part"], bool(line["amount"])) for line in lines] == [
        (1, False, True), (2, True, False), (1, True, False),
    ]  # fmt: skip
