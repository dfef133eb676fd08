"""What the columns of outgoing messages say of people: who got them, and every word."""

from core.privacy import Retention, table
from notifications.services.webhooks.purging import drop_webhooks

REACHES = {
    "messages": "SELECT m.id FROM notifications_message m WHERE m.order_id IN ({orders})",
    "consents": "SELECT y.id FROM notifications_textconsent y WHERE y.customer_id IN ({customers})",
    "logged_owner": "SELECT y.customer_id FROM notifications_textconsent y WHERE y.id = {logged_textconsent}",
}
MARKS = [
    "SELECT y.phone FROM notifications_textconsent y WHERE y.customer_id IN ({customers}) AND y.phone <> '+10000000'"
]
MESSAGE_OWNER = (
    "SELECT o.customer_id FROM notifications_message m JOIN orders_order o ON o.id = m.order_id"
    " WHERE m.id = t.message_id"
)

TABLES = [
    table(
        "notifications.message", of="t.order_id IN ({orders})",
        none="id order event locale document medium key message_id state sender attempts created_at sent_at "
        "resend_of segments arrival arrival_at",
        identity="provider_id",
        contact="to", copy="subject text html", text="error",
    ),
    table("notifications.template", none="id event locale medium subject text html is_active changed_at"),
    table("notifications.templateversion", none="id template subject text html saved_at saved_by"),
    table(
        "notifications.textconsent", of="t.customer_id IN ({customers})",
        none="id customer order given_by given_at withdrawn_at withdrawn_by", contact="phone",
        # The database takes nothing but a number here; this one is nobody's.
        becomes={"phone": "'+10000000'"},
    ),
    table(
        "notifications.suppression", of="t.message_id IN ({messages})", addressed=["address"], owner=MESSAGE_OWNER,
        none="id covers reason message entered_by created_at lifted_at lifted_by", contact="address", text="note",
        becomes={"address": "'erased-' || t.id"},
    ),
    table(
        "notifications.messagereport", of="t.message_id IN ({messages})", addressed=["address"], owner=MESSAGE_OWNER,
        none="id message event_id kind is_hard at", contact="address", text="words",
    ),
    table(
        "notifications.webhookendpoint",
        none="id channel public_id url description kinds contact_email is_active failing_since disabled_at "
        "disabled_reason switched_off_by made_by created_at",
    ),
    table("notifications.webhooksecret", none="id endpoint created_at expires_at", sealed="sealed"),
    table(
        "notifications.webhookdelivery", of="t.order_id IN ({orders})", named=["body"], owner="{order_owner}",
        none="id endpoint event_id kind order sequence state attempts failures sending_until next_at delivered_at "
        "created_at",
        copy="body",
    ),
    table(
        "notifications.webhookattempt",
        of="t.delivery_id IN (SELECT d.id FROM notifications_webhookdelivery d WHERE d.order_id IN ({orders}))",
        none="id delivery number started_at finished_at milliseconds url address status", copy="answer", text="error",
    ),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="messages", label="Messages sent: their words and to whom", model="notifications.message", days=1095,
        least=30, most=3650, since="t.created_at", over="t.state NOT IN ('queued')",
    ),
    Retention(
        kind="webhooks_out", label="Webhooks we sent: their bodies", model="notifications.webhookdelivery", days=90,
        least=7, most=730, since="t.created_at", over="t.state IN ('delivered', 'failed')",
    ),
    # A shop may still want what it missed: that is kept longer.
    Retention(
        kind="webhooks_delivered", label="Webhooks that arrived: all that is known of them",
        model="notifications.webhookdelivery", days=30, least=7, most=730, since="t.created_at",
        over="t.state = 'delivered'", run=drop_webhooks,
    ),
    Retention(
        kind="webhooks_missed", label="Webhooks that did not arrive: all that is known of them",
        model="notifications.webhookdelivery", days=90, least=30, most=730, since="t.created_at",
        over="t.state <> 'delivered'", run=drop_webhooks,
    ),
    Retention(
        kind="webhook_calls", label="Calls of webhooks", model="notifications.webhookattempt", days=90, least=7,
        most=365, since="t.finished_at", deletes=True,
    ),
    Retention(
        kind="message_reports", label="What mail providers told", model="notifications.messagereport", days=365,
        least=30, most=1095, since="t.at", deletes=True,
    ),
]  # fmt: skip
