"""What the floor hears, and what orders do by itself; nobody above listens."""

from orders.tests.wiring import WIRING as ORDERS

WIRING = {
    **ORDERS,
    "orders.confirmed": ["fulfillment.tasks.open_fulfillment"],
    "orders.backorder_filled": ["fulfillment.tasks.open_fulfillment"],
    "orders.shorted": ["fulfillment.tasks.open_fulfillment"],
    "orders.canceled": ["fulfillment.tasks.follow_cancel"],
    "orders.lines_canceled": ["fulfillment.tasks.follow_cancel"],
    "orders.changed": ["fulfillment.tasks.open_fulfillment"],
}
