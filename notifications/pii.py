"""What the columns of outgoing messages say of people: who got them, and every word."""

from core.privacy import Retention, table

OF_MESSAGES = "t.message_id IN (SELECT m.id FROM notifications_message m WHERE m.order_id IN ({orders}))"
OF_DELIVERIES = "t.delivery_id IN (SELECT d.id FROM notifications_webhookdelivery d WHERE d.order_id IN ({orders}))"

TABLES = [
    table(
        "notifications.message", of="t.order_id IN ({orders})",
        none="id order event locale document medium key message_id state sender attempts created_at sent_at resend_of "
        "provider_id segments arrival arrival_at",
        contact="to", copy="subject text html", text="error",
    ),
    table("notifications.template", none="id event locale medium subject text html is_active changed_at"),
    table("notifications.templateversion", none="id template subject text html saved_at saved_by"),
    table(
        "notifications.messagereport", of=OF_MESSAGES, named=["address"], none="id message event_id kind is_hard at",
        contact="address", text="words",
    ),
    table(
        "notifications.suppression", named=["address"], contact="address", text="note",
        none="id covers reason message entered_by created_at lifted_at lifted_by",
        becomes={"address": "'erased-' || t.id"},
    ),
    table(
        "notifications.textconsent", of="t.customer_id IN ({customers})", contact="phone",
        none="id customer given_by given_at withdrawn_at withdrawn_by",
        # A number of the right form that nobody has.
        becomes={"phone": "'+10000000'"},
    ),
    # The contact is the shop's own, not a customer's.
    table(
        "notifications.webhookendpoint",
        staff="contact_email",
        none="id channel public_id url description kinds is_active failing_since disabled_at disabled_reason made_by "
        "created_at",
    ),
    table("notifications.webhooksecret", none="id endpoint created_at expires_at", sealed="sealed"),
    table(
        "notifications.webhookdelivery", of="t.order_id IN ({orders})",
        none="id endpoint event_id kind order sequence state attempts failures sending_until next_at delivered_at "
        "created_at",
        copy="body", becomes={"body": "'{}'"},
    ),
    # Bodies name no person; what a receiver answers is its own affair, and may.
    table(
        "notifications.webhookattempt", of=OF_DELIVERIES, text="answer error",
        none="id delivery number started_at finished_at milliseconds url address status",
    ),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="messages", label="Messages sent: their words and to whom", model="notifications.message", days=1095,
        least=30, most=3650, since="t.created_at", over="t.state NOT IN ('queued')",
    ),
]  # fmt: skip
