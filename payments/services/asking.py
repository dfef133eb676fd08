"""Move money at a gateway: ask first when something may have happened, act, record."""

from core import faults
from core.errors import Declined, OutcomeUnknown
from payments.credit_words import LEDGER
from payments.errors import AuthorizationLapsed
from payments.gateways.contract import Gateway, Instruction, Receipt
from payments.gateways.registry import gateway_named
from payments.selectors.instructions import instruction_of
from payments.services.matching import orphan_instruction, record_orphan_given_back
from payments.services.mismatching import record_mismatch
from payments.services.moving_credit import move_credit
from payments.services.recording import record_failure, record_lapsed, record_receipt, record_unknown

# Failpoints are named by the trade, as the runbooks are.
_NAMES = {"authorization": "authorize", "capture": "capture", "void": "void", "refund": "refund"}


def move_money(*, transaction_id: int, is_repeat: bool) -> None:
    """Carry one promised transaction out; safe to run twice and to die anywhere in between.

    Not a service: no lock is held while the wire is open. Raises Unavailable and OutcomeUnknown for
    the effect runner to try again.
    """
    found = instruction_of(transaction_id)
    if found is None:
        return
    if found[0] == LEDGER:
        move_credit(transaction_id=transaction_id)
        return
    gateway, instruction = gateway_named(found[0]), found[1]
    point = _NAMES[instruction.kind]
    faults.hit(f"{point}.before_call")
    try:
        receipt = _perform(gateway, instruction, is_repeat=is_repeat)
    except OutcomeUnknown as error:
        record_unknown(transaction_id=transaction_id, reason=error.message)
        raise
    except AuthorizationLapsed as error:
        record_lapsed(transaction_id=transaction_id, reason=error.message)
        return
    except Declined as error:
        record_failure(transaction_id=transaction_id, reason=error.message)
        return
    faults.hit(f"{point}.after_call")
    if not _fits(receipt, instruction):
        # To ask again at once tells nothing new; the reconciler asks ever more seldom.
        record_mismatch(transaction_id=transaction_id, receipt=receipt)
        return
    record_receipt(transaction_id=transaction_id, receipt=receipt)
    faults.hit(f"{point}.after_commit")


def _perform(gateway: Gateway, instruction: Instruction, *, is_repeat: bool) -> Receipt:
    """What the gateway did; another amount than was asked only where it stands by it."""
    receipt = gateway.find(instruction) if is_repeat else None
    if receipt is None:
        receipt = gateway.perform(instruction)
    if not _fits(receipt, instruction):
        # The answer may lie where the deed was right: the kept record decides.
        asked = gateway.find(instruction)
        if asked is None:
            raise OutcomeUnknown("The gateway answered with another amount and knows nothing of it when it is asked.")
        receipt = asked
    return receipt


def _fits(receipt: Receipt, instruction: Instruction) -> bool:
    return receipt.amount == instruction.amount and receipt.currency == instruction.currency


def give_back_at_gateway(*, moneytask_id: int) -> None:
    """Have a gateway give back money that belongs to no order; safe to run twice, it gives back once per attempt.

    Not a service: no lock is held while the wire is open. Raises Unavailable and OutcomeUnknown.
    """
    found = orphan_instruction(moneytask_id)
    if found is None:
        return
    gateway, instruction = gateway_named(found[0]), found[1]
    try:
        receipt = gateway.find(instruction) or gateway.perform(instruction)
    except Declined as error:
        receipt = Receipt(
            status="declined", gateway_reference="", amount=instruction.amount, currency=instruction.currency,
            message=error.message,
        )  # fmt: skip
    record_orphan_given_back(moneytask_id=moneytask_id, key=instruction.key, receipt=receipt)
