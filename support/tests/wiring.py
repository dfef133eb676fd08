"""What orders do by themselves; support listens to nothing yet."""

from orders.tests.wiring import WIRING as OF_ORDERS

WIRING = {**OF_ORDERS}
