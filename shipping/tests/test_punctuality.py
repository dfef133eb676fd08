"""On-time figures: what is counted, how, and the parcels behind them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from fulfillment.models import Parcel
from orders.models import OrderLine
from shipping.models import ShippingLabel
from shipping.selectors.punctuality import parcels_behind, punctuality
from shipping.tests.factories import handed_over

pytestmark = pytest.mark.django_db
PROMISED = datetime(2026, 11, 10, tzinfo=UTC).date()
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=30)


def parcel(shop, state: str, arrived: datetime | None = None, promised=PROMISED) -> ShippingLabel:
    label = handed_over(shop, requires_signature=False)
    OrderLine.objects.filter(order_id=label.order_id).update(promise_on=promised)
    row = Parcel.objects.filter(pk=label.parcel_id)
    row.update(state=state, shipped_at=NOW - timedelta(days=15), delivered_at=arrived)
    return label


def test_each_parcel_counts_once_by_what_became_of_its_promise(shop, carrier):
    shop.warehouses[0].time_zone = "America/Los_Angeles"
    shop.warehouses[0].save(update_fields=["time_zone"])
    in_time = parcel(shop, "delivered", datetime(2026, 11, 11, 7, 59, tzinfo=UTC))  # 23:59 of the promised day there
    late = parcel(shop, "delivered", datetime(2026, 11, 11, 8, 0, tzinfo=UTC))
    missing = parcel(shop, "shipped")
    lost = parcel(shop, "lost", promised=NOW.date() + timedelta(days=9))
    parcel(shop, "shipped", promised=NOW.date() + timedelta(days=1))
    parcel(shop, "delivered", NOW, promised=None)

    (row,) = punctuality(since=SINCE, now=NOW)

    assert (row.carrier, row.service, row.warehouse) == ("Sim Carrier", "standard", "Berlin")
    assert (row.due, row.on_time, row.late, row.missing, row.percent) == (4, 1, 1, 2, 25.0)
    behind = parcels_behind(
        since=SINCE, now=NOW, account_id=row.account_id, service=row.service, warehouse_id=row.warehouse_id
    )
    assert {each.label.pk for each in behind} == {in_time.pk, late.pk, missing.pk, lost.pk}
    assert [each.label.pk for each in behind if each.is_on_time] == [in_time.pk]
    assert behind[-1].is_on_time


def test_the_page_asks_as_often_for_many_parcels_as_for_one(shop, carrier, django_assert_num_queries):
    for _ in range(2):
        parcel(shop, "delivered", NOW)

    with django_assert_num_queries(3):
        (row,) = punctuality(since=SINCE, now=NOW)
        parcels_behind(
            since=SINCE, now=NOW, account_id=row.account_id, service=row.service, warehouse_id=row.warehouse_id
        )


def test_parcels_shipped_before_the_period_do_not_count(shop, carrier):
    parcel(shop, "delivered", NOW)

    assert punctuality(since=timezone.now(), now=NOW) == []
