"""What the columns of cases, mails and feedback say of people: nearly everything."""

from core.privacy import Act, Retention, table
from support.selectors.open_ends import case_blockers
from support.services.erasing import erase_mails_kept, forget_files_of_mails

REACHES = {
    "cases": "SELECT k.id FROM support_case k WHERE k.customer_id IN ({customers}) OR k.order_id IN ({orders})",
    "mails": "SELECT m.id FROM support_inboundmail m WHERE m.customer_id IN ({customers})"
    " OR m.order_id IN ({orders}) OR m.case_id IN ({cases})",
    "files": "SELECT f.attachment_id FROM support_caseattachment f WHERE f.case_id IN ({cases})"
    " UNION ALL SELECT m.raw_id FROM support_inboundmail m WHERE m.id IN ({mails}) AND m.raw_id IS NOT NULL"
    " UNION ALL SELECT p.attachment_id FROM support_mailpart p"
    " WHERE p.mail_id IN ({mails}) AND p.attachment_id IS NOT NULL",
}
MARKS = [
    "SELECT m.sender_email FROM support_inboundmail m WHERE m.customer_id IN ({customers}) AND m.sender_email <> ''"
]
ACTS = [Act("mails", erase_mails_kept)]
BLOCKERS = [case_blockers]

TABLES = [
    table(
        "support.case", of="t.id IN ({cases})",
        none="id number order customer state kind priority assignee team opened_by opened_at answer_due_at "
        "resolve_due_at answered_at resolved_at closed_at",
        text="subject", becomes={"subject": "'Erased'"},
    ),
    table(
        "support.feedback", of="t.order_id IN ({orders})", text="words",
        none="id order line rating given_by given_at changed_at case",
    ),
    table("support.feedbackrequest", of="t.order_id IN ({orders})", none="id order asked_at"),
    table("support.mailroute", none="id address aim channel kind priority team is_active"),
    table(
        "support.inboundmail", of="t.id IN ({mails})",
        named=["sender_email", "envelope_from"], hides=["dedup_key"],
        none="id source raw received_at read_at worked_at state customer order suggested_order case sent_to",
        contact="envelope_from envelope_to sender_email", name="sender_name",
        text="dedup_key message_id subject text reason",
        becomes={"dedup_key": "'erased-' || t.id"},
    ),
    table(
        "support.mailpart", of="t.mail_id IN ({mails})",
        none="id mail position size attachment", text="name removed_because",
    ),
    table("support.caseattachment", none="id case message attachment"),
    table(
        "support.casemessage", of="t.case_id IN ({cases})", none="id case direction author at",
        text="text request_key",
    ),
    table("support.slapolicy", none="id priority answer_hours resolve_hours"),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="inbound_mails", label="Mails that came in, with their files", model="support.inboundmail",
        days=1095, least=30, most=3650, since="t.received_at",
        over="t.state NOT IN ('kept', 'parked') AND t.text <> ''", run=forget_files_of_mails,
    ),
]  # fmt: skip
