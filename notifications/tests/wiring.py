"""Only the mails: these tests publish facts and look at the mailbox."""

WIRING = {
    "orders.confirmed": ["notifications.tasks.mail_confirmation"],
    "orders.canceled": ["notifications.tasks.mail_cancellation"],
    "orders.choice_asked": ["notifications.tasks.mail_promise_slip"],
}
OF_PARCELS = {"orders.dispatched": ["notifications.tasks.mail_dispatch"]}
TO_SHOPS = {
    "orders.placed": ["notifications.webhook_tasks.orders_placed"],
    "orders.confirmed": ["notifications.webhook_tasks.orders_confirmed"],
    "orders.dispatched": ["notifications.webhook_tasks.orders_dispatched"],
    "orders.canceled": ["notifications.webhook_tasks.orders_canceled"],
}
TEXTS = {
    "orders.confirmed": ["fulfillment.tasks.open_fulfillment"],
    "shipping.out_for_delivery": ["notifications.tasks.text_coming_today"],
}
PHONES = {"notifications.phone_given": ["notifications.tasks.mail_phone_given"]}
