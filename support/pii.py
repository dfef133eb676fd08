"""What the columns of cases, mails and feedback say of people: nearly everything."""

from core.privacy import Act, Retention, table
from support.selectors.open_ends import case_blockers
from support.services.erasing import erase_mails_kept, forget_files_of_mails

REACHES = {
    "cases": "SELECT k.id FROM support_case k WHERE k.customer_id IN ({customers}) OR k.order_id IN ({orders})",
    "logged_owner": "SELECT coalesce(k.customer_id, o.customer_id) FROM support_case k"
    " LEFT JOIN orders_order o ON o.id = k.order_id WHERE k.id = {logged_case}",
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
OWNER = (
    "SELECT t.customer_id UNION ALL {order_owner} UNION ALL"
    " SELECT coalesce(k.customer_id, o.customer_id) FROM support_case k LEFT JOIN orders_order o ON o.id = k.order_id"
    " WHERE k.id = t.case_id"
)
ACTS = [Act("mails", erase_mails_kept)]
BLOCKERS = [case_blockers]

TABLES = [
    table(
        "support.case", of="t.id IN ({cases})",
        none="id number order customer state kind priority assignee team opened_by opened_at answer_due_at "
        "resolve_due_at answered_at resolved_at closed_at cause version awaiting_since resolve_is_fixed paused_at "
        "next_limit_at answer_missed_at resolve_missed_at snoozed_until merged_into",
        text="subject", becomes={"subject": "'Erased'"},
    ),
    table(
        "support.feedback", of="t.order_id IN ({orders})", none="id order line rating given_by given_at case "
        "changed_at", text="words",
    ),
    table("support.mailroute", none="id address aim channel kind priority team is_active"),
    table(
        "support.inboundmail", of="t.id IN ({mails})",
        addressed=["sender_email", "envelope_from"], owner=OWNER, hides=["dedup_key"],
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
        "support.casemessage", of="t.case_id IN ({cases})", none="id case said_in direction author at",
        text="text request_key",
    ),
    table("support.slapolicy", none="id kind priority answer_hours resolve_hours calendar escalate_to"),
    table("support.supportcalendar", none="id name time_zone"),
    table("support.openinghours", none="id calendar weekday opens_at closes_at"),
    table("support.holiday", none="id calendar on name"),
    table("support.cannedanswer", none="id name kind locale text is_active"),
    table("support.feedbackrequest", none="id order asked_at"),
    table(
        "support.goodwillwish", of="t.order_id IN ({orders})",
        none="id order case amount currency destination key state asked_by asked_at decided_by decided_at refund",
        text="reason why",
    ),
    table("support.caseplaybook", none="id name kind text is_active"),
    table("support.playbookstep", none="id playbook position act mode canned amount priority"),
    table(
        "support.playbookrun", of="t.case_id IN ({cases})", none="id case playbook name key ran_by ran_at",
        copy="made",
    ),
    table(
        "support.casemail",
        of="t.said_id IN (SELECT s.id FROM support_casemessage s WHERE s.case_id IN ({cases}))",
        none="id said sender reply_to locale state attempts created_at sent_at",
        contact="to", copy="subject message_id in_reply_to references", text="error",
        becomes={"message_id": "'erased-' || t.id"},
    ),
    table("support.casepause", none="id case started_at ended_at"),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="inbound_mails", label="Mails that came in, with their files", model="support.inboundmail",
        days=1095, least=30, most=3650, since="t.received_at",
        over="t.state <> 'kept' AND t.dedup_key NOT LIKE 'erased-%%'", run=forget_files_of_mails,
    ),
]  # fmt: skip
