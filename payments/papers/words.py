"""The words of invoices and credit notes, by language."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "invoice": "Invoice", "credit_note": "Credit note", "copy": "Copy", "number": "Number", "date": "Date",
        "supplied": "Date of supply", "order": "Order", "ordered": "Ordered on", "customer": "Customer",
        "po_number": "Your order number", "vat_id": "VAT id", "your_vat_id": "Your VAT id", "ships_to": "Delivered to",
        "refers": "Takes back from invoice", "of": "of", "item": "Item", "units": "Units", "price": "Unit price",
        "tax": "Tax", "amount": "Amount", "discount": "Discount", "net": "Net", "subtotal": "Subtotal",
        "tax_at": "Tax at", "included": "included", "on_net": "on", "total": "Total", "charge": "Charge",
        "reduction": "Reduction by agreement", "returned": "returned", "page": "Page",
        "paid": "Settled with the order; nothing is to be paid on receipt of this invoice.",
        "on_account": "Please pay by", "within": "within {days} days", "state_number": "Please state",
        "on_delivery": "To be paid on delivery.",
        "given_back": "The amount is settled with your order or returned the way it was paid.",
        "reverse_charge": "Reverse charge: the recipient of the supply is liable for the tax.",
    },
    "de": {
        "invoice": "Rechnung", "credit_note": "Rechnungskorrektur", "copy": "Kopie", "number": "Nummer",
        "date": "Datum", "supplied": "Leistungsdatum", "order": "Bestellung", "ordered": "Bestellt am",
        "customer": "Kunde", "po_number": "Ihre Bestellnummer", "vat_id": "USt-IdNr.",
        "your_vat_id": "Ihre USt-IdNr.", "ships_to": "Geliefert an", "refers": "Zur Rechnung", "of": "vom",
        "item": "Artikel", "units": "Menge", "price": "Einzelpreis", "tax": "Steuer", "amount": "Betrag",
        "discount": "Rabatt", "net": "Netto", "subtotal": "Zwischensumme", "tax_at": "Steuer",
        "included": "enthalten", "on_net": "auf", "total": "Gesamt", "charge": "Gebühr",
        "reduction": "Vereinbarte Minderung", "returned": "zurückgegeben", "page": "Seite",
        "paid": "Mit der Bestellung beglichen; auf diese Rechnung ist nichts mehr zu zahlen.",
        "on_account": "Bitte zahlen Sie bis", "within": "innerhalb von {days} Tagen", "state_number": "Bitte angeben:",
        "on_delivery": "Zahlbar bei Lieferung.",
        "given_back": "Der Betrag wird mit Ihrer Bestellung verrechnet oder auf dem Zahlungsweg erstattet.",
        "reverse_charge": "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
    },
}  # fmt: skip


def words_of(locale: str) -> Mapping[str, str]:
    return WORDS.get(locale, WORDS["en"])
