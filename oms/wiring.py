"""Who listens to which fact: the one table that ties the floors together.

A lower floor publishes a fact and does not know who listens; each name on the right becomes one
effect, committed together with the fact. A test imports every task named here.
"""

from collections.abc import Mapping, Sequence

from notifications.webhooks.kinds import HookKind

_HOUSE: Mapping[str, Sequence[str]] = {
    # creation and processing
    "orders.channel_notice_kept": ["desk.tasks.work_notice"],
    "orders.attachment_removed": ["orders.tasks.erase_attachment"],
    "orders.file_erased": ["orders.tasks.erase_attachment"],
    "customers.erasure_confirmed": ["customers.tasks.erase_customer"],
    "customers.export_requested": ["customers.tasks.export_customer"],
    "customers.export_gone": ["customers.tasks.erase_export"],
    "orders.placed": ["payments.tasks.start_payments"],
    "orders.review_requested": ["orders.tasks.review_order"],
    "orders.reviewed": ["orders.tasks.confirm_when_ready"],
    "orders.reinstated": [
        "payments.tasks.follow_reinstatement",
        "payments.tasks.start_payments",
        "returns.tasks.follow_reinstated",
        "shipping.tasks.follow_reship",
    ],
    "orders.funds_changed": [
        "payments.tasks.check_risk",
        "orders.tasks.confirm_when_ready",
        "orders.tasks.complete_when_ready",
        "orders.tasks.release_met_holds",
        "payments.tasks.bill",
    ],
    "payments.authorization_requested": ["payments.tasks.authorize_payment"],
    "payments.capture_requested": ["payments.tasks.capture_payment"],
    "payments.void_requested": ["payments.tasks.void_payment"],
    "payments.refund_requested": ["payments.tasks.refund_payment"],
    "payments.bank_line_kept": ["payments.tasks.match_bank_line"],
    "payments.webhook_received": ["payments.tasks.apply_webhook"],
    "payments.refund_failed": ["payments.tasks.look_at_refund"],
    "payments.orphan_refund_requested": ["payments.tasks.give_orphan_back"],
    "payments.payout_rows_kept": ["payments.tasks.match_payout_rows"],
    "payments.comparison_started": ["payments.tasks.compare_page"],
    "orders.address_changed": ["payments.tasks.check_risk"],
    "orders.risk_recorded": ["orders.tasks.confirm_when_ready"],
    "orders.hold_released": [
        "orders.tasks.confirm_when_ready",
        "payments.tasks.follow_review",
        "payments.tasks.authorize_arrived",
    ],
    "inventory.received": ["orders.tasks.fill_backorders"],
    "inventory.shortfall": ["orders.tasks.cover_shortfall"],
    "inventory.supply_rescheduled": ["orders.tasks.repromise_backorders"],
    "orders.trial_stretch_due": ["orders.trial_tasks.work_trial"],
    "support.mail_kept": ["support.tasks.work_mail"],
    # fulfillment
    "orders.confirmed": [
        "fulfillment.tasks.open_fulfillment",
        "notifications.tasks.mail_confirmation",
        "payments.tasks.collect",
        "payments.tasks.bill",
    ],
    "orders.backorder_filled": [
        "payments.tasks.authorize_arrived",
        "fulfillment.tasks.open_fulfillment",
        "orders.tasks.release_met_holds",
    ],
    "orders.allocation_swapped": ["payments.tasks.authorize_arrived", "fulfillment.tasks.open_fulfillment"],
    "orders.resourced": ["payments.tasks.authorize_arrived", "fulfillment.tasks.open_fulfillment"],
    "orders.shorted": ["fulfillment.tasks.open_fulfillment"],
    "fulfillment.parcel_packed": ["shipping.tasks.request_label"],
    "orders.choice_asked": ["notifications.tasks.mail_promise_slip"],
    "orders.partial_shipping_agreed": ["payments.tasks.authorize_arrived", "fulfillment.tasks.open_fulfillment"],
    "fulfillment.ready_for_pickup": [
        "notifications.tasks.mail_ready_for_pickup",
        "notifications.tasks.text_ready_for_pickup",
    ],
    "orders.changed": [
        "payments.tasks.follow_change",
        "payments.tasks.check_risk",
        "fulfillment.tasks.open_fulfillment",
        "orders.tasks.confirm_when_ready",
        "orders.tasks.complete_when_ready",
        "payments.tasks.bill",
    ],
    # the road
    "shipping.label_requested": ["shipping.tasks.buy_label"],
    "shipping.void_requested": ["shipping.tasks.void_label"],
    "shipping.loose_label_requested": ["shipping.tasks.buy_loose_label"],
    "shipping.loose_void_requested": ["shipping.tasks.void_loose_label"],
    "shipping.loose_label_moved": ["returns.tasks.follow_label"],
    "shipping.quotes_requested": ["shipping.tasks.quote_parcel"],
    "shipping.pickup_requested": ["shipping.tasks.book_pickup"],
    "shipping.pickup_cancel_requested": ["shipping.tasks.cancel_pickup"],
    "shipping.parcel_leaves": ["shipping.tasks.ship_parcel"],
    "shipping.manifest_closed": ["shipping.tasks.hand_over_manifest"],
    "shipping.carrier_event_received": ["shipping.tasks.apply_carrier_event"],
    "shipping.exception_opened": ["support.tasks.open_trouble_cases"],
    "support.customer_answered": ["notifications.tasks.mail_case_answer"],
    "support.answer_send_asked": ["notifications.tasks.mail_case_answer"],
    "shipping.address_asked": ["notifications.tasks.mail_address_question"],
    "shipping.out_for_delivery": ["notifications.tasks.text_coming_today"],
    "orders.dispatched": ["payments.tasks.collect", "payments.tasks.bill", "notifications.tasks.mail_dispatch"],
    "orders.delivered": [
        "orders.tasks.complete_when_ready",
        "notifications.tasks.mail_delivery",
        "notifications.tasks.text_delivery",
    ],
    # going back
    "orders.canceled": [
        "payments.tasks.settle",
        "payments.tasks.follow_review",
        "fulfillment.tasks.follow_cancel",
        "notifications.tasks.mail_cancellation",
        "payments.tasks.bill",
        "returns.tasks.follow_replacement",
        "shipping.tasks.follow_reship",
    ],
    "orders.lines_canceled": [
        "payments.tasks.settle",
        "payments.tasks.authorize_arrived",
        "fulfillment.tasks.follow_cancel",
        "orders.tasks.complete_when_ready",
        "payments.tasks.bill",
    ],
    "orders.expired": [
        "payments.tasks.settle",
        "payments.tasks.follow_review",
        "returns.tasks.follow_replacement",
        "shipping.tasks.follow_reship",
    ],
    "returns.exchange_approved": ["returns.tasks.place_exchange"],
    "returns.claim_decided": ["returns.tasks.place_claimed"],
    "returns.rejected": ["returns.tasks.follow_return", "notifications.tasks.mail_return_rejected"],
    "returns.expired": ["returns.tasks.follow_return"],
    "returns.canceled": ["returns.tasks.follow_return"],
    "returns.closed": ["returns.tasks.follow_return"],
    "orders.merged_into": ["payments.tasks.follow_review"],
    "orders.expiry_due": ["payments.tasks.expire_unpaid"],
    "orders.credited": ["payments.tasks.settle", "orders.tasks.complete_when_ready", "payments.tasks.bill"],
    "orders.counts_changed": ["orders.tasks.complete_when_ready"],
    "payments.invoice_issued": ["notifications.tasks.mail_invoice"],
    "payments.credit_note_issued": ["notifications.tasks.mail_credit_note"],
    "payments.document_send_asked": ["notifications.tasks.mail_document_again"],
    "payments.customer_returned": ["payments.tasks.ask_again"],
    "payments.pay_link_sent": ["notifications.tasks.mail_pay_link"],
    "orders.link_sent": ["notifications.tasks.mail_order_link"],
    "notifications.phone_given": ["notifications.tasks.mail_phone_given"],
    "portal.link_wished": ["portal.tasks.answer_wish"],
    "payments.transfer_awaited": ["notifications.tasks.mail_transfer"],
    "payments.evidence_given": ["payments.tasks.submit_evidence"],
    "payments.dispute_opened": ["support.tasks.open_dispute_case"],
    "payments.dispute_escalated": ["support.tasks.open_dispute_case"],
    "payments.dispute_closed": ["payments.tasks.settle", "support.tasks.note_dispute_end"],
    "payments.proof_asked": ["notifications.tasks.mail_proof_request"],
    "payments.refund_canceled": ["payments.tasks.settle_canceled", "returns.tasks.follow_canceled_refund"],
    "payments.refunded": ["returns.tasks.close_settled", "notifications.tasks.mail_refund"],
    "returns.approved": ["notifications.tasks.mail_return_approved"],
    "support.feedback_asked": ["notifications.tasks.mail_feedback_request"],
    "returns.exchange_order_placed": ["notifications.tasks.mail_exchange_placed"],
    "returns.exchange_denied": ["notifications.tasks.mail_exchange_denied"],
    "returns.claim_opened": ["notifications.tasks.mail_claim_opened"],
    "returns.claim_denied": ["notifications.tasks.mail_claim_denied"],
    "returns.claim_resolved": ["notifications.tasks.mail_claim_resolved"],
    "returns.received": ["notifications.tasks.mail_return_received"],
    "orders.fully_shipped": ["payments.tasks.settle", "orders.tasks.complete_when_ready"],
}

# Shops hear of these, after the house itself.
_SHOPS: Mapping[str, Sequence[str]] = {
    kind.value: [f"notifications.webhook_tasks.{kind.value.replace('.', '_')}"] for kind in HookKind
}
WIRING: Mapping[str, Sequence[str]] = {
    fact: [*_HOUSE.get(fact, ()), *_SHOPS.get(fact, ())] for fact in dict.fromkeys((*_HOUSE, *_SHOPS))
}
