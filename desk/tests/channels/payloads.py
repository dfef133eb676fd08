"""A small order as Shopify writes it, for one test each."""

from copy import deepcopy


def order(number=1, *, at="2024-01-10T11:00:00-05:00", **changes) -> dict:
    body = {
        "id": number, "name": f"#{number}", "currency": "USD", "email": "bob@example.com", "created_at": at,
        "updated_at": at, "financial_status": "paid", "total_line_items_price": "40.00", "total_discounts": "5.00",
        "total_tax": "2.10", "total_price": "42.10", "taxes_included": False, "cancelled_at": None,
        "line_items": [
            {"id": 1, "sku": "POD-A", "title": "Pod A", "quantity": 2, "price": "10.00",
             "tax_lines": [{"price": "1.00"}]},
            {"id": 2, "sku": "POD-B", "title": "Pod B", "quantity": 1, "price": "20.00",
             "tax_lines": [{"price": "0.60"}], "discount_allocations": [{"amount": "3.00"}]},
        ],
        "shipping_lines": [{"title": "Ground", "price": "5.00", "tax_lines": [{"price": "0.50"}]}],
        "shipping_address": {"name": "Bob", "address1": "Street 1", "city": "Louisville", "province_code": "KY",
                             "zip": "40202", "country_code": "US"},
        "customer": {"id": 7, "first_name": "Bob", "last_name": "Norman"},
    }  # fmt: skip
    return {**deepcopy(body), **changes}


def canceled(number=1, *, at="2024-01-11T11:00:00-05:00") -> dict:
    return order(number, at=at, cancelled_at=at, cancel_reason="customer")


def refund(number=1, *, key=9, amount="12.00", currency="USD") -> dict:
    return {
        "id": key, "order_id": number, "created_at": "2024-01-12T11:00:00-05:00", "note": "broken",
        "transactions": [{"kind": "refund", "status": "success", "amount": amount, "currency": currency}],
    }  # fmt: skip
