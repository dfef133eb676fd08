"""A business customer whose books need its own order number gets no order without one."""

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from customers.models import Customer
from orders.errors import RequestRefused
from orders.services.drafts import create_draft, place_draft, replace_draft
from orders.services.placing import place_orders
from orders.services.quoting import quote_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(db) -> Customer:
    return Customer.objects.create(number="C-9", name="Engines Ltd", email="ada@example.com", requires_po_number=True)


def wish(shop, **more):
    return shop.request(**more)


def test_an_order_without_the_number_is_refused_by_its_field_and_one_with_it_is_placed(shop, business):
    without, with_it = place_orders([wish(shop), wish(shop, po_number="PO-1")], actor=SYSTEM)

    assert isinstance(without.error, RequestRefused)
    assert without.error.context["field"] == "po_number"
    assert with_it.error is None


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_draft_waits_for_it(shop, business, blank):
    draft = create_draft(wish(shop, po_number=blank), actor=SYSTEM)

    with pytest.raises(MoveRefused, match="order number of its own"):
        place_draft(order_id=draft.pk, actor=SYSTEM)
    replace_draft(order_id=draft.pk, request=wish(shop, po_number="PO-1"), actor=SYSTEM)

    assert place_draft(order_id=draft.pk, actor=SYSTEM).state == "placed"


def test_others_and_quotes_need_none(shop, business):
    quote_order(wish(shop), actor=SYSTEM)
    Customer.objects.update(requires_po_number=False)

    assert place_orders([wish(shop)], actor=SYSTEM)[0].error is None
