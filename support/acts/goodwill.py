"""Goodwill as a step: within one's own limits, for a run asks nobody else."""

from core.errors import InvalidInput
from core.money import format_money
from orders.statuses import RefundTo
from payments.locks import lock_goodwill_limits, lock_payments
from payments.selectors.refundable import RefundWish, price_wish
from payments.services.destinations import check_destination
from payments.services.freezing import ensure_refunds_open
from payments.services.granting import ensure_captured, ensure_goodwill
from support.acts.contract import ActKind, Rows, Scene
from support.models import Act, PlaybookStep
from support.services.goodwill import RIGHT, give_goodwill


def foresee_goodwill(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises what giving it would raise, and GoodwillExceedsLimit where a second person would have to be asked."""
    order, amount = scene.asked_order, scene.wish.goodwill
    if amount <= 0:
        raise InvalidInput("Say how much goodwill is given.", field="goodwill")
    price_wish(order, RefundWish(goodwill=amount))
    check_destination(order, scene.wish.destination)
    ensure_goodwill(order, amount, actor=scene.actor)
    payments = list(order.payments.order_by("position", "pk"))
    ensure_captured(order, payments, amount)
    ensure_refunds_open(payments, amount)
    return [("Goodwill", f"{format_money(amount, order.currency)}, {RefundTo(scene.wish.destination).label.lower()}")]


def goodwill(scene: Scene, step: PlaybookStep) -> str:
    order, amount = scene.asked_order, scene.wish.goodwill
    lock_payments(order.pk)
    lock_goodwill_limits(scene.actor)
    ensure_goodwill(order, amount, actor=scene.actor)
    given = give_goodwill(
        order_id=order.pk, amount=amount, reason=scene.wish.reason, key=f"run-{scene.wish.key}"[:64],
        actor=scene.actor, destination=scene.wish.destination,
    )  # fmt: skip
    return given.told


GOODWILL = ActKind(
    act=Act.GOODWILL, rights=(RIGHT, "payments.grant_refund"), foresee=foresee_goodwill, do=goodwill
)  # fmt: skip
