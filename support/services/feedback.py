"""What customers think of their orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.service import service
from orders.locks import lock_order
from orders.models import Order
from support.errors import FeedbackGiven, FeedbackNotFound
from support.events import FeedbackAsked, FeedbackChanged, FeedbackReceived
from support.models import Case, CaseKind, Feedback, FeedbackRequest, Priority
from support.selectors.feedback import orders_to_ask_for_feedback
from support.selectors.merged import goes_on_in
from support.services.opening import open_case
from support.services.talking import add_note, record_customer_message

RIGHT = "support.give_feedback"
UNHAPPY_UP_TO = 2
BEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """From 1 (bad) to 5 (good), of a line or, without one, of the order."""

    rating: int
    words: str = ""
    line_id: int | None = None


@service
def give_feedback(*, order_id: int, rating: int, actor: Actor, words: str = "", line_id: int | None = None) -> Feedback:
    """Keep a rating from 1 to 5 of an order or one of its lines; an unhappy one opens a case, or joins the one it has.

    Raises NotFound, NotPermitted, InvalidInput for a rating out of range or a strange line, and
    FeedbackGiven when it has been rated before.
    """
    order = lock_order(order_id)
    ensure_may(actor, RIGHT)
    given = Rating(rating=rating, words=words, line_id=line_id)
    _check(order, given)
    if Feedback.objects.filter(order=order, line_id=line_id).exists():
        raise FeedbackGiven("You have rated this already. Thank you!")
    return _keep(order, given, actor=actor)


@service
def rate_order(
    *, order_id: int, ratings: Sequence[Rating], actor: Actor, now: datetime | None = None
) -> list[Feedback]:
    """All ratings of one form, all or nothing: new ones are kept, changed ones changed, the same again left alone.

    Raises as ``give_feedback`` and ``change_feedback`` do, and InvalidInput without any.
    """
    order = lock_order(order_id)
    ensure_may(actor, RIGHT)
    if not ratings:
        raise InvalidInput("Choose a rating first.", field="rating")
    for one in ratings:
        _check(order, one)
    before = {one.line_id: one for one in Feedback.objects.filter(order=order)}
    return [
        _change(order, before[one.line_id], one, actor=actor, now=now or timezone.now())
        if one.line_id in before
        else _keep(order, one, actor=actor)
        for one in ratings
    ]


@service
def change_feedback(
    *, feedback_id: int, rating: int, actor: Actor, words: str = "", now: datetime | None = None
) -> Feedback:
    """Another rating in place of one given before, while the channel's time to change it runs.

    One that becomes unhappy opens a case; one that becomes happy leaves a note in the case it opened. Raises
    FeedbackNotFound, NotPermitted, InvalidInput, and FeedbackGiven once the time is over.
    """
    order_id = Feedback.objects.filter(pk=feedback_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise FeedbackNotFound("There is no such rating.", feedback_id=feedback_id)
    order = lock_order(order_id)
    ensure_may(actor, RIGHT)
    given = Feedback.objects.get(pk=feedback_id)
    new = Rating(rating=rating, words=words, line_id=given.line_id)
    _check(order, new)
    return _change(order, given, new, actor=actor, now=now or timezone.now())


@service
def ask_for_feedback(*, order_id: int, now: datetime, actor: Actor) -> bool:
    """Whether the customer is asked how it was, now and never again; what no longer is to be asked is left alone."""
    order = lock_order(order_id)
    if not orders_to_ask_for_feedback(now=now).filter(pk=order.pk).exists():
        return False
    FeedbackRequest.objects.create(order=order, asked_at=now)
    publish(FeedbackAsked(order_id=order.pk), actor=actor)
    return True


def changeable_until(given: Feedback, *, edit_days: int) -> datetime:
    return given.given_at + timedelta(days=edit_days)


def _check(order: Order, given: Rating) -> None:
    if not 1 <= given.rating <= BEST:
        raise InvalidInput("A rating is a whole number from 1 to 5.", field="rating")
    if given.line_id is not None and not order.lines.filter(pk=given.line_id).exists():
        raise InvalidInput("This line belongs to another order.", field="line")


def _keep(order: Order, given: Rating, *, actor: Actor) -> Feedback:
    case = _case_for(order, given) if given.rating <= UNHAPPY_UP_TO else None
    kept = Feedback.objects.create(
        order=order, line_id=given.line_id, rating=given.rating, words=given.words.strip(), given_by=actor.label,
        case=case,
    )  # fmt: skip
    changes = {"rating": [None, given.rating]}
    publish(FeedbackReceived(order_id=order.pk, feedback_id=kept.pk), actor=actor, changes=changes)
    return kept


def _change(order: Order, given: Feedback, new: Rating, *, actor: Actor, now: datetime) -> Feedback:
    words, before = new.words.strip(), given.rating
    if (given.rating, given.words) == (new.rating, words):
        return given
    if changeable_until(given, edit_days=order.channel.feedback_edit_days) < now:
        raise FeedbackGiven("The time to change this rating is over. Write to us if something is still wrong.")
    given.rating, given.words, given.changed_at = new.rating, words, now
    if new.rating <= UNHAPPY_UP_TO < before:
        given.case = _case_for(order, new)
    elif given.case is not None:
        told = f"The customer changed the rating from {before} to {new.rating} of {BEST}. {words}".strip()
        add_note(case_id=goes_on_in(given.case.pk), text=told, actor=SYSTEM)
    given.save(update_fields=["rating", "words", "changed_at", "case"])
    changes = {"rating": [before, new.rating]} if before != new.rating else {}
    publish(FeedbackChanged(order_id=order.pk, feedback_id=given.pk), actor=actor, changes=changes)
    return given


def _case_for(order: Order, given: Rating) -> Case:
    """The one case about what the customer is unhappy with: a second low rating of the order joins the first's."""
    text = given.words.strip() or "The customer left no words."
    earlier = Feedback.objects.filter(order=order, case__isnull=False).select_related("case").order_by("pk").first()
    subject = f"{given.rating} of {BEST} for {_name_of(order, given)}"
    if earlier is not None and earlier.case is not None:
        record_customer_message(case_id=earlier.case.pk, text=f"{subject}: {text}", actor=SYSTEM)
        return earlier.case
    return open_case(
        order_id=order.pk, subject=subject, text=text, kind=CaseKind.FEEDBACK, priority=Priority.HIGH, actor=SYSTEM,
    )  # fmt: skip


def _name_of(order: Order, given: Rating) -> str:
    name = order.lines.filter(pk=given.line_id).values_list("name", flat=True).first() if given.line_id else None
    return f"{name}, order {order.number}" if name else f"order {order.number}"
