"""Whatever number a caller reads out leads to the order behind it."""

import pytest

from core.actors import SYSTEM
from desk.selectors.call_box import find_orders
from desk.selectors.called import order_behind
from fulfillment.models import FulfillmentOrder
from fulfillment.tests.factories import packed_parcel, put_on_shelves
from orders.models import Order
from orders.tests.factories import placed_order
from payments.models import Document, DocumentSeries
from support.services.opening import open_case


@pytest.fixture
def parcel(shop, settings):
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    put_on_shelves(shop)
    return packed_parcel(shop, {0: 1})


def test_a_parcel_its_work_and_a_case_lead_to_their_order(parcel, shop):
    work = FulfillmentOrder.objects.get()
    case = open_case(order_id=work.order_id, subject="Where is it?", text="Please.", actor=SYSTEM)
    placed_order(shop)

    for number in (parcel.number, parcel.number.lower(), f" {work.number} ", case.number):
        assert find_orders(number).straight == work.order, number


def test_an_invoice_leads_to_its_order(shop):
    order = placed_order(shop)
    series = DocumentSeries.objects.create(channel=order.channel, kind="invoice", year=2026, prefix="SHOP-EU")
    Document.objects.create(
        kind="invoice", series=series, sequence=17, number="SHOP-EU-2026-00017", order=order, currency=order.currency,
        prices_include_tax=True, locale="en", goods_amount=1, tax_amount=0, total=1, seller={}, buyer={},
        issued_on="2026-11-27", ordered_on="2026-11-27", supplied_on="2026-11-27",
    )  # fmt: skip

    assert find_orders("shop-eu-2026-00017").straight == order


@pytest.mark.parametrize("term", ["PC-1", "CASE-1", "ZZ-1", "X-2026-1", "RMA-", "RMA", "-1"])
def test_an_unknown_number_is_asked_for_once_and_leads_nowhere(db, term, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert order_behind(term) is None


def test_a_case_without_an_order_leads_nowhere(db):
    case = open_case(subject="Open on Sunday?", text="Are you?", actor=SYSTEM)

    assert not find_orders(case.number).orders
    assert not Order.objects.exists()
