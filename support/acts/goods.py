"""Acts that move goods: sent anew, and written off the shelf."""

from dataclasses import replace

from core.actors import Actor
from core.errors import Blocker, InvalidInput, MoveRefused
from core.money import ZERO
from inventory.models import BinStock
from inventory.services.adjusting import adjust_stock
from orders.intake.requests import LineRequest, OrderRequest
from orders.services.placing import place_within
from orders.services.quoting import quote_order
from orders.statuses import Intake
from payments.selectors.given import free_units, given_of_lines
from shipping.services.remedies import RESHIP_RIGHT
from support.acts.contract import ActKind, Rows, Scene
from support.models import Act, MadeGood, PlaybookStep
from support.selectors.made_good import sent_anew

PLACING = frozenset({"orders.place_order", "orders.override_price"})
STOCK_RIGHT = "inventory.change_stocklevel"


def foresee_reship(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises what ordering them would raise, and MoveRefused for units whose money went back or that went anew."""
    _ensure_owed(scene)
    quote = quote_order(_replacement(scene), actor=_able(scene))
    goods = [(f"Sent anew: {scene.lines[key].sku.code}", f"{count} ×") for key, count in sorted(scene.units.items())]
    promised = quote.covered.promised_on
    return [*goods, ("New order at no price", f"promised for {promised:%Y-%m-%d}" if promised else "no day known")]


def reship(scene: Scene, step: PlaybookStep) -> str:
    _ensure_owed(scene)
    outcome = place_within(_replacement(scene), actor=_able(scene))
    MadeGood.objects.bulk_create(
        MadeGood(run=scene.run, line_id=key, units=count) for key, count in sorted(scene.units.items())
    )
    return f"Order {outcome.number} replaces the goods."


def foresee_write_off(scene: Scene, step: PlaybookStep) -> Rows:
    stock = _bin_of(scene)
    where = f"{stock.location.warehouse.name}, {stock.location.code}"
    return [(f"Written off: {stock.sku.code}", f"{scene.wish.bin_units} of {stock.quantity} at {where}")]


def write_off(scene: Scene, step: PlaybookStep) -> str:
    stock = _bin_of(scene)
    adjust_stock(
        warehouse_id=stock.location.warehouse_id, sku_id=stock.sku_id, location_id=stock.location_id, lot=stock.lot,
        delta=-scene.wish.bin_units, reason=f"{scene.case.number}: {scene.wish.reason}"[:60], actor=scene.actor,
    )  # fmt: skip
    return f"{scene.wish.bin_units} of {stock.sku.code} are written off at {stock.location.code}."


def _ensure_owed(scene: Scene) -> None:
    given, anew = given_of_lines(scene.asked_order, scene.lines.values()), sent_anew(scene.units)
    for key, count in scene.units.items():
        line = scene.lines[key]
        left = free_units(line, given[key]) - anew.get(key, 0)
        if count > left:
            sentence = f"of {line.sku.code} only {max(left, 0)} shipped units were neither paid back nor sent anew."
            raise MoveRefused("send anew", [Blocker("made_good", sentence, fix="Choose fewer units.")])


def _able(scene: Scene) -> Actor:
    """Who may send anew places this one order, at no price, and no other."""
    return replace(scene.actor, rights=scene.actor.rights | PLACING)


def _replacement(scene: Scene) -> OrderRequest:
    order = scene.asked_order
    why = f"Replaces goods of {order.number} ({scene.case.number})"
    return OrderRequest(
        channel_code=order.channel.code,
        customer_id=order.customer_id,
        shipping_address_id=order.shipping_address_id,
        shipping_method=order.shipping_method.code if order.shipping_method else "standard",
        lines=[
            LineRequest(
                sku_code=scene.lines[key].sku.code, quantity=count, unit_price=ZERO, price_reason=why, tax_amount=ZERO
            )
            for key, count in sorted(scene.units.items())
        ],
        is_priced=True,
        external_id=f"case-{scene.case.number}-{scene.wish.key[:16]}",
        intake=Intake.DESK,
        requires_signature=order.requires_signature,
        leave_at_door=order.leave_at_door,
        delivery_instructions=order.delivery_instructions,
        tags=["reship"],
        original_order_id=order.pk,
    )


def _bin_of(scene: Scene) -> BinStock:
    """Raises InvalidInput without a bin of the order's goods, or with other units than it has."""
    skus = {line.sku_id for line in scene.lines.values()}
    stock = BinStock.objects.select_related("sku", "location__warehouse").filter(pk=scene.wish.bin_id or 0).first()
    if stock is None or stock.sku_id not in skus:
        raise InvalidInput("Choose the bin whose units are written off.", field="bin_id")
    if not 1 <= scene.wish.bin_units <= stock.quantity:
        raise InvalidInput(f"The bin has {stock.quantity} units: say how many are written off.", field="bin_units")
    return stock


RESHIP = ActKind(act=Act.RESHIP, right=RESHIP_RIGHT, foresee=foresee_reship, do=reship, needs_goods=True)
WRITE_OFF = ActKind(act=Act.WRITE_OFF, right=STOCK_RIGHT, foresee=foresee_write_off, do=write_off)
