"""What a rep does about an order's money, from its page."""

from collections.abc import Iterator

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from orders.models import Order
from payments.selectors.linking import lacks_money
from payments.services.linking import SEND_RIGHT, send_pay_link


def unpaid(order: Order) -> Iterator[Blocker]:
    """The page looks at the order alone; the service tells what else stands against it."""
    if not lacks_money(order):
        yield Blocker(NOT_NOW, "nothing is to be paid.")


PAYMENT_MOVES = {
    "send_pay_link": Move(
        service=send_pay_link, label="Send pay link", icon="credit_card", right=SEND_RIGHT,
        find_blockers=unpaid, done="The customer gets a mail with the link.",
    ),
}  # fmt: skip
