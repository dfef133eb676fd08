"""A channel, a warehouse and a carrier to practice with, made of what the house sells with."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.forms.models import model_to_dict
from django.utils import timezone

from catalog.models import SKU, Channel, Price, ShippingRate
from core.actors import Actor
from core.errors import Blocker, MoveRefused
from core.service import service
from desk.imports.live.shelves import add_shelves
from inventory.models import Location, LocationKind, Warehouse, WarehouseMember
from inventory.services.warehouses import create_warehouse
from orders.intake.reference import forget_reference
from shipping.models import CarrierAccount
from shipping.selectors.accounts import PRACTICE_CARRIER

CODE = "practice"
# A floor small enough to be learned in a day.
AISLES, BAYS = "AB", 10
# As they are sold with, but nobody invoices, asks or writes to customers that do not exist.
_COPIED = ("currency", "country", "locale", "time_zone", "prices_include_tax", "capture_policy")


@dataclass(frozen=True)
class PracticeHouse:
    """Where trainees work. ``model`` is the channel whose prices they see."""

    channel: Channel
    warehouse: Warehouse
    model: Channel


@service
def ensure_practice_house(*, actor: Actor) -> PracticeHouse:
    """The practice channel and warehouse, made at first use; harmless to repeat.

    Raises MoveRefused while the house has no channel and no warehouse of its own to be like.
    """
    with connection.cursor() as cursor:
        # Pressed by two at once, the second finds what the first has made.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('desk.practice'))")
    model = Channel.objects.filter(is_active=True, is_practice=False).order_by("pk").first()
    like = Warehouse.objects.filter(is_active=True, is_practice=False).order_by("priority", "pk").first()
    if model is None or like is None:
        reason = Blocker("nothing_to_be_like", "there is no channel or no warehouse yet.", fix="Make one of each.")
        raise MoveRefused("practice", [reason])
    channel = Channel.objects.filter(is_practice=True, is_active=True).order_by("pk").first() or _channel(model)
    warehouse = Warehouse.objects.filter(is_practice=True, is_active=True).order_by("priority", "pk").first()
    warehouse = warehouse or _warehouse(like, actor)
    if not Location.objects.filter(warehouse=warehouse, kind=LocationKind.SHELF).exists():
        add_shelves(warehouse.pk, aisles=AISLES, bays=BAYS)
    if not CarrierAccount.objects.filter(is_practice=True, is_active=True).exists():
        CarrierAccount.objects.get_or_create(
            code=CODE, defaults={"name": "Practice carrier", "carrier": PRACTICE_CARRIER, "is_practice": True}
        )
    forget_reference()
    return PracticeHouse(channel, warehouse, model)


@service
def price_practice_goods(*, house: PracticeHouse, skus: Sequence[SKU]) -> None:
    """Each SKU costs in the practice channel what it costs in its model; prices that stand are left alone."""
    priced = set(Price.objects.filter(channel=house.channel, sku__in=skus).values_list("sku_id", flat=True))
    now = timezone.now()
    valid = Price.objects.filter(channel=house.model, sku__in=skus, valid_to=None, valid_from__lte=now)
    newest = valid.order_by("sku_id", "-valid_from")
    Price.objects.bulk_create(
        Price(
            sku_id=price.sku_id, channel=house.channel, currency=price.currency, amount=price.amount,
            valid_from=price.valid_from,
        )
        for price in newest.distinct("sku_id") if price.sku_id not in priced
    )  # fmt: skip


def _channel(model: Channel) -> Channel:
    if Channel.objects.filter(code=CODE).exists():
        sentence = f"the channel “{CODE}” is switched off or not for practice."
        off = Blocker("channel_off", sentence, fix="Activate or rename it.")
        raise MoveRefused("practice", [off])
    copied = model_to_dict(model, fields=_COPIED)
    channel = Channel.objects.create(
        code=CODE, name="Practice", is_practice=True, number_prefix="PX", feedback_after_days=None,
        sender_email=model.sender_email, **copied,
    )  # fmt: skip
    rates = ShippingRate.objects.filter(channel=model)
    ShippingRate.objects.bulk_create(
        ShippingRate(
            method_id=rate.method_id, channel=channel, country=rate.country, amount=rate.amount,
            free_from=rate.free_from, transit_days=rate.transit_days,
        )
        for rate in rates
    )  # fmt: skip
    return channel


def _warehouse(like: Warehouse, actor: Actor) -> Warehouse:
    """At the address of a real one, with everybody who works in any."""
    warehouse = create_warehouse(
        code=CODE, name="Practice warehouse", line1=like.line1, city=like.city, region=like.region,
        postal_code=like.postal_code, country=like.country, phone=like.phone, time_zone=like.time_zone,
        cutoff_at=like.cutoff_at, priority=like.priority, is_practice=True, actor=actor,
    )  # fmt: skip
    add_shelves(warehouse.pk, aisles=AISLES, bays=BAYS)
    people = WarehouseMember.objects.order_by("user_id").values_list("user_id", flat=True).distinct()
    WarehouseMember.objects.bulk_create(WarehouseMember(warehouse=warehouse, user_id=user) for user in list(people))
    return warehouse
