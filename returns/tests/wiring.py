"""What orders and returns do by themselves."""

from oms.wiring import WIRING as OF_THE_HOUSE
from orders.tests.wiring import WIRING as OF_ORDERS

WIRING = {**OF_ORDERS, "payments.refunded": ["returns.tasks.close_settled"]}

OURS = ("orders.", "payments.", "returns.")
WITH_MONEY = {fact: [task for task in tasks if task.startswith(OURS)] for fact, tasks in OF_THE_HOUSE.items()}
