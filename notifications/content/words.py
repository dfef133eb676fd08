"""Small words that all mails share, by language; whole sentences stand in the templates."""

from notifications.statuses import Locale

WORDS: dict[str, dict[str, str]] = {
    Locale.ENGLISH: {
        "order": "Order", "quantity": "Qty", "item": "Item", "amount": "Amount", "subtotal": "Subtotal",
        "discount": "Discount", "tax": "Tax", "tax_included": "Tax included", "total": "Total",
        "expected": "Expected", "waits": "on order for you", "more": "more items",
        "view": "View your order", "track": "Track the parcel", "rate": "Rate your order",
        "tracking_number": "Tracking number", "ships_to": "Delivery address", "hello": "Hello",
        "signed_by": "Received by", "part_of": "part of",
        "reply": "Questions? Just answer this mail.", "why": "You get this mail because of your order at",
    },
    Locale.GERMAN: {
        "order": "Bestellung", "quantity": "Menge", "item": "Artikel", "amount": "Betrag",
        "subtotal": "Zwischensumme", "discount": "Rabatt", "tax": "Steuer", "tax_included": "Enthaltene Steuer",
        "total": "Gesamt", "expected": "Voraussichtlich", "waits": "für Sie nachbestellt", "more": "weitere Artikel",
        "view": "Bestellung ansehen", "track": "Paket verfolgen", "rate": "Bestellung bewerten",
        "tracking_number": "Sendungsnummer", "ships_to": "Lieferadresse", "hello": "Guten Tag",
        "signed_by": "Angenommen von", "part_of": "Teil von",
        "reply": "Fragen? Antworten Sie einfach auf diese Mail.",
        "why": "Sie erhalten diese Mail wegen Ihrer Bestellung bei",
    },
}  # fmt: skip


def locale_of(*wanted: str) -> str:
    """The first of the wished-for languages that we speak; English when none."""
    for wish in wanted:
        short = wish.lower().replace("_", "-").partition("-")[0]
        if short in WORDS:
            return short
    return str(Locale.ENGLISH)
