"""What the columns of outgoing messages say of people: who got them, and every word."""

from core.privacy import Retention, table

TABLES = [
    table(
        "notifications.message", of="t.order_id IN ({orders})",
        none="id order event locale document medium key message_id state sender attempts created_at sent_at",
        contact="to", copy="subject text html", text="error",
    ),
    table("notifications.template", none="id event locale medium subject text html is_active changed_at"),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="messages", label="Messages sent: their words and to whom", model="notifications.message", days=1095,
        least=30, most=3650, since="t.created_at", over="t.state NOT IN ('queued')",
    ),
]  # fmt: skip
