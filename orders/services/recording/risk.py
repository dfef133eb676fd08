"""What the fraud rules said."""

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.service import service
from orders.events import RiskRecorded
from orders.locks import lock_lines, lock_order
from orders.models import HoldBlock, HoldKind, Order
from orders.services.holding import hold_order
from orders.services.saving import Changes, save_order

VERDICTS = ("pass", "review", "decline")


@service
def record_risk(*, order_id: int, score: int, verdict: str, reason: str, actor: Actor) -> Order:
    """Keep the score; a verdict other than “pass” places a fraud hold with the signals in words, unless one stands.

    Repetition changes nothing while the order was already checked; after its address changed it is checked
    anew, and a hold that was released before does not answer for the new one. Raises ValueError for an unknown verdict.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict!r} is not one of {VERDICTS}.")
    order = lock_order(order_id)
    if order.risk_checked_at is not None:
        return order
    lines = lock_lines(order)
    changes: Changes = {"risk_score": [order.risk_score, score], "verdict": [None, verdict]}
    order.risk_score, order.risk_checked_at = score, timezone.now()
    if verdict != "pass" and not order.holds.filter(kind=HoldKind.FRAUD_REVIEW, released_at=None).exists():
        blocks = [HoldBlock.CONFIRM.value, HoldBlock.RELEASE.value]
        kind = HoldKind.FRAUD_REVIEW
        hold_order(order_id=order_id, kind=kind, reason=reason[:400], blocks=blocks, actor=SYSTEM)
        order.refresh_from_db(fields=["version", "is_on_hold", "display_status"])
        # The hold told them itself.
        order.told_as = {
            **(order.told_as or {}), "is_on_hold": order.is_on_hold, "display_status": order.display_status,
        }  # fmt: skip
    save_order(
        order, list(lines.values()), fields=["risk_score", "risk_checked_at"],
        facts=[RiskRecorded(order_id=order.pk)], actor=actor, changes=changes,
    )  # fmt: skip
    return order
