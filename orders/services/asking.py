"""Ask the customer: one question per slip of an order, written in the commit of the slip."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from catalog.models import ShipPolicy
from core.actors import Actor
from core.events import Fact
from core.fsm import blockers_of
from orders.events import ChoiceAsked, PromiseSlipped
from orders.models import Answer, DelayChoice, Order, OrderLine, Promise, PromiseCause
from orders.statuses import OrderState

ANSWER_WITHIN = timedelta(days=14)
ASKABLE = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


def questions_after(order: Order, lines: Sequence[OrderLine], facts: Sequence[Fact], *, actor: Actor) -> list[Fact]:
    """The fact of the question that these facts call for: one for all lines that slipped, none when none did.

    What the customer asked for is no reason to ask them; nor is a day still within the first promise.
    """
    slipped = {fact.line_id for fact in facts if isinstance(fact, PromiseSlipped)}
    if not slipped or order.state not in ASKABLE or order.is_historical:
        return []
    last = Promise.objects.filter(line_id__in=slipped).order_by("-pk").first()
    late = [line for line in lines if is_late(line)]
    if last is None or last.cause == PromiseCause.CUSTOMER or not any(line.pk in slipped for line in late):
        return []
    return [ask(order, late, lines, cause=last.cause, actor=actor)]


def ask(
    order: Order,
    about: Sequence[OrderLine],
    lines: Sequence[OrderLine],
    *,
    actor: Actor,
    cause: str = "",
    offers: dict[str, list[str]] | None = None,
) -> ChoiceAsked:
    """A question about some lines of a locked order; an open one gives way to it. The caller tells the fact."""
    now = timezone.now()
    DelayChoice.objects.filter(order=order, answer="", superseded_at=None).update(superseded_at=now)
    choice = DelayChoice.objects.create(
        order=order, cause=cause, line_ids=[line.pk for line in about], options=options_of(order, about, lines),
        offers=offers or {}, owed=sum(line.backordered for line in about), asked_by=actor.label,
        promise_on=max((line.promise_on for line in about if line.promise_on), default=None),
        expires_at=now + ANSWER_WITHIN,
    )  # fmt: skip
    return ChoiceAsked(order_id=order.pk, choice_id=choice.pk)


def is_late(line: OrderLine) -> bool:
    """Units are still to come, and later than they were promised first."""
    if line.promise_on is None or line.original_promise_on is None:
        return False
    return line.promise_on > line.original_promise_on and line.allocated + line.backordered > 0


def options_of(order: Order, about: Sequence[OrderLine], lines: Sequence[OrderLine]) -> list[str]:
    """What can be chosen now; whether other goods are there is seen when the page is opened."""
    owed = any(line.backordered for line in about)
    options: list[str] = [Answer.WAIT]
    if owed and order.ship_policy == ShipPolicy.SHIP_COMPLETE and any(line.allocated for line in lines):
        options.append(Answer.SHIP_PART)
    if owed:
        options.append(Answer.SUBSTITUTE)
        left = sum(line.ordered - line.canceled for line in lines) - sum(line.backordered for line in about)
        if left:
            options.append(Answer.CANCEL_REST)
    if not blockers_of(order, "cancel"):
        options.append(Answer.CANCEL_ORDER)
    return options
