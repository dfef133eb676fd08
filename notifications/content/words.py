"""Small words that all mails share, by language; whole sentences stand in the templates."""

from notifications.statuses import Locale

WORDS: dict[str, dict[str, str]] = {
    Locale.ENGLISH: {
        "order": "Order", "quantity": "Qty", "item": "Item", "amount": "Amount", "subtotal": "Subtotal",
        "discount": "Discount", "tax": "Tax", "tax_included": "Tax included", "total": "Total",
        "expected": "Expected", "waits": "on order for you", "more": "more items",
        "view": "View your order", "choose": "Choose what we should do",
        "track": "Track the parcel", "rate": "Rate your order",
        "tracking_number": "Tracking number", "ships_to": "Delivery address", "hello": "Hello",
        "signed_by": "Received by", "part_of": "part of",
        "reply": "Questions? Just answer this mail.", "why": "You get this mail because of your order at",
        "wishes": "Choose what we may send you", "print_label": "Print the return label", "stop": "No more texts",
    },
    Locale.GERMAN: {
        "order": "Bestellung", "quantity": "Menge", "item": "Artikel", "amount": "Betrag",
        "subtotal": "Zwischensumme", "discount": "Rabatt", "tax": "Steuer", "tax_included": "Enthaltene Steuer",
        "total": "Gesamt", "expected": "Voraussichtlich", "waits": "für Sie nachbestellt", "more": "weitere Artikel",
        "view": "Bestellung ansehen", "choose": "Wählen, was wir tun sollen",
        "track": "Paket verfolgen", "rate": "Bestellung bewerten",
        "tracking_number": "Sendungsnummer", "ships_to": "Lieferadresse", "hello": "Guten Tag",
        "signed_by": "Angenommen von", "part_of": "Teil von",
        "reply": "Fragen? Antworten Sie einfach auf diese Mail.",
        "why": "Sie erhalten diese Mail wegen Ihrer Bestellung bei",
        "wishes": "Wählen, was wir Ihnen senden dürfen", "print_label": "Rücksendeetikett drucken",
        "stop": "Keine SMS mehr",
    },
}  # fmt: skip

# What a customer may choose, as a mail lists it.
CHOICES: dict[str, dict[str, str]] = {
    Locale.ENGLISH: {
        "wait": "wait for everything", "ship_part": "have what is there sent now",
        "substitute": "take other goods instead, at no higher price", "cancel_rest": "cancel what is late",
        "cancel_order": "cancel the whole order",
    },
    Locale.GERMAN: {
        "wait": "auf alles warten", "ship_part": "jetzt senden lassen, was da ist",
        "substitute": "andere Ware nehmen, nicht teurer", "cancel_rest": "stornieren, was später kommt",
        "cancel_order": "die ganze Bestellung stornieren",
    },
}  # fmt: skip
# Why a promised day moved, as a sentence; a cause without one is not told.
CAUSES: dict[str, dict[str, str]] = {
    Locale.ENGLISH: {
        "supply_late": "Our supplier delivers later than announced.",
        "short_pick": "We did not find the goods where they should have been.",
        "resourced": "The goods come from another warehouse.",
    },
    Locale.GERMAN: {
        "supply_late": "Unser Lieferant liefert später als angekündigt.",
        "short_pick": "Wir haben die Ware nicht dort gefunden, wo sie sein sollte.",
        "resourced": "Die Ware kommt aus einem anderen Lager.",
    },
}  # fmt: skip


def locale_of(*wanted: str) -> str:
    """The first of the wished-for languages that we speak; English when none."""
    for wish in wanted:
        short = wish.lower().replace("_", "-").partition("-")[0]
        if short in WORDS:
            return short
    return str(Locale.ENGLISH)
