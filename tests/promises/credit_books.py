"""Credit in the books: a gift card and store credit that pay an order together."""

from decimal import Decimal

from core.actors import SYSTEM
from customers.models import Customer
from orders.intake.requests import TenderRequest
from orders.tests.factories import Shop
from payments.services.issuing import grant_store_credit, issue_gift_card


def pay_by_gift_card_and_store_credit(shop: Shop) -> list[TenderRequest]:
    """In their order of use; the card takes what they leave."""
    customer = Customer.objects.get(email="ada@example.com")
    currency = shop.channel.currency
    grant_store_credit(customer_id=customer.pk, amount=Decimal(30), currency=currency, reason="goodwill", actor=SYSTEM)
    _, code = issue_gift_card(amount=Decimal(20), currency=currency, reason="a present", actor=SYSTEM)
    return [
        TenderRequest(kind="gift_card", token=code),
        TenderRequest(kind="store_credit"),
        TenderRequest(kind="card", token="tok_visa"),
    ]
