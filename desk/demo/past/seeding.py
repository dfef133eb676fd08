"""Tell the demo's past: once, in one transaction, before anything else happens in the house."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from catalog.models import Channel
from core.numbers import next_numbers
from core.service import service
from desk.demo.past.days import days_of_the_past
from desk.demo.past.deliveries import deliveries_for, receive_all
from desk.demo.past.goods import goods_of, tax_rates, ways_of
from desk.demo.past.people import make_people
from desk.demo.past.steps import Steps
from desk.demo.past.tables import lay_out
from desk.demo.past.teller import PAST
from desk.demo.past.wishes import METHODS, PastOrder, Terms, orders_of_the_past
from desk.scale.filling import fill
from desk.scale.growing import write_all
from desk.scale.shop import Shop
from fulfillment.models import PickBatch
from fulfillment.statuses import BatchState
from inventory.models import Warehouse
from orders.intake.reference import forget_reference
from orders.selectors.real import real_orders
from orders.statuses import Intake
from shipping.models import CarrierAccount
from support.models import FeedbackRequest

CHANNEL, WAREHOUSE = "shop-eu", "berlin"
USUAL = 3000


@service
def seed_past(*, orders: int, seed: int, now: datetime) -> int:
    """How many finished orders were written: none where the house has real orders already, whoever placed them.

    No effect comes of them, no gateway or carrier ever heard of them, and their customers have been asked how it was.
    The channel writes invoices from the day of ``now`` on: those of the past are in the books of whoever wrote them.
    """
    if not orders or real_orders().exists():
        return 0
    channel = Channel.objects.select_for_update(no_key=True).get(code=CHANNEL)
    warehouse = Warehouse.objects.get(code=WAREHOUSE)
    zone = ZoneInfo(channel.time_zone)
    today = now.astimezone(zone).date()
    terms = Terms(goods_of(channel), ways_of(channel, METHODS), channel.country, zone)
    told = orders_of_the_past(terms, orders=orders, seed=seed, now=now)
    first, *_ = days_of_the_past(today)
    places = receive_all(
        list(deliveries_for(told, first=first, zone=zone)), goods={good for order in told for good in order.units},
        warehouse_id=warehouse.pk, seed=seed,
    )  # fmt: skip
    lay_out(
        told, prefix=channel.number_prefix, people=make_people(_first_seen(told)), places=places,
        batches=_batches(told, warehouse), percents=tax_rates(),
    )  # fmt: skip
    write_all(_shop(channel, warehouse))
    fill(
        FeedbackRequest, "FROM scale_order o WHERE o.is_shipped ORDER BY o.id", order_id="o.id",
        asked_at="least(o.delivered_at + interval '5 days', now())",
    )  # fmt: skip
    channel.invoices_from = today
    channel.save(update_fields=["invoices_from"])
    forget_reference()
    return len(told)


def _first_seen(told: Sequence[PastOrder]) -> Mapping[str, datetime]:
    seen: dict[str, datetime] = {}
    for order in told:
        seen.setdefault(order.who, order.placed_at)
    return seen


def _batches(told: Sequence[PastOrder], warehouse: Warehouse) -> Mapping[date, int]:
    """A batch for each day the floor worked."""
    days: dict[date, list[Steps]] = defaultdict(list)
    for order in told:
        if order.steps is not None:
            days[order.ship_by_on].append(order.steps)
    made = PickBatch.objects.bulk_create(
        PickBatch(
            number=number, warehouse=warehouse, state=BatchState.DONE, created_by=PAST.label,
            created_at=steps[0].released_at, released_at=steps[0].released_at,
            finished_at=max(one.picked_at for one in steps),
        )
        for number, steps in zip(next_numbers("batch", len(days)), days.values(), strict=True)
    )  # fmt: skip
    return {day: batch.pk for day, batch in zip(days, made, strict=True)}


def _shop(channel: Channel, warehouse: Warehouse) -> Shop:
    account, _ = CarrierAccount.objects.get_or_create(
        code="simcarrier", defaults={"name": "Sim Carrier", "carrier": "simcarrier"}
    )
    return Shop(
        channel_id=channel.pk, warehouse_id=warehouse.pk, account_id=account.pk, intake=Intake.ONLINE, gateway="",
        token="", actor=PAST.label,
    )  # fmt: skip
