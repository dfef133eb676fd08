"""What customers think of their orders."""

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.service import service
from orders.locks import lock_order
from orders.models import Order
from support.errors import FeedbackGiven
from support.events import FeedbackReceived
from support.models import Case, CaseKind, Feedback, Priority
from support.services.opening import open_case

UNHAPPY_UP_TO = 2
BEST = 5


@service
def give_feedback(*, order_id: int, rating: int, actor: Actor, words: str = "", line_id: int | None = None) -> Feedback:
    """Keep a rating from 1 to 5 of an order or one of its lines; an unhappy one opens a case.

    Raises NotFound, NotPermitted, InvalidInput for a rating out of range or a strange line, and
    FeedbackGiven when it has been rated before.
    """
    order = lock_order(order_id)
    ensure_may(actor, "support.give_feedback")
    if not 1 <= rating <= BEST:
        raise InvalidInput("A rating is a whole number from 1 to 5.", field="rating")
    if line_id is not None and not order.lines.filter(pk=line_id).exists():
        raise InvalidInput("This line belongs to another order.", field="line")
    if Feedback.objects.filter(order=order, line_id=line_id).exists():
        raise FeedbackGiven("You have rated this already. Thank you!")
    case = _open_case(order, rating, words) if rating <= UNHAPPY_UP_TO else None
    given = Feedback.objects.create(
        order=order, line_id=line_id, rating=rating, words=words.strip(), given_by=actor.label, case=case
    )
    publish(FeedbackReceived(order_id=order_id, feedback_id=given.pk), actor=actor, changes={"rating": [None, rating]})
    return given


def _open_case(order: Order, rating: int, words: str) -> Case:
    return open_case(
        order_id=order.pk,
        subject=f"{rating} of 5 for order {order.number}",
        text=words.strip() or "The customer left no words.",
        kind=CaseKind.FEEDBACK,
        priority=Priority.HIGH,
        actor=SYSTEM,
    )
