"""Stripe's test cards: ``pm_card_visa`` as a payment method, ``tok_visa`` as a token of the same card.

``pm_card_visa-anything`` is another visa card of the same behavior. The cards from ``singleCapture`` on are our own.
"""

from dataclasses import dataclass
from datetime import timedelta

from simulators.gateway.cards import SHORT_AUTHORIZATION_LIFE, Card
from simulators.gateway.stripe.errors import missing

EXPIRED = ("expired_card", "Your card has expired.")
DECLINED = ("generic_decline", "Your card was declined.")
INSUFFICIENT = ("insufficient_funds", "Your card has insufficient funds.")


PLAIN = Card()


@dataclass(frozen=True)
class StripeCard:
    """A card and what only Stripe tells of it; ``refund`` is the status a refund begins with."""

    card: Card = PLAIN
    has_multicapture: bool = True
    refund: str = "succeeded"


CARDS = {
    "visa": StripeCard(),
    "mastercard": StripeCard(Card(brand="mastercard", last4="4444")),
    "amex": StripeCard(Card(brand="amex", last4="8431")),
    "chargeDeclined": StripeCard(Card(last4="0002", declines=DECLINED)),
    "visa_chargeDeclined": StripeCard(Card(last4="0002", declines=DECLINED)),
    "chargeDeclinedInsufficientFunds": StripeCard(Card(last4="9995", declines=INSUFFICIENT)),
    "visa_chargeDeclinedInsufficientFunds": StripeCard(Card(last4="9995", declines=INSUFFICIENT)),
    "chargeDeclinedExpiredCard": StripeCard(Card(last4="0069", expiry="2020-01", declines=EXPIRED)),
    "threeDSecure2Required": StripeCard(Card(last4="3220", asks_3ds=True)),
    "authenticationRequired": StripeCard(Card(last4="3184", asks_3ds=True)),
    "avsFail": StripeCard(Card(last4="0010", avs="fail")),
    "cvcCheckFail": StripeCard(Card(last4="0101", cvc="fail")),
    "br": StripeCard(Card(last4="0084", foreign=True, avs="unavailable")),
    "pendingRefund": StripeCard(Card(last4="7726"), refund="pending"),
    "refundFail": StripeCard(Card(last4="5126"), refund="failed"),
    "singleCapture": StripeCard(Card(last4="1117"), has_multicapture=False),
    "shortAuth": StripeCard(Card(last4="1000", life=SHORT_AUTHORIZATION_LIFE)),
    "captureFails": StripeCard(Card(last4="0341", captures=False)),
    "longAuth": StripeCard(Card(last4="3000", life=timedelta(days=30))),
}


def card_named(name: str, *, prefix: str, param: str) -> StripeCard:
    """The card behind ``pm_card_…`` or ``tok_…``. Raises Problem, which never repeats what was sent."""
    if not name.startswith(prefix):
        raise missing("PaymentMethod" if prefix.startswith("pm") else "token", param=param)
    card = CARDS.get(name.removeprefix(prefix).partition("-")[0])
    if card is None:
        raise missing("PaymentMethod" if prefix.startswith("pm") else "token", param=param)
    return card


def names_of_cards() -> dict[str, str]:
    """What a person reads for each card."""
    return {
        f"pm_card_{name}": f"{card.card.brand.capitalize()} ending in {card.card.last4} ({name})"
        for name, card in CARDS.items()
    }
