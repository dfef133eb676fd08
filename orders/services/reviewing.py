"""The review: rules look at an order that was placed, before it can be confirmed."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.events import Fact
from core.service import service
from orders.events import OrderHeld, OrderReviewed, ReviewRequested
from orders.intake.reference import reference
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderHold
from orders.selectors.reviewing import Strike, rules_of, strikes_on
from orders.services.saving import Changes, save_order
from orders.statuses import OrderState

REASON_LENGTH = 400
_SAME_PERSON = """
SELECT pg_advisory_xact_lock(hashtext('review'), hashtext(coalesce(nullif(lower(c.email), ''), c.id::text)))
FROM orders_order o JOIN customers_customer c ON c.id = o.customer_id WHERE o.id = %s
"""


def request_review(order: Order) -> list[Fact]:
    """Mark a locked order that is being placed as waiting for its review, where rules look; the fact to tell."""
    order.awaits_review = reference().is_reviewed(order.channel)
    return [ReviewRequested(order_id=order.pk)] if order.awaits_review else []


@service
def review_order(*, order_id: int, actor: Actor = SYSTEM) -> list[OrderHold]:
    """The holds that the rules placed; none, and nothing changed, for an order that was reviewed or is over.

    One order of a person is reviewed at a time, so that of two alike the second sees the first.
    """
    take_turns(order_id)
    order = lock_order(order_id)
    if not order.awaits_review or order.state != OrderState.PLACED:
        return []
    lines = lock_lines(order)
    strikes = strikes_on(order.pk, rules_of(order.channel_id))
    holds = OrderHold.objects.bulk_create([_hold(order, strike, actor) for strike in strikes])
    changes: Changes = {"awaits_review": [True, False]}
    if holds:
        changes |= {"hold": [None, ", ".join(hold.kind for hold in holds)], "is_on_hold": [order.is_on_hold, True]}
        order.is_on_hold = True
    order.awaits_review = False
    save_order(
        order, list(lines.values()), fields=["awaits_review", "is_on_hold"],
        facts=[OrderReviewed(order_id=order.pk), *(OrderHeld(order_id=order.pk, hold_id=hold.pk) for hold in holds)],
        actor=actor, changes=changes, note=" ".join(hold.reason for hold in holds),
    )  # fmt: skip
    return holds


def take_turns(order_id: int) -> None:
    """Wait until no other order of the same person is under review; held until the transaction ends.

    Taken before every row lock and by reviews alone, so nothing can wait for it in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SAME_PERSON, [order_id])


def _hold(order: Order, strike: Strike, actor: Actor) -> OrderHold:
    rule, now = strike.rule, timezone.now()
    words = f"{rule.sentence.rstrip('. ')}: {strike.sentence}" if rule.sentence else strike.sentence
    return OrderHold(
        order=order, line_id=strike.line_id, kind=rule.hold_kind, reason=words[:REASON_LENGTH], blocks=rule.blocks,
        placed_by=actor.label, placed_at=now, due_at=now + timedelta(hours=rule.due_hours) if rule.due_hours else None,
    )  # fmt: skip
