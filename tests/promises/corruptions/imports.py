"""Promises about imported orders."""

CORRUPTIONS = {
    "past_cancels_have_rows": (
        "UPDATE orders_order SET is_historical = true"
        " WHERE id IN (SELECT order_id FROM orders_orderline WHERE canceled > 0 AND ordered > canceled)"
    ),
}
