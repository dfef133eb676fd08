"""The side bar: what each role needs, and nothing a user may not see. It counts what waits, now and then."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from desk.selectors.waiting import waiting

Item = tuple[str, str, str, str]
# title, icon, address name (with what it names behind a blank, or a query behind “?”), right that shows it
GROUPS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    ("", (
        ("Dashboard", "dashboard", "admin:index", ""),
        ("Reports", "bar_chart", "reports:reports", "reports.view_reports"),
        ("Exchange rates", "currency_exchange", "admin:reports_exchangerate_changelist", "reports.view_exchangerate"),
        ("Doctor", "stethoscope", "desk:doctor", "core.view_auditrun"),
        ("My exports", "download", "desk:exports", "reports.add_export"),
        ("My subscriptions", "forward_to_inbox", "desk:subscriptions", "reports.add_export"),
    )),
    ("Orders", (
        ("Orders", "shopping_cart", "admin:orders_order_changelist", "orders.view_order"),
        ("New order", "add_call", "admin:orders_order_add", "orders.add_order"),
        ("Import orders", "upload_file", "desk:imports", "core.add_importjob"),
        ("Holds", "pause_circle", "admin:orders_orderhold_changelist?has_released_at=empty", "orders.view_orderhold"),
        ("Review rules", "rule", "admin:orders_reviewrule_changelist", "orders.change_reviewrule"),
        ("Backorders", "schedule", "admin:orders_orderline_changelist?owed=backordered", "orders.view_orderline"),
        ("Customers", "group", "admin:customers_customer_changelist", "customers.view_customer"),
    )),
    # By how often it is needed: what waits, then what moves, then papers and credit, then files and settings.
    ("Money", (
        ("Money inbox", "inbox_text_asterisk", "admin:payments_moneytask_changelist?has_closed_at=empty",
         "payments.work_moneytask"),
        ("Payments", "credit_card", "admin:payments_payment_changelist", "payments.view_payment"),
        ("Refunds", "currency_exchange", "admin:payments_refund_changelist", "payments.view_refund"),
        ("Transactions", "swap_horiz", "admin:payments_paymenttransaction_changelist",
         "payments.view_paymenttransaction"),
        ("Expiring", "radar", "desk:expiring", "payments.view_payment"),
        ("Late money", "more_time", "admin:payments_latemoney_changelist?state=open", "payments.view_latemoney"),
        ("Bank lines", "account_balance", "admin:payments_bankline_changelist?state=waiting",
         "payments.receive_payment"),
        ("Invoices", "receipt_long", "admin:payments_document_changelist", "payments.view_document"),
        ("Overdue invoices", "event_busy", "admin:payments_payment_changelist?due=overdue",
         "payments.receive_payment"),
        ("Credit", "redeem", "admin:payments_creditaccount_changelist", "payments.view_creditaccount"),
        ("Credit to approve", "approval", "admin:payments_creditgrant_changelist", "payments.view_creditgrant"),
        ("Payout files", "account_balance_wallet", "admin:payments_payoutfile_changelist",
         "payments.import_payoutfile"),
        ("Journal", "menu_book", "admin:reports_journalday_changelist", "reports.view_journalday"),
        ("Chart of accounts", "account_tree", "admin:reports_journalaccount_changelist",
         "reports.change_journalaccount"),
        ("Gateway inbox", "move_to_inbox", "admin:payments_gatewayevent_changelist", "payments.capture_payment"),
        ("Refund limits", "rule", "admin:payments_approvallimit_changelist", "payments.change_approvallimit"),
        ("Goodwill limits", "volunteer_activism", "admin:payments_goodwilllimit_changelist",
         "payments.change_goodwilllimit"),
    )),
    ("Fraud and disputes", (
        ("Review desk", "local_police", "admin:payments_riskreview_changelist?has_finished_at=empty",
         "payments.view_riskreview"),
        ("Disputes", "gavel", "admin:payments_dispute_changelist?has_finished_at=empty", "payments.view_dispute"),
        ("Deny list", "person_off", "admin:payments_denylistentry_changelist", "payments.change_denylistentry"),
        ("Fraud report", "query_stats", "desk:fraud", "payments.change_fraudrule"),
        ("Fraud rules", "gpp_maybe", "admin:payments_fraudrule_changelist", "payments.change_fraudrule"),
        ("Risk checks", "policy", "admin:payments_riskassessment_changelist", "payments.view_riskassessment"),
        ("Disposable domains", "alternate_email", "admin:payments_disposabledomain_changelist",
         "payments.change_disposabledomain"),
    )),
    ("Warehouse", (
        ("Floor", "warehouse", "warehouse:home", "fulfillment.pick_task"),
        ("Practice", "school", "desk:practice", "fulfillment.lead_floor"),
        ("Work", "conveyor_belt", "admin:fulfillment_fulfillmentorder_changelist", "fulfillment.view_fulfillmentorder"),
        ("Parcels", "package_2", "admin:fulfillment_parcel_changelist", "fulfillment.view_parcel"),
        ("Labels", "label", "admin:shipping_shippinglabel_changelist", "shipping.view_shippinglabel"),
        ("Manifests", "local_shipping", "admin:shipping_manifest_changelist", "shipping.view_manifest"),
        ("Road radar", "radar", "desk:road", "shipping.view_deliveryexception"),
        ("Trouble on the road", "report", "admin:shipping_deliveryexception_changelist",
         "shipping.view_deliveryexception"),
        ("Claims with carriers", "request_quote", "admin:shipping_carrierclaim_changelist?state=filed",
         "shipping.file_claim"),
        ("Pickups", "airport_shuttle", "admin:shipping_pickupbooking_changelist", "shipping.view_pickupbooking"),
        ("Report of trouble", "query_stats", "reports:report exceptions", "shipping.view_deliveryexception"),
        ("On time", "query_stats", "desk:on-time", "shipping.judge_carriers"),
        ("Playbooks", "menu_book", "admin:shipping_playbook_changelist", "shipping.change_playbook"),
        ("Silence and claims", "hourglass_empty", "admin:shipping_servicepatience_changelist",
         "shipping.change_servicepatience"),
    )),
    ("Stock", (
        ("Stock levels", "inventory_2", "admin:inventory_stocklevel_changelist", "inventory.view_stocklevel"),
        ("Bins", "shelves", "admin:inventory_binstock_changelist", "inventory.view_binstock"),
        ("Reservations", "lock_clock", "admin:inventory_reservation_changelist?has_ended_at=empty",
         "inventory.view_reservation"),
        ("Counts", "checklist", "admin:inventory_cyclecount_changelist", "inventory.view_cyclecount"),
        ("Count rhythm", "event_repeat", "admin:inventory_countrhythm_changelist", "inventory.change_countrhythm"),
        ("Pick bins", "pallet", "admin:inventory_pickface_changelist", "inventory.view_pickface"),
        ("Arrivals", "fact_check", "admin:inventory_arrival_changelist", "inventory.view_arrival"),
        ("Lots", "batch_prediction", "admin:inventory_lot_changelist", "inventory.view_lot"),
        ("Movements", "swap_horiz", "admin:inventory_stockmovement_changelist", "inventory.view_stockmovement"),
        ("Supplies", "input", "admin:inventory_supply_changelist", "inventory.receive_supply"),
        ("Stock planning", "insights", "desk:planning", "inventory.view_replenishmentadvice"),
        ("Reorder list", "playlist_add", "desk:reorder", "inventory.view_reorderrule"),
        ("Reorder rules", "rule", "admin:inventory_reorderrule_changelist", "inventory.change_reorderrule"),
        ("Planning policies", "tune", "admin:inventory_planningpolicy_changelist",
         "inventory.change_planningpolicy"),
        ("Adjustment reasons", "list", "admin:inventory_adjustmentreason_changelist",
         "inventory.change_adjustmentreason"),
        ("Warehouses", "location_city", "admin:inventory_warehouse_changelist", "inventory.change_warehouse"),
        ("Locations", "grid_view", "admin:inventory_location_changelist", "inventory.change_location"),
    )),
    ("After delivery", (
        ("Returns", "assignment_return", "admin:returns_return_changelist", "returns.view_return"),
        ("Returns to decide", "rule_settings", "admin:returns_return_changelist?queue=decide",
         "returns.approve_return"),
        ("Report of returns", "query_stats", "reports:report returns", "returns.view_return"),
        ("Return labels", "label", "admin:shipping_looselabel_changelist", "shipping.view_looselabel"),
        ("Return policies", "policy", "admin:returns_returnpolicy_changelist", "returns.change_returnpolicy"),
        ("Return reasons", "account_tree", "admin:returns_returnreason_changelist", "returns.change_returnreason"),
        ("Serial returners", "person_alert", "admin:returns_returnerrule_changelist", "returns.change_returnerrule"),
        ("Exchanges", "swap_horiz", "admin:returns_exchange_changelist?waits=decision", "returns.view_exchange"),
        ("Claims", "report_problem", "admin:returns_claim_changelist?has_ended_at=empty", "returns.view_claim"),
        ("Cases", "support_agent", "admin:support_case_changelist?queue=free", "support.view_case"),
        ("Near their limit", "alarm", "admin:support_case_changelist?queue=near", "support.view_case"),
        ("Goodwill to approve", "volunteer_activism", "admin:support_goodwillwish_changelist?state=waiting",
         "support.approve_goodwill"),
        ("Canned answers", "quickreply", "admin:support_cannedanswer_changelist", "support.change_cannedanswer"),
        ("Case playbooks", "menu_book", "admin:support_caseplaybook_changelist", "support.change_caseplaybook"),
        ("Playbook runs", "fact_check", "admin:support_playbookrun_changelist", "support.view_playbookrun"),
        ("SLA policies", "timer", "admin:support_slapolicy_changelist", "support.change_slapolicy"),
        ("Opening hours", "schedule", "admin:support_supportcalendar_changelist", "support.change_supportcalendar"),
        ("Answers by mail", "forward_to_inbox", "admin:support_casemail_changelist", "support.view_casemail"),
        ("Inbound mails", "inbox", "admin:support_inboundmail_changelist", "support.view_inboundmail"),
        ("Mail routes", "alt_route", "admin:support_mailroute_changelist", "support.change_mailroute"),
        ("Feedback", "star", "admin:support_feedback_changelist", "support.view_feedback"),
        ("Ratings", "star_half", "desk:ratings", "support.view_feedback"),
        ("Sent mails", "outgoing_mail", "admin:notifications_message_changelist", "notifications.view_message"),
        ("Suppressed addresses", "unsubscribe", "admin:notifications_suppression_changelist?has_lifted_at=empty",
         "notifications.view_suppression"),
        ("Texts to phones", "sms", "admin:notifications_textconsent_changelist", "notifications.view_textconsent"),
        ("Mail texts", "draft", "admin:notifications_template_changelist", "notifications.change_template"),
    )),
    ("Privacy", (
        ("Erasures", "person_remove", "admin:customers_erasure_changelist", "customers.view_erasure"),
        ("Exports of customers", "folder_zip", "admin:customers_customerexport_changelist",
         "customers.export_customer"),
        ("Legal holds", "lock", "admin:customers_legalhold_changelist?released_at__isempty=1",
         "customers.view_legalhold"),
        ("How long we keep", "auto_delete", "admin:core_retentionrule_changelist", "core.view_retentionrule"),
    )),
    ("Catalog", (
        ("Products", "category", "admin:catalog_product_changelist", "catalog.view_product"),
        ("SKUs", "barcode", "admin:catalog_sku_changelist", "catalog.view_sku"),
        ("Prices", "sell", "admin:catalog_price_changelist", "catalog.change_price"),
        ("Vouchers", "confirmation_number", "admin:orders_voucher_changelist", "orders.view_voucher"),
        ("Channels", "storefront", "admin:catalog_channel_changelist", "catalog.change_channel"),
        ("Sourcing rules", "alt_route", "admin:orders_sourcingrule_changelist", "orders.change_sourcingrule"),
        ("Sourcing what-if", "compare_arrows", "desk:trials", "orders.try_sourcing"),
        ("Shipping methods", "local_shipping", "admin:catalog_shippingmethod_changelist",
         "catalog.change_shippingmethod"),
        ("Tax classes", "percent", "admin:catalog_taxclass_changelist", "catalog.change_taxclass"),
        ("Tax rates", "account_balance", "admin:catalog_taxrate_changelist", "catalog.change_taxrate"),
    )),
    ("House", (
        ("Alerts", "notification_important", "admin:core_alert_changelist?has_closed_at=empty", "core.view_alert"),
        ("Effects", "bolt", "admin:core_effect_changelist", "core.view_effect"),
        ("Imports", "upload_file", "admin:core_importjob_changelist", "core.view_importjob"),
        ("Exports", "download", "admin:reports_export_changelist", "reports.view_export"),
        ("Subscriptions", "forward_to_inbox", "admin:reports_subscription_changelist", "reports.view_subscription"),
        ("Audit runs", "fact_check", "admin:core_auditrun_changelist", "core.view_auditrun"),
        ("Backups", "backup", "admin:core_backuprun_changelist", "core.view_backuprun"),
        ("Events", "history", "admin:core_event_changelist", "core.view_effect"),
        ("API keys", "key", "admin:api_apikey_changelist", "api.view_apikey"),
        ("Webhook endpoints", "webhook", "admin:notifications_webhookendpoint_changelist",
         "notifications.change_webhookendpoint"),
        ("Webhooks", "output", "admin:notifications_webhookdelivery_changelist",
         "notifications.view_webhookdelivery"),
        ("Staff", "badge", "admin:accounts_user_changelist", "accounts.view_user"),
        ("Roles", "admin_panel_settings", "admin:auth_group_changelist", "auth.view_group"),
    )),
)  # fmt: skip


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The navigation for this user; a page that is not installed is left out."""
    groups = []
    for title, items in GROUPS:
        allowed = [item for item in items if _may(request, item[3])]
        shown = [_item(item, address, request) for item in allowed if (address := address_of(item[2]))]
        if shown:
            groups.append({"title": title, "separator": bool(title), "items": shown})
    return groups


def address_of(name: str) -> str:
    """The address of ``name what?query``; empty when there is no such page."""
    name, _, query = name.partition("?")
    path = _path_of(name)
    return f"{path}?{query}" if path and query else path


@lru_cache(maxsize=512)
def _path_of(name: str) -> str:
    """Worked out once: every page names a hundred others."""
    try:
        page, *named = name.split()
        return reverse(page, args=named)
    except NoReverseMatch:
        return ""


def _may(request: HttpRequest, right: str) -> bool:
    return not right or request.user.has_perm(right)


def _item(item: Item, address: str, request: HttpRequest) -> dict[str, Any]:
    return {
        "title": item[0], "icon": item[1], "link": address, "badge": waiting(item[2]), "has_permission": True,
        "active": _is_active(address, request),
    }  # fmt: skip


def _is_active(address: str, request: HttpRequest) -> bool:
    path, _, query = address.partition("?")
    return request.path == path and (not query or query in request.META.get("QUERY_STRING", ""))
