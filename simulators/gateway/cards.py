"""The test cards behind the tokens. ``tok_visa-anything`` is another visa card that behaves like tok_visa."""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

from simulators.http import Refused

HOME_COUNTRY = "GB"
AUTHORIZATION_LIFE = timedelta(days=7)
SHORT_AUTHORIZATION_LIFE = timedelta(seconds=3)


@dataclass(frozen=True)
class Card:
    """How a test card looks and behaves."""

    brand: str = "visa"
    last4: str = "4242"
    expiry: str = "2031-12"
    declines: tuple[str, str] | None = None
    asks_3ds: bool = False
    avs: str = "pass"
    cvc: str = "pass"
    foreign: bool = False
    life: timedelta = AUTHORIZATION_LIFE
    captures: bool = True
    refunds: bool = True


CARDS = {
    "tok_visa": Card(),
    "tok_mastercard": Card(brand="mastercard", last4="4444"),
    "tok_amex": Card(brand="amex", last4="0005"),
    "tok_declined": Card(last4="0002", declines=("generic_decline", "The card was declined.")),
    "tok_insufficient_funds": Card(last4="9995", declines=("insufficient_funds", "The card has insufficient funds.")),
    "tok_expired_card": Card(last4="0069", expiry="2020-01", declines=("expired_card", "The card has expired.")),
    "tok_3ds": Card(last4="3155", asks_3ds=True),
    "tok_avs_fail": Card(last4="0010", avs="fail"),
    "tok_cvc_fail": Card(last4="0101", cvc="fail"),
    "tok_foreign": Card(last4="0076", foreign=True, avs="unavailable"),
    "tok_short_auth": Card(last4="1000", life=SHORT_AUTHORIZATION_LIFE),
    "tok_capture_fails": Card(last4="0341", captures=False),
    "tok_refund_fails": Card(last4="5126", refunds=False),
}


def card_of(token: object) -> Card:
    """The card behind a token. Raises Refused for unknown tokens and for card numbers."""
    if not isinstance(token, str) or not token:
        raise Refused(422, "token_required", "token is required.", field="token")
    if looks_like_card_number(token):
        raise Refused(422, "raw_card_number", "This looks like a card number: send a token.", field="token")
    card = CARDS.get(token.partition("-")[0])
    if card is None:
        raise Refused(422, "unknown_token", "There is no such token.", field="token")
    return card


def names_of_cards() -> dict[str, str]:
    """What a person reads for each token: brand, last digits, and how it behaves."""
    return {token: f"{card.brand.capitalize()} ending in {card.last4} ({token})" for token, card in CARDS.items()}


def looks_like_card_number(text: str) -> bool:
    """Whether 13 to 19 digits, however spaced, pass the Luhn check."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{13,19}", digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def card_shown(token: str, *, billing_country: str) -> dict[str, str]:
    """What an authorization tells about its card; the fingerprint is the same for the same token."""
    card = card_of(token)
    home = billing_country or HOME_COUNTRY
    away = "BR" if home != "BR" else "US"
    return {
        "brand": card.brand,
        "last4": card.last4,
        "fingerprint": hashlib.sha256(token.encode()).hexdigest()[:16],
        "country": away if card.foreign else home,
        "expiry": card.expiry,
    }
