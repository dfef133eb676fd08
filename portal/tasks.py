"""What workers do for the customer's pages. Shells: load, call, record."""

from core.effects import effect_task
from portal.services import wishing


@effect_task(queue="default")
def answer_wish(*, wish_id: int) -> None:
    """Mail the link when number and e-mail belong together; nobody is told when they do not."""
    wishing.answer_wish(wish_id=wish_id)
