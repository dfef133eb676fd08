"""Only what orders does by itself: these tests stop at the edge of the floor."""

WIRING = {
    "orders.review_requested": ["orders.tasks.review_order"],
    "orders.reviewed": ["orders.tasks.confirm_when_ready"],
    "orders.funds_changed": ["orders.tasks.confirm_when_ready", "orders.tasks.complete_when_ready"],
    "orders.risk_recorded": ["orders.tasks.confirm_when_ready"],
    "orders.hold_released": ["orders.tasks.confirm_when_ready"],
    "orders.delivered": ["orders.tasks.complete_when_ready"],
    "orders.counts_changed": ["orders.tasks.complete_when_ready"],
    "customers.renamed": ["orders.tasks.follow_customer"],
    "inventory.received": ["orders.tasks.fill_backorders"],
    "inventory.shortfall": ["orders.tasks.cover_shortfall"],
}
