"""Orders in the shape Shopify publishes, by chance, whose sums add up as Shopify adds them."""

from decimal import Decimal
from itertools import count
from typing import Any

from hypothesis import strategies as st

from core.money import exponent

NUMBER = count(1000)
GOODS = [f"POD-{letter}" for letter in "ABCDEF"]
BUYER = {"name": "Bob", "address1": "Street 1", "city": "Louisville", "zip": "40202", "country_code": "US"}


class Till:
    """Draws amounts of one currency, and writes them as Shopify does."""

    def __init__(self, draw: Any, currency: str) -> None:
        self.draw, self.currency, self.unit = draw, currency, Decimal(1).scaleb(-exponent(currency))
        self.in_sets = draw(st.booleans())

    def amount(self, most: Decimal) -> Decimal:
        return self.draw(st.integers(0, int(most / self.unit))) * self.unit

    def said(self, name: str, amount: Decimal) -> dict[str, Any]:
        """The amount by itself, as older payloads have it, or only in its set beside what the customer saw."""
        if not self.in_sets:
            return {name: str(amount)}
        seen = {"amount": str(amount * 3), "currency_code": "CHF"}
        return {f"{name}_set": {"shop_money": {"amount": str(amount), "currency_code": self.currency},
                                "presentment_money": seen}}  # fmt: skip

    def parts(self, whole: Decimal, name: str) -> list[dict[str, Any]]:
        first = self.amount(whole)
        return [self.said(name, one) for one in (first, whole - first) if one]


class Basket:
    """What is sold, with running sums."""

    def __init__(self, till: Till) -> None:
        self.till, self.draw = till, till.draw
        self.by_line = self.draw(st.booleans())
        self.goods = self.less = self.extra = self.shipping_less = self.tax = Decimal(0)

    def taxed(self, amount: Decimal) -> dict[str, Any]:
        tax = self.till.amount(amount / 4)
        self.tax += tax
        return {"tax_lines": self.till.parts(tax, "price")} if self.by_line else {}

    def item(self, nr: int) -> dict[str, Any]:
        quantity, price = self.draw(st.integers(1, 6)), self.till.amount(Decimal(900))
        less = self.till.amount(quantity * price) if self.draw(st.booleans()) else Decimal(0)
        item = {"id": nr, "sku": self.draw(st.sampled_from(GOODS)), "title": "Pod", "quantity": quantity}
        item |= self.till.said("price", price) | self.taxed(quantity * price - less)
        item["discount_allocations"] = self.till.parts(less, "amount")
        if self.by_line and self.draw(st.integers(0, 5)) == 0:
            duty = self.till.amount(Decimal(40))
            item["duties"] = [self.till.said("price", duty) | self.taxed(duty)]
            self.extra += duty
        self.goods, self.less = self.goods + quantity * price, self.less + less
        return item

    def shipping(self) -> dict[str, Any]:
        price = self.till.amount(Decimal(30))
        less = self.till.amount(price) if self.draw(st.booleans()) else Decimal(0)
        one = {"title": "Ground", **self.till.said("price", price), **self.taxed(price - less)}
        if self.draw(st.booleans()):
            one |= self.till.said("discounted_price", price - less)
        else:
            one["discount_allocations"] = self.till.parts(less, "amount")
        self.extra, self.shipping_less = self.extra + price - less, self.shipping_less + less
        return one


@st.composite
def shopify_orders(draw: Any, *, currency: str, included: bool) -> dict[str, Any]:
    """An order, paid or not. Its tax_lines stand by line or, as in the oldest payloads, nowhere but in the sum."""
    till = Till(draw, currency)
    basket = Basket(till)
    items = [basket.item(nr) for nr in range(draw(st.integers(1, 5)))]
    shipping = [basket.shipping() for _ in range(draw(st.integers(0, 2)))]
    tip = till.amount(Decimal(20)) if draw(st.booleans()) else Decimal(0)
    whole = till.amount(basket.goods - basket.less) if draw(st.integers(0, 2)) == 0 else Decimal(0)
    discounts = basket.less + whole + (basket.shipping_less if draw(st.booleans()) else 0)
    total = basket.goods - basket.less - whole + basket.extra + tip + (0 if included else basket.tax)
    number, at = next(NUMBER), "2024-01-10T11:00:00-05:00"
    return {
        "id": number, "name": f"#{number}", "currency": currency, "presentment_currency": "CHF", "updated_at": at,
        "email": "bob@example.com", "created_at": at, "cancelled_at": None, "taxes_included": included,
        "financial_status": draw(st.sampled_from(["pending", "authorized", "paid", "partially_refunded"])),
        "line_items": items, "shipping_lines": shipping, "shipping_address": BUYER, "customer": {"id": 7},
        **till.said("total_line_items_price", basket.goods), **till.said("total_tax", basket.tax),
        **till.said("total_discounts", discounts), **till.said("total_tip_received", tip),
        **till.said("total_price", total), "expected": [str(total), str(basket.tax)],
    }  # fmt: skip
