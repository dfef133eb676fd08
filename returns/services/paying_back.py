"""Where the worth of a return goes: to the tenders that paid, or onto the customer's store credit."""

from collections.abc import Mapping
from decimal import Decimal

from core.actors import SYSTEM, Actor
from core.errors import Blocker, MoveRefused
from core.money import ZERO
from orders.services.recording.credit import LineCredit, record_credit
from orders.statuses import RefundTo
from payments.locks import lock_payments
from payments.services.freezing import are_frozen
from payments.services.issuing import credit_customer
from payments.services.settling import settle
from returns.models import Resolution, Return
from returns.services.exchange_covering import takes_worth
from returns.services.settlement import bonus_on

TO_CREDIT = (Resolution.STORE_CREDIT, Resolution.EXCHANGE)


def give_value_back(ret: Return, lines: Mapping[int, LineCredit], *, actor: Actor) -> None:
    """Lower what the order costs by what the return credits; what is paid too much by that goes back.

    To the tenders by the effect that follows every credit; to store credit in this commit, since only this money goes
    there: what was owed before goes where it was to go. Raises MoveRefused for store credit while a bank disputes the
    payment.
    """
    # Of an exchange that goes on, the new order takes what it needs (``exchange_covering.py``), and no more is credit.
    to_credit = ret.resolution in TO_CREDIT and ret.credited_amount > 0 and not takes_worth(ret)
    if to_credit:
        _ensure_not_disputed(ret)
        settle(order_id=ret.order_id, actor=SYSTEM)
    record_credit(
        order_id=ret.order_id, amount=ret.credited_amount, actor=actor, reason=f"Return {ret.number}", lines=lines
    )
    if to_credit:
        refund = settle(order_id=ret.order_id, actor=SYSTEM, destination=RefundTo.STORE_CREDIT)
        _add_bonus(ret, refund.amount if refund else ZERO)


def _ensure_not_disputed(ret: Return) -> None:
    _, payments = lock_payments(ret.order_id)
    if are_frozen(payments):
        sentence = "the card holder's bank complained about the payment."
        fix = "Answer the dispute first, or settle with money: it goes back once the dispute is over."
        raise MoveRefused("give store credit", [Blocker("refunds_frozen", sentence, fix=fix, turns_on="dispute")])


def _add_bonus(ret: Return, refunded: Decimal) -> None:
    """The policy's bonus on what became store credit; an exchange has none."""
    bonus = bonus_on(ret, refunded)
    if ret.resolution != Resolution.STORE_CREDIT or bonus <= 0 or ret.order.customer_id is None:
        return
    credit_customer(
        customer_id=ret.order.customer_id, amount=bonus, currency=ret.order.currency,
        reason=f"Bonus for return {ret.number}", key=f"return-bonus-{ret.pk}", actor=SYSTEM,
    )  # fmt: skip
    ret.bonus_amount = bonus
    ret.save(update_fields=["bonus_amount"])
