"""Acts that owe the customer money: the goods' worth, and goodwill."""

from core.errors import Blocker, InvalidInput, MoveRefused
from core.money import ZERO, format_money
from orders.statuses import RefundTo
from payments.locks import lock_payments
from payments.selectors.refundable import RefundWish, price_wish
from payments.services.destinations import check_destination
from payments.services.freezing import ensure_refunds_open
from payments.services.granting import ensure_captured, ensure_goodwill, grant_parts
from support.acts.contract import ActKind, Rows, Scene
from support.models import Act, PlaybookStep
from support.selectors.made_good import sent_anew
from support.services.goodwill import RIGHT as GOODWILL_RIGHT
from support.services.goodwill import give_goodwill

CAUSE = "case"


def foresee_refund(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises what granting it would raise, and MoveRefused for units that were sent anew."""
    order = scene.asked_order
    _ensure_not_sent_anew(scene)
    parts = price_wish(order, RefundWish(units=scene.units))
    amount = sum((part.amount for part in parts), ZERO)
    check_destination(order, scene.wish.destination)
    payments = list(order.payments.order_by("position", "pk"))
    ensure_refunds_open(payments, amount)
    ensure_captured(order, payments, amount)
    where = RefundTo(scene.wish.destination).label.lower()
    rows = [(f"Refund, {part.label}", format_money(part.amount, order.currency)) for part in parts]
    return [*rows, ("Refund together", f"{format_money(amount, order.currency)}, {where}")]


def refund(scene: Scene, step: PlaybookStep) -> str:
    _ensure_not_sent_anew(scene)
    granted = grant_parts(
        order_id=scene.asked_order.pk, wish=RefundWish(units=scene.units), reason=scene.wish.reason, actor=scene.actor,
        cause_kind=CAUSE, cause_reference=scene.wish.key, destination=scene.wish.destination,
    )  # fmt: skip
    return f"Refund {granted.number} of {format_money(granted.amount, granted.currency)} is granted."


def foresee_goodwill(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises what giving it would raise; above one's limits a second person would be asked, which no run can do."""
    order, amount = scene.asked_order, scene.wish.goodwill
    if amount <= 0:
        raise InvalidInput("Say how much goodwill is given.", field="goodwill")
    price_wish(order, RefundWish(goodwill=amount))
    check_destination(order, scene.wish.destination)
    ensure_goodwill(order, amount, actor=scene.actor)
    ensure_captured(order, list(order.payments.order_by("position", "pk")), amount)
    return [("Goodwill", f"{format_money(amount, order.currency)}, {RefundTo(scene.wish.destination).label.lower()}")]


def goodwill(scene: Scene, step: PlaybookStep) -> str:
    order, amount = scene.asked_order, scene.wish.goodwill
    lock_payments(order.pk)
    ensure_goodwill(order, amount, actor=scene.actor)
    given = give_goodwill(
        order_id=order.pk, amount=amount, reason=scene.wish.reason, key=f"run-{scene.wish.key}"[:64],
        actor=scene.actor, destination=scene.wish.destination,
    )  # fmt: skip
    return given.told


def _ensure_not_sent_anew(scene: Scene) -> None:
    anew = sent_anew(scene.units)
    for key, count in scene.units.items():
        line = scene.lines[key]
        if count > line.shipped - anew.get(key, 0):
            sentence = f"{anew[key]} of {line.sku.code} were sent anew already: goods or money, never both."
            raise MoveRefused("refund", [Blocker("made_good", sentence, fix="Choose fewer units.")])


REFUND = ActKind(
    act=Act.REFUND, right="payments.grant_refund", foresee=foresee_refund, do=refund, needs_goods=True
)  # fmt: skip
GOODWILL = ActKind(act=Act.GOODWILL, right=GOODWILL_RIGHT, foresee=foresee_goodwill, do=goodwill)
