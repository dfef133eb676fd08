"""The bank in the books: a transfer that its statement pays, and a line that is for nobody."""

import datetime

from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.tests.factories import Shop, placed_order
from payments.bank_csv import ParsedLine
from payments.references import payment_reference
from payments.services.bank_lines import keep_bank_lines
from tests.journeys import people


def pay_by_transfer(shop: Shop) -> None:
    order = placed_order(shop, {0: 1}, tenders=[TenderRequest(kind="transfer")])
    people.work()
    payment = order.payments.get()
    texts = {"line-1": payment_reference(payment.number), "line-2": "somebody else"}
    lines = [
        ParsedLine(
            key=key, booked_on=datetime.date(2026, 7, 1), amount=payment.amount, currency=payment.currency, text=text,
            payer="Ada",
        )
        for key, text in texts.items()
    ]  # fmt: skip
    keep_bank_lines(lines=lines, file_name="july.csv", actor=SYSTEM)
    people.work()
