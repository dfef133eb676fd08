"""Only the mails: these tests publish facts and look at the mailbox."""

WIRING = {
    "orders.confirmed": ["notifications.tasks.mail_confirmation"],
    "orders.canceled": ["notifications.tasks.mail_cancellation"],
    "orders.choice_asked": ["notifications.tasks.mail_promise_slip"],
}
OF_PARCELS = {"orders.dispatched": ["notifications.tasks.mail_dispatch"]}
