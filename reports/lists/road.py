"""Parcels and labels on their way out; returns, exchanges and claims on their way back."""

from django.db.models import F

from fulfillment.models import Parcel
from reports.lists.shape import ExportList, figure, personal, plain, rare
from returns.models import Claim, Exchange, Return
from shipping.models import ShippingLabel

PARCELS = ExportList(
    model=Parcel,
    practice="fulfillment_order__order__is_practice",
    columns=(
        *plain(
            number="number", order="fulfillment_order__order__number", warehouse="fulfillment_order__warehouse__code",
            state="state", packaging="packaging__code", weight_grams="weight_grams",
            requires_signature="requires_signature", packed_at="packed_at", labeled_at="labeled_at",
            shipped_at="shipped_at", delivered_at="delivered_at",
        ),
        *rare(
            channel="fulfillment_order__order__channel__code", expected_grams="expected_grams",
            weight_reason="weight_reason", suggested_packaging="suggested_packaging__code", packed_by="packed_by",
            created_at="created_at",
        ),
    ),
)  # fmt: skip

LABELS = ExportList(
    model=ShippingLabel,
    practice="order__is_practice",
    columns=(
        *plain(
            order="order__number", parcel="parcel__number", account="account__code", service="service", state="state",
            tracking_number="tracking_number", tracking_status="tracking_status", requested_at="requested_at",
            purchased_at="purchased_at", voided_at="voided_at", expected_on="expected_on",
        ),
        *figure("cost", F("cost"), right="shipping.judge_carriers"),
        *figure("currency", F("currency"), right="shipping.judge_carriers"),
        *rare(choice_reason="choice_reason", error="error", tracking_at="tracking_at", void_until="void_until"),
    ),
)  # fmt: skip

RETURNS = ExportList(
    model=Return,
    practice="order__is_practice",
    columns=(
        *plain(
            number="number", order="order__number", warehouse="warehouse__code", state="state", reason="reason__code",
            resolution="resolution", unannounced="is_blind", currency="order__currency", credited="credited_amount",
            bonus="bonus_amount", shipping_fee="shipping_fee", label_payer="label_payer", carrier="carrier",
            tracking_number="tracking_number", requested_at="requested_at", approved_at="approved_at",
            received_at="received_at", inspected_at="inspected_at", resolved_at="resolved_at", closed_at="closed_at",
        ),
        *rare(channel="order__channel__code", expires_at="expires_at", sent_at="sent_at", ended_at="ended_at"),
        *personal(is_usual=False, customer="order__customer__name", email="order__customer__email", comment="comment",
                  decision_note="decision_note"),
    ),
)  # fmt: skip

EXCHANGES = ExportList(
    model=Exchange,
    practice="order__is_practice",
    columns=(
        *plain(
            number="number", order="order__number", goods_back="rma__number", new_order="replacement__number",
            state="state", mode="mode", currency="order__currency", value="value_amount", price="price_amount",
            taken="taken_amount", requested_at="requested_at", approved_at="approved_at", released_at="released_at",
            ended_at="ended_at",
        ),
        *rare(channel="order__channel__code", failure="failure", due_at="due_at"),
        *personal(is_usual=False, customer="order__customer__name", decision_note="decision_note"),
    ),
)  # fmt: skip

CLAIMS = ExportList(
    model=Claim,
    practice="order__is_practice",
    columns=(
        *plain(
            number="number", order="order__number", parcel="parcel__number", kind="kind", state="state",
            currency="order__currency", goodwill="goodwill_amount", refund="refund__number",
            refunded="refund__amount", new_order="replacement__number", opened_at="opened_at",
            decided_at="decided_at", resolved_at="resolved_at", ended_at="ended_at",
        ),
        *rare(channel="order__channel__code", goods_at="goods_at", failure="failure", cause="cause_kind"),
        *personal(is_usual=False, customer="order__customer__name", comment="comment", decision_note="decision_note"),
    ),
)  # fmt: skip

LISTS = (PARCELS, LABELS, RETURNS, EXCHANGES, CLAIMS)
