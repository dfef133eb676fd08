"""Orders and their lines."""

from orders.models import Order, OrderLine
from reports.lists.shape import ExportList, personal, plain, rare

ORDERS = ExportList(
    model=Order,
    practice="is_practice",
    columns=(
        *plain(
            number="number", external_id="external_id", channel="channel__code", placed_at="placed_at", state="state",
            status="display_status", payment="payment_status", fulfillment="fulfillment_status",
            returns="return_status", on_hold="is_on_hold", customer_number="customer__number",
        ),
        *personal(customer="customer__name", email="customer__email"),
        *personal(
            is_usual=False, company="customer__company", phone="customer__phone", vat_id="vat_id",
            street="shipping_address__line1", street_2="shipping_address__line2", city="shipping_address__city",
            postal_code="shipping_address__postal_code", delivery_instructions="delivery_instructions",
        ),
        *plain(
            country="shipping_address__country", currency="currency", goods="lines_total", discount="discount_total",
            charges="charges_total", tax="tax_total", total="total", captured="captured_amount",
            refunded="refunded_amount", promised_on="promised_on",
        ),
        *rare(
            intake="intake", region="shipping_address__region", shipping_method="shipping_method__code",
            pickup_warehouse="pickup_warehouse__code", po_number="po_number", tax_treatment="tax_treatment",
            authorized="authorized_amount", credited="credited_amount", on_account="on_account_amount",
            risk_score="risk_score", open_returns="open_returns", open_claims="open_claims", open_cases="open_cases",
            tags="tags", created_at="created_at", confirmed_at="confirmed_at", completed_at="completed_at",
            canceled_at="canceled_at", expired_at="expired_at", delivered_at="delivered_at", archived_at="archived_at",
            replaces_order="original_order__number", version="version",
        ),
    ),
)  # fmt: skip

LINES = ExportList(
    model=OrderLine,
    practice="order__is_practice",
    columns=(
        *plain(
            order="order__number", position="position", channel="order__channel__code", placed_at="order__placed_at",
            order_state="order__state", sku="sku__code", name="name", currency="order__currency",
            unit_price="unit_price", ordered="ordered", canceled="canceled", allocated="allocated",
            backordered="backordered", released="released", picked="picked", packed="packed", shipped="shipped",
            delivered="delivered", lost="lost", returned="returned", amount="amount", discount="discount_amount",
            tax_percent="tax_percent", tax="tax_amount", promise_on="promise_on",
        ),
        *rare(
            list_price="list_price", price_reason="price_reason", category="sku__product__category",
            country="order__shipping_address__country", canceled_amount="canceled_amount",
            credited_units="credited_units", credited_amount="credited_amount", return_requested="return_requested",
            original_promise_on="original_promise_on", delivered_at="delivered_at",
        ),
        *personal(is_usual=False, customer="order__customer__name", email="order__customer__email"),
    ),
)  # fmt: skip

LISTS = (ORDERS, LINES)
