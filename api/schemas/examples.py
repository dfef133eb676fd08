"""What requests and answers look like, as the documentation shows them."""

from typing import Any

ADDRESS: dict[str, Any] = {
    "name": "Ada Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postal_code": "10117", "country": "DE",
}  # fmt: skip
CUSTOMER: dict[str, Any] = {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "+4930123456"}
ORDER: dict[str, Any] = {
    "external_id": "SHOP-1001",
    "customer": CUSTOMER,
    "shipping_address": ADDRESS,
    "shipping_method": "standard",
    "lines": [{"sku": "MUG-BLUE", "quantity": 2}],
    "tenders": [{"kind": "card", "token": "tok_visa"}],
}
DRAFT: dict[str, Any] = {**ORDER, "external_id": "SHOP-1002"}
NEW_DRAFT: dict[str, Any] = {**DRAFT, "expected_version": 1, "lines": [{"sku": "MUG-BLUE", "quantity": 3}]}
QUOTE: dict[str, Any] = {
    "shipping_address": ADDRESS,
    "shipping_method": "standard",
    "lines": [{"sku": "MUG-BLUE", "quantity": 2}],
}
RESERVATION: dict[str, Any] = {
    "lines": [{"sku": "MUG-BLUE", "quantity": 2}], "holder": "Cart 4711", "valid_minutes": 15,
}  # fmt: skip
ENDPOINT: dict[str, Any] = {
    "url": "https://shop.example/hooks/orders", "kinds": ["orders.dispatched", "orders.delivered"],
    "description": "Shop, production", "contact_email": "dev@shop.example",
}  # fmt: skip
REPLAY: dict[str, Any] = {"since": "2026-11-26T00:00:00Z"}
PLACE: dict[str, Any] = {"expected_version": 1}
CANCEL: dict[str, Any] = {"reason": "The customer changed their mind.", "lines": [{"position": 1, "units": 1}]}
REFUND: dict[str, Any] = {
    "reason": "One came broken.", "lines": [{"position": 1, "units": 1}],
    "charges": [{"position": 1, "amount": "2.50"}], "goodwill": "1.00",
}  # fmt: skip
EDIT: dict[str, Any] = {
    "expected_version": 1, "reason": "She calls for one more.",
    "steps": [{"kind": "set_quantity", "position": 1, "quantity": 3}],
}  # fmt: skip
NEW_ADDRESS: dict[str, Any] = {"address": {**ADDRESS, "line1": "Friedrichstraße 2"}, "reason": "The customer moved."}

_MONEY: dict[str, Any] = {
    "currency": "EUR", "lines_total": "20.00", "discount_total": "0.00", "charges_total": "5.00", "tax_total": "5.00",
    "total": "30.00", "tax_treatment": "taxed", "tax_reason": "", "promised_on": "2026-11-30",
}  # fmt: skip
_LINE: dict[str, Any] = {
    "position": 1, "sku": "MUG-BLUE", "name": "Mug, blue", "unit_price": "10.000000", "ordered": 2, "allocated": 2,
    "backordered": 0, "released": 0, "picked": 0, "packed": 0, "shipped": 0, "delivered": 0, "lost": 0, "canceled": 0,
    "return_requested": 0, "returned": 0, "amount": "20.00", "discount_amount": "0.00", "tax_percent": "20.0000",
    "tax_amount": "4.00", "promise_on": "2026-11-30", "original_promise_on": "2026-11-30",
    "kit": None, "per_kit": None,
    "delivered_at": None,
}  # fmt: skip
_CHARGE: dict[str, Any] = {
    "kind": "shipping", "label": "Standard", "amount": "5.00", "tax_percent": "20.0000", "tax_amount": "1.00",
}  # fmt: skip
_WHERE: dict[str, Any] = {**ADDRESS, "company": "", "line2": "", "region": "", "phone": ""}
SUMMARY: dict[str, Any] = {
    "number": "W-100001", "external_id": "SHOP-1001", "state": "placed", "display_status": "awaiting_payment",
    "fulfillment_status": "unfulfilled", "payment_status": "pending", "return_status": "none", "is_on_hold": False,
    "version": 1, "currency": "EUR", "total": "30.00", "promised_on": "2026-11-30",
    "created_at": "2026-11-26T09:15:00Z", "placed_at": "2026-11-26T09:15:00Z",
}  # fmt: skip
ORDER_ANSWER: dict[str, Any] = {
    **SUMMARY, **_MONEY, "po_number": "", "vat_id": "", "shipping_method": "standard",
    "pickup_warehouse": "", "requires_signature": False,
    "leave_at_door": False, "delivery_instructions": "", "authorized_amount": "0.00", "captured_amount": "0.00",
    "refunded_amount": "0.00", "confirmed_at": None, "completed_at": None, "canceled_at": None,
    "customer": {"number": "C-100001", "name": "Ada Lovelace", "email": "ada@example.com"},
    "shipping_address": _WHERE, "billing_address": None, "lines": [_LINE], "kits": [], "discounts": [],
    "charges": [_CHARGE], "parcels": [],
}  # fmt: skip
QUOTE_ANSWER: dict[str, Any] = {
    **_MONEY, "vat_id": "", "shipping_method": "standard", "quoted_at": "2026-11-26T09:15:00Z", "discounts": [],
    "charges": [_CHARGE],
    "lines": [{
        "position": 1, "sku": "MUG-BLUE", "name": "Mug, blue", "unit_price": "10.000000", "quantity": 2,
        "amount": "20.00", "discount_amount": "0.00", "tax_percent": "20.0000", "tax_amount": "4.00", "allocated": 2,
        "backordered": 0, "promise_on": "2026-11-30", "kit": None, "per_kit": None,
    }],
    "kits": [],
}  # fmt: skip
ORDERS_ANSWER: dict[str, Any] = {"orders": [SUMMARY], "next": "WyJpZCIsIDEwXQ=="}
EVENTS_ANSWER: dict[str, Any] = {
    "events": [{
        "seq": 1, "name": "orders.placed", "at": "2026-11-26T09:15:00Z", "actor": "api",
        "changes": {"state": ["draft", "placed"], "total": ["0", "30.00"]},
    }],
    "next": None,
}  # fmt: skip
AVAILABILITY_ANSWER: dict[str, Any] = {
    "skus": [{
        "sku": "MUG-BLUE", "name": "Mug, blue", "is_tracked": True, "available": 8, "may_backorder": True,
        "preorder_ships_on": None, "unit_price": "10.000000", "currency": "EUR",
        "expected": [{"on": "2026-12-01", "units": 50}],
    }],
    "unknown": [],
}  # fmt: skip
RESERVATION_ANSWER: dict[str, Any] = {
    "token": "dXx0QmVyTGlu0eUu", "expires_at": "2026-11-26T09:30:00Z", "is_active": True,
    "lines": [{"sku": "MUG-BLUE", "quantity": 2}],
}  # fmt: skip
_TOTALS: dict[str, Any] = {
    "lines_total": "20.00", "discount_total": "0.00", "charges_total": "5.00", "tax_total": "5.00", "total": "30.00",
}  # fmt: skip
EDIT_ANSWER: dict[str, Any] = {
    "version": 1, "currency": "EUR", "before": _TOTALS,
    "after": {**_TOTALS, "lines_total": "30.00", "tax_total": "7.00", "total": "42.00"},
    "to_secure": "12.00", "to_give_back": "0.00", "to_let_go": "0.00", "is_possible": True, "blockers": [],
    "lines": [{
        "position": 2, "name": "Mug, blue", "units_before": 0, "units_after": 1, "unit_price": "10.000000",
        "amount_before": "0.00", "amount_after": "10.00", "allocated": 1, "backordered": 0, "promise_on": "2026-11-30",
    }],
}  # fmt: skip
