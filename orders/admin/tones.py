"""How urgent each word of an order looks."""

DISPLAY = {
    "draft": "neutral", "canceled": "neutral", "expired": "neutral", "on_hold": "bad", "payment_failed": "bad",
    "awaiting_payment": "warn", "backordered": "warn", "to_release": "info", "picking": "info", "packed": "info",
    "partially_shipped": "info", "shipped": "info", "delivered": "good", "return": "warn", "completed": "good",
}  # fmt: skip
STATE = {
    "draft": "neutral", "placed": "info", "confirmed": "info", "processing": "info", "completed": "good",
    "canceled": "neutral", "expired": "neutral",
}  # fmt: skip
PAYMENT = {
    "pending": "warn", "authorized": "info", "partially_authorized": "warn", "partially_paid": "info", "paid": "good",
    "expired": "bad", "overpaid": "bad", "disputed": "bad", "refunded": "neutral", "voided": "neutral",
}  # fmt: skip
FULFILLMENT = {
    "backordered": "warn", "in_progress": "info", "partially_shipped": "info", "shipped": "info",
    "partially_delivered": "info", "delivered": "good",
}  # fmt: skip
