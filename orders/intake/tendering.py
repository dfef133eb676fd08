"""How an order is to be paid: tenders in their order of use, the last of them the rest."""

from collections.abc import Sequence
from decimal import Decimal

from core.money import ZERO, format_money
from orders.errors import RequestRefused
from orders.intake.requests import TenderRequest
from orders.models import CREDIT_TENDERS, TenderKind


def check_order_of_use(tenders: Sequence[TenderRequest]) -> None:
    """Raises RequestRefused naming the field when a tender before another would leave that one nothing to pay."""
    for index, tender in enumerate(tenders):
        if tender.kind not in TenderKind.values:
            raise _refused(index, "kind", f"“{tender.kind}” is not one of {', '.join(TenderKind.values)}.")
        if tender.kind == TenderKind.GIFT_CARD and not tender.token:
            raise _refused(index, "token", "A gift card needs its code.")
        is_before_another = index + 1 < len(tenders)
        if tender.amount is None and is_before_another and tender.kind not in CREDIT_TENDERS:
            raise _refused(
                index, "amount",
                "Tenders are used in their order, and one without an amount pays all that is left."
                " Give this one an amount, or move it to the end.",
            )  # fmt: skip


def check_tenders_cover(tenders: Sequence[TenderRequest], total: Decimal, currency: str) -> None:
    """Raises RequestRefused when every tender has an amount and together they pay less than ``total``.

    What is too much is not taken: the last ones pay what is left. Credit without an amount pays what there is, which is
    known only when it is asked.
    """
    amounts = [tender.amount for tender in tenders]
    if not tenders or None in amounts:
        return
    paid = sum((amount for amount in amounts if amount is not None), ZERO)
    if paid < total:
        have, costs, missing = (format_money(value, currency) for value in (paid, total, total - paid))
        raise _refused(
            len(tenders) - 1, "amount",
            f"The tenders pay {have}, and the order costs {costs}. Add {missing} to one of them, or leave the last one"
            " without an amount: it pays the rest.",
        )  # fmt: skip


def _refused(index: int, part: str, sentence: str) -> RequestRefused:
    return RequestRefused(sentence, field=f"tenders[{index}].{part}")
