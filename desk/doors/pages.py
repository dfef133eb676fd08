"""The office's composed pages and what hangs on the admin's: what each asks for.

A page without a row fails a test: decide who may open it before it exists.
"""

from desk.doors.rows import Page, Reach, Way
from reports.registry import REPORTS

ACT, ANYONE = Way.ACT, Reach.ANYONE
ORDERS = "orders.view_order"
ADVICE = "inventory.view_replenishmentadvice"
EXPORT, SHARE = "reports.add_export", "orders.share_savedview"

DESK = (
    Page(address="admin:index", words="Dashboard"),
    Page(address="desk:palette", words="Command palette: finds only what its user may see"),
    Page(address="admin:password_change", words="One's own password"),
    Page(address="desk:find", words="Call box: find an order", rights=(ORDERS,)),
    Page(address="desk:stock", words="A SKU in every warehouse", rights=("inventory.view_stocklevel",)),
    Page(address="desk:expiring", words="Expiring reservations of money", rights=("payments.view_payment",)),
    Page(address="desk:expiring-act", words="Expiring: reserve again", rights=("payments.authorize_payment",),
         way=ACT, sent={"act": "reauthorize"}),
    Page(address="desk:expiring-act", words="Expiring: capture", rights=("payments.capture_payment",),
         way=ACT, sent={"act": "capture"}),
    Page(address="desk:expiring-act", words="Expiring: let go", rights=("payments.void_payment",),
         way=ACT, sent={"act": "release"}),
    Page(address="desk:expiring-act", words="Expiring: hold the order", rights=("orders.add_orderhold",),
         way=ACT, sent={"act": "hold"}),
    Page(address="desk:reorder", words="Reorder list", rights=("inventory.view_reorderrule",)),
    Page(address="desk:reorder", words="Reorder list: order what is chosen",
         rights=("inventory.view_reorderrule", "inventory.add_supply"), way=ACT),
    Page(address="desk:planning", words="Stock planning", rights=(ADVICE,)),
    Page(address="desk:advice", words="Stock planning: one advice", rights=(ADVICE,)),
    Page(address="desk:plan", words="Stock planning: a plan and its errors", rights=("inventory.view_forecastrun",)),
    Page(address="desk:plan-anew", words="Stock planning: plan anew", rights=("inventory.follow_advice",), way=ACT),
    Page(address="desk:planning-act", words="Stock planning: take advice into the rules", way=ACT,
         rights=("inventory.follow_advice", "inventory.change_reorderrule"), sent={"act": "accept"}),
    Page(address="desk:planning-act", words="Stock planning: order what is advised", way=ACT,
         rights=("inventory.add_supply",), sent={"act": "order"}),
    Page(address="desk:trials", words="Sourcing what-if", rights=("orders.view_sourcingtrial",)),
    Page(address="desk:trials", words="Sourcing what-if: try a draft rule", way=ACT,
         rights=("orders.view_sourcingtrial", "orders.try_sourcing")),
    Page(address="desk:trial", words="Sourcing what-if: one", rights=("orders.view_sourcingtrial",)),
    Page(address="desk:trial-cancel", words="Sourcing what-if: stop one", rights=("orders.try_sourcing",), way=ACT),
    Page(address="desk:road", words="Road radar", rights=("shipping.view_deliveryexception",)),
    Page(address="desk:on-time", words="Carriers on time", rights=("shipping.judge_carriers",)),
    Page(address="desk:ratings", words="Ratings", rights=("support.view_feedback",)),
    Page(address="desk:fraud", words="Fraud report", rights=("payments.view_riskassessment",)),
    Page(address="desk:quote", words="New order: its price while it is typed", rights=("orders.add_order",), way=ACT),
    Page(address="desk:imports", words="Imports of orders", rights=("core.view_importjob",)),
    Page(address="desk:imports", words="Imports: take a file in", way=ACT,
         rights=("core.view_importjob", "core.add_importjob")),
    Page(address="desk:import", words="Imports: a file", rights=("core.view_importjob",)),
    Page(address="desk:import-refused", words="Imports: refused rows as CSV", rights=("core.view_importjob",)),
    Page(address="desk:import-check", words="Imports: check", rights=("core.add_importjob",), way=ACT),
    Page(address="desk:import-start", words="Imports: start", rights=("core.add_importjob",), way=ACT),
    Page(address="desk:import-cancel", words="Imports: cancel", rights=("core.add_importjob",), way=ACT),
    Page(address="desk:attachment", words="A file of an order", rights=(ORDERS, "orders.view_attachment")),
    Page(address="desk:parcel-photo", words="The packer's photo", rights=(ORDERS,)),
    Page(address="desk:doctor", words="Doctor", rights=("core.view_auditrun",)),
    Page(address="desk:doctor-promise", words="Doctor: a promise and its history", rights=("core.view_auditrun",)),
    Page(address="desk:runbook", words="Doctor: what to do, step by step", rights=("core.view_auditrun",)),
    Page(address="desk:doctor-audit", words="Doctor: check the books now", rights=("core.run_audit",), way=ACT),
    Page(address="desk:exports", words="Downloads: one's own files", rights=(EXPORT,)),
    Page(address="desk:export-file", words="Downloads: a file, by its fresh link", rights=(EXPORT,)),
    Page(address="desk:export-again", words="Downloads: make one's own again", rights=(EXPORT,), way=ACT),
    Page(address="desk:export-cancel", words="Downloads: cancel one's own", rights=(EXPORT,), way=ACT),
    Page(address="desk:export-remove", words="Downloads: remove one's own", rights=(EXPORT,), way=ACT),
    Page(address="desk:export-share", words="Downloads: a link for a colleague", rights=(EXPORT, SHARE), way=ACT),
    Page(address="desk:subscriptions", words="Subscribed lists: one's own", rights=(EXPORT,)),
    Page(address="desk:subscription-pause", words="Subscribed lists: pause one's own", rights=(EXPORT,), way=ACT),
    Page(address="desk:subscription-resume", words="Subscribed lists: go on with one's own", rights=(EXPORT,), way=ACT),
    Page(address="desk:subscription-end", words="Subscribed lists: end one's own", rights=(EXPORT,), way=ACT),
    Page(address="desk:practice", words="Practice warehouse", rights=("fulfillment.lead_floor",)),
    Page(address="desk:practice", words="Practice warehouse: fill it", rights=("fulfillment.lead_floor",), way=ACT),
    Page(address="reports:reports", words="Reports: those one may see", rights=("reports.view_reports",)),
    *(
        Page(address="reports:report", words=f"Report: {report.title}", rights=(report.right,), named=report.slug)
        for report in REPORTS.values()
    ),
)  # fmt: skip

BESIDE = (
    Page(address="admin:orders_order_draft", words="Orders: type a draft", rights=("orders.change_order",)),
    Page(address="admin:orders_order_edit", words="Orders: edit a placed order", rights=("orders.add_orderchange",)),
    Page(address="admin:orders_order_note", words="Orders: note", rights=("orders.add_ordernote",), way=ACT,
         sent={"text": "Called back."}),
    Page(address="admin:orders_order_then", words="Orders: as of any moment", rights=(ORDERS,)),
    Page(address="admin:orders_order_presence", words="Orders: who else has it open", rights=(ORDERS,)),
    Page(address="admin:orders_order_undo", words="Orders: undo what waits", rights=(ORDERS,), way=ACT),
    Page(address="admin:orders_order_hurry", words="Orders: do at once what waits", rights=(ORDERS,), way=ACT),
    Page(address="admin:orders_order_read", words="Orders: a refusal was read", rights=(ORDERS,), way=ACT),
    Page(address="admin:payments_document_csv", words="Invoices as CSV", rights=("payments.view_document",)),
    Page(address="admin:payments_document_print", words="Invoices: print", rights=("payments.print_document",),
         way=ACT),
    Page(address="admin:payments_document_sealed", words="Invoices: who bought, on a sealed one",
         rights=("payments.open_sealed_document",)),
    Page(address="admin:customers_customerexport_download", words="Exports of customers: download",
         rights=("customers.export_customer",)),
    Page(address="admin:notifications_template_preview", words="Mail texts: preview",
         rights=("notifications.view_template",)),
    Page(address="admin:support_case_next", words="Cases: take the next", rights=("support.work_case",), way=ACT),
    Page(address="admin:support_case_answer", words="Cases: answer", rights=("support.reply_case",), way=ACT,
         sent={"text": "Hello"}),
    Page(address="admin:support_case_note", words="Cases: note", rights=("support.work_case",), way=ACT,
         sent={"text": "Called back."}),
    Page(address="admin:support_case_playbook", words="Cases: run a playbook", rights=("support.run_caseplaybook",)),
    Page(address="admin:auth_user_password_change", words="Staff: set a password", rights=("accounts.change_user",)),
    Page(address="admin:reports_journalday_open", words="Journal: say with which day it begins", way=ACT,
         rights=("reports.close_journal",), sent={"day": "2026-01-01"}),
    Page(address="admin:reports_journalday_close", words="Journal: close the next day", way=ACT,
         rights=("reports.close_journal",)),
    Page(address="admin:reports_journalday_csv", words="Journal: a day as CSV", rights=("reports.export_journal",)),
    Page(address="returns:office_photo", words="A picture of returned goods", rights=("returns.view_return", ORDERS)),
    Page(address="shipping:label", words="A parcel's label", way=ACT,
         rights=("shipping.view_shippinglabel", "fulfillment.view_parcel")),
    Page(address="shipping:label_file", words="A parcel's label as a file", way=ACT,
         rights=("shipping.view_shippinglabel", "fulfillment.view_parcel")),
    Page(address="shipping:parcel_label", words="Our own label of a parcel", way=ACT,
         rights=("shipping.view_shippinglabel", "fulfillment.view_parcel")),
    Page(address="shipping:customs_paper", words="Papers for customs", way=ACT,
         rights=("shipping.view_shippinglabel", "fulfillment.view_parcel")),
    Page(address="shipping:loose_label", words="A return label", rights=("shipping.view_looselabel",)),
)  # fmt: skip

OPEN = (
    Page(address="home", words="The house's address leads to the office", reach=ANYONE),
    Page(address="admin:login", words="Sign in", reach=ANYONE),
    *(
        Page(address=f"portal:{name}", words=words, reach=ANYONE)
        for name, words in (
            ("find", "Ask for a link to one's order"), ("back", "Back from the gateway, by its ticket"),
            ("order", "The customer's page, by its link"), ("return_label", "Return label, by the link"),
            ("return", "Ask for a return, by the link"), ("claim", "Something is wrong, by the link"),
            ("feedback", "Rate, by the link"), ("message", "Write to us, by the link"),
            ("photo", "One's own photo, by the link"), ("pay", "Pay, by the link"),
            ("card", "Give a card, by the link"),
            ("choose", "Choose when goods are late, by the link"), ("address", "Another address, by the link"),
            ("cancel", "Cancel, by the link"),
        )
    ),
    Page(address="api:openapi-view", words="The API's description, to read", reach=ANYONE),
    Page(address="api:openapi-json", words="The API's description, for machines", reach=ANYONE),
    Page(address="wishes:wishes", words="Which mails somebody wants, by the link", reach=ANYONE),
    *(
        Page(address=f"{name}", words=words, reach=ANYONE, way=ACT)
        for name, words in (
            ("payments:webhook", "A gateway's webhook, by its signature"),
            ("channels:webhook", "Another shop's notice, by its signature"),
            ("mail_reports:reports", "A mail provider's report, by its signature"),
            ("mail:webhook", "A mail that came in, by its signature"),
            ("shipping_webhooks:receive", "A carrier's webhook, by its signature"),
        )
    ),
)  # fmt: skip

# Django's own frame: it shows nothing of the house, or asks the model's own right each time.
FRAME = frozenset({
    "admin:logout", "admin:password_change_done", "admin:autocomplete", "admin:jsi18n", "admin:app_list", "admin:None",
    "admin:view_on_site", "admin:search", "api:api-root",
})  # fmt: skip
