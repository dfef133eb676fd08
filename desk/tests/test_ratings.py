"""What customers thought, by what they may have thought of, with the ratings behind each figure."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from fulfillment.models import PickTask
from fulfillment.tests.factories import put_on_shelves
from orders.models import Order
from orders.tests.factories import delivered_order
from shipping.tests.conftest import carrier  # noqa: F401
from shipping.tests.factories import handed_over
from support.selectors.ratings import ratings_behind, ratings_by
from support.services.feedback import Rating, rate_order

pytestmark = pytest.mark.django_db


def rate(order: Order, whole: int, *lines: int) -> None:
    by_line = zip(order.lines.order_by("position"), lines, strict=False)
    more = [Rating(rating=rating, line_id=line.pk) for line, rating in by_line]
    rate_order(order_id=order.pk, ratings=[Rating(rating=whole, words="Words."), *more], actor=SYSTEM)


def since() -> datetime:
    return timezone.now() - timedelta(days=30)


def test_the_mean_by_sku_is_that_of_its_lines_worst_first(shop):
    rate(delivered_order(shop, {0: 1, 1: 1}), 5, 2, 5)
    rate(delivered_order(shop, {0: 1}, parcel_id=2), 4, 3)

    rows = ratings_by("sku", since=since())

    told = [(row.label.split()[0], row.mean, row.count, row.low, row.low_percent) for row in rows]
    assert told == [
        ("SKU-1", Decimal("2.50"), 2, 1, Decimal("50.0")), ("SKU-2", Decimal("5.00"), 1, 0, Decimal("0.0")),
    ]  # fmt: skip
    behind = ratings_behind("sku", rows[0].key, since=since())
    assert [one.rating for one in behind] == [2, 3]


def test_by_carrier_and_picker_an_order_counts_once_however_many_parcels_and_picks(shop, settings, carrier, sign_in):  # noqa: F811
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"
    put_on_shelves(shop)
    picker = sign_in("Warehouse")
    label = handed_over(shop, {0: 2, 1: 1})
    PickTask.objects.update(assignee=picker)
    order = Order.objects.get(pk=label.order_id)
    order.lines.update(delivered=0)
    rate(order, 1)

    for group in ("carrier", "picker"):
        rows = ratings_by(group, since=since())
        assert [(row.mean, row.count, row.low) for row in rows] == [(Decimal("1.00"), 1, 1)], group
        assert ratings_behind(group, rows[0].key, since=since()).get().order_id == order.pk


def test_what_was_rated_before_the_period_or_in_another_channel_does_not_count(shop):
    rate(delivered_order(shop), 5, 5)

    assert ratings_by("sku", since=timezone.now() + timedelta(hours=1)) == []
    assert ratings_by("sku", since=since(), channel_id=shop.channel.pk + 1) == []


def test_the_page_tells_figures_formula_and_the_ratings_behind_in_few_queries(shop, client, sign_in):
    order = delivered_order(shop, {0: 1})
    rate(order, 2, 1)
    sign_in("CSR lead")
    row = ratings_by("sku", since=since())[0]
    client.get(reverse("desk:ratings"))

    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("desk:ratings"), {"by": "sku", "key": row.key}).content.decode()

    assert len(asked) < 12
    assert "1.00" in page
    assert "Mean = sum of the ratings" in page
    assert order.number in page


def test_who_picked_is_for_leads_and_the_page_for_who_may_see_feedback(shop, client, sign_in):
    sign_in("CSR")
    assert "by=picker" not in client.get(reverse("desk:ratings")).content.decode()
    sign_in("CSR lead")
    assert "by=picker" in client.get(reverse("desk:ratings")).content.decode()
    sign_in("Warehouse")
    assert client.get(reverse("desk:ratings")).status_code == 403
