"""What orders and returns do by themselves."""

from orders.tests.wiring import WIRING as OF_ORDERS

WIRING = {**OF_ORDERS, "payments.refunded": ["returns.tasks.close_settled"]}
