"""Fill the practice warehouse: goods on its shelves and orders to pick, in one press."""

import random
from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Sum
from django.utils import timezone

from catalog.models import SKU, Price, ShippingMethod
from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service
from desk.practice.house import PracticeHouse, ensure_practice_house, price_practice_goods
from inventory.models import Location, LocationKind, StockLevel
from inventory.services.receiving import Receipt, receive_many
from orders.intake.reference import forget_reference
from orders.intake.requests import AddressRequest, CustomerRequest, LineRequest, OrderRequest, TenderRequest
from orders.services.placing import place_orders

RIGHT = "fulfillment.lead_floor"
TEACHER = Actor(kind="system", reference="practice", name="The practice", is_trusted=True)
USUAL, MOST = 20, 200
# The card that the sandbox always takes.
SANDBOX_CARD = "tok_visa"
GOODS, UNITS_AT_MOST, LINES_AT_MOST = 12, 2, 3


def fill_practice(*, actor: Actor, token: str, orders: int = USUAL) -> list[str]:
    """Numbers of ``orders`` new practice orders for goods that lie on the practice shelves.

    The same ``token`` twice places them once. Each step is a transaction of its own and harmless to repeat. Raises
    NotPermitted, InvalidInput for a strange number of orders, and MoveRefused while nothing is sold yet.
    """
    ensure_may(actor, RIGHT)
    if not 1 <= orders <= MOST:
        raise InvalidInput(f"Choose 1 to {MOST} orders.", field="orders")
    house = ensure_practice_house(actor=TEACHER)
    goods = _goods(house)
    price_practice_goods(house=house, skus=goods)
    stock_practice(house=house, skus=goods, token=token, units=orders * UNITS_AT_MOST)
    forget_reference()
    outcomes = place_orders(_requests(house, goods, token, orders), actor=TEACHER)
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    return [outcome.number for outcome in outcomes]


@service
def stock_practice(*, house: PracticeHouse, skus: Sequence[SKU], token: str, units: int) -> None:
    """At least ``units`` of each SKU can be sold from the practice shelves; what lies there counts."""
    levels = StockLevel.objects.filter(warehouse=house.warehouse, sku__in=skus).values_list("sku_id")
    free = dict(levels.annotate(free=Sum(F("on_hand") - F("unavailable") - F("allocated") - F("backordered"))))
    shelves = list(
        Location.objects.filter(warehouse=house.warehouse, kind=LocationKind.SHELF).order_by("pick_sequence", "pk")
    )
    receipts = [
        Receipt(house.warehouse.pk, sku.pk, units - free.get(sku.pk, 0), location_id=shelves[nr % len(shelves)].pk)
        for nr, sku in enumerate(skus)
        if free.get(sku.pk, 0) < units
    ]
    if receipts:
        receive_many(receipts=receipts, cause_kind="practice", cause_reference=token, actor=TEACHER)


def _goods(house: PracticeHouse) -> list[SKU]:
    """What the model sells from a shelf, the oldest first: nothing with lots or serial numbers to begin with."""
    priced = Price.objects.filter(
        sku=OuterRef("pk"), channel=house.model, valid_to=None, valid_from__lte=timezone.now()
    )  # fmt: skip
    plain = SKU.objects.filter(
        is_active=True, track_stock=True, needs_shipping=True, lot_tracked=False, serial_tracked=False, components=None
    )
    goods = list(plain.filter(Exists(priced)).order_by("pk")[:GOODS])
    if not goods:
        reason = Blocker("nothing_sold", f"{house.model.name} sells nothing yet.", fix="Add goods with prices first.")
        raise MoveRefused("fill", [reason])
    return goods


def _requests(house: PracticeHouse, goods: Sequence[SKU], token: str, count: int) -> list[OrderRequest]:
    dice = random.Random(token)
    method = ShippingMethod.objects.filter(rates__channel=house.channel, is_active=True).order_by("pk").first()
    place = house.warehouse
    return [
        OrderRequest(
            channel_code=house.channel.code,
            idempotency_key=f"practice-{token}-{nr}",
            lines=[
                LineRequest(sku_code=sku.code, quantity=dice.randint(1, UNITS_AT_MOST))
                for sku in dice.sample(list(goods), min(len(goods), dice.randint(1, LINES_AT_MOST)))
            ],
            customer=CustomerRequest(name=f"Practice customer {nr}", email=f"customer-{nr}@practice.invalid"),
            shipping_address=AddressRequest(
                name=f"Practice customer {nr}", line1=f"Practice street {nr}", city=place.city, region=place.region,
                postal_code=place.postal_code, country=place.country,
            ),
            shipping_method=method.code if method else "",
            tenders=[TenderRequest(kind="card", token=SANDBOX_CARD)],
        )
        for nr in range(1, count + 1)
    ]  # fmt: skip
