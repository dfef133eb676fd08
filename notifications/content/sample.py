"""An imaginary order, so that a template can be seen and checked before a customer reads it."""

from datetime import date
from decimal import Decimal
from typing import Any

from notifications.content.views import Scribe
from notifications.content.words import CAUSES, CHOICES, WORDS

_DAY = date(2031, 5, 12)
_EARLIER = date(2031, 5, 6)


def sample_context(locale: str) -> dict[str, Any]:
    """Everything that any template may name."""
    scribe = Scribe(locale=locale, currency="EUR", words=WORDS[locale])
    lines = [
        line("Green tea, 100 g", 2, "11.80", scribe, waiting=0),
        line("Teapot “Aki”, cast iron", 1, "64.00", scribe, waiting=1),
    ]
    rows = [("subtotal", "75.80"), ("discount", "-5.00"), ("total", "70.80"), ("tax_included", "11.30")]
    return {
        "locale": locale, "words": dict(WORDS[locale]), "shop": "Tea & Co.",
        "number": "O-100042", "name": "Ada Lovelace",
        "status_url": "https://shop.example/o/example/", "pay_url": "https://shop.example/o/example/pay/",
        "feedback_url": "https://shop.example/o/example/feedback/",
        "wishes_url": "https://shop.example/mail/example/",
        "exchange": "E-100002", "claim": "CL-100004", "new_number": "O-100099", "note": "The box was opened.",
        "return_number": "RT-100005", "send_until": scribe.date(_DAY), "label_url": "https://shop.example/o/example/#return",
        "send_to": ["Tea & Co. – RT-100005", "Lagerstraße 12", "12099 Berlin", "Germany"],
        "choice_url": "https://shop.example/o/example/#choice", "options": list(CHOICES[locale].values()),
        "cause": CAUSES[locale]["supply_late"], "is_offer": False, "answer_until": scribe.date(_DAY),
        "link_until": scribe.date(_DAY),
        "phone": "…89", "po_number": "", "lines": lines, "more_lines": 0, "promise": scribe.date(_DAY), "waiting": 1,
        "totals": [
            {"label": WORDS[locale][name], "amount": scribe.money(Decimal(amount)), "is_total": name == "total"}
            for name, amount in rows
        ],
        "address": ["Ada Lovelace", "Unter den Linden 1", "10117 Berlin", "DE"],
        "parcel": "PC-100077", "carrier": "Sim Carrier", "tracking_number": "SC4711471147110",
        "tracking_url": "https://carrier.example/SC4711471147110", "still_to_come": 1,
        "signed_by": "A. Lovelace", "delivered_on": scribe.date(_DAY), "is_complete": True, "was_paid": True,
        "was_declined": False,
        "pickup_code": "4711 0815", "counter": ["Tea & Co.", "Lagerstraße 12", "12099 Berlin"],
        "counter_hours": "Mon–Fri 9–18", "keep_until": scribe.date(_DAY),
        "amount": scribe.money(Decimal("64.00")), "refund": "R-100003", "is_credit": False,
        "transfers": [{"amount": scribe.money(Decimal("64.00")), "reference": "RF18 P100 042"}],
        "account": ["Tea & Co.", "IBAN DE02 1203 0000 0000 2020 51"],
        "document": "TEA-2031-00042", "invoice": "TEA-2031-00017", "due_on": scribe.date(_DAY),
    }  # fmt: skip


def line(name: str, quantity: int, amount: str, scribe: Scribe, *, waiting: int) -> dict[str, Any]:
    return {
        "name": name, "quantity": quantity, "amount": scribe.money(Decimal(amount)), "promise": scribe.date(_DAY),
        "waiting": waiting, "earlier_promise": scribe.date(_EARLIER), "is_part": False, "part_of": "",
    }  # fmt: skip
