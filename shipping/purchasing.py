"""The call that costs money, made at most once: by key where the carrier knows keys, else by what we wrote down before.

Called by an effect with no lock held.
"""

from typing import Any, Protocol

from core import faults
from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import Carrier, CarrierRefused, LabelReceipt
from shipping.selectors.accounts import carrier_of
from shipping.selectors.customs import ensure_declared
from shipping.selectors.instructions import LabelInstruction
from shipping.services import settling


class Notes(Protocol):
    """What is written down around a call that cannot be asked about later."""

    def record_label_sent(self, *, label_id: int) -> bool: ...

    def record_label_not_sent(self, *, label_id: int) -> None: ...

    def record_label_unknown(self, *, label_id: int, words: str, tracking_number: str = "") -> Any: ...


def purchase(
    instruction: LabelInstruction | None, *, label_id: int, is_first: bool, notes: Notes = settling
) -> LabelReceipt | None:
    """The label that was bought, now or by an earlier try; None when it is not asked for, or nobody can know.

    ``notes`` are those of the kind of label it is. Raises CustomsIncomplete, CarrierRefused, Unavailable,
    Misconfigured, and OutcomeUnknown where the carrier can be asked by key.
    """
    if instruction is None:
        return None
    ensure_declared(instruction.shipment.customs)
    carrier = carrier_of(instruction.account)
    if carrier.finds_by_key:
        may_be_bought = not is_first or instruction.was_tried
        found = carrier.find(key=instruction.purchase_key) if may_be_bought else None
        return found or buy(carrier, instruction)
    if instruction.was_sent or not notes.record_label_sent(label_id=label_id):
        words = "The purchase was sent and no answer was written down. Look in the carrier's portal before another."
        notes.record_label_unknown(label_id=label_id, words=words)
        return None
    try:
        return buy(carrier, instruction)
    except (Unavailable, Misconfigured, CarrierRefused):
        notes.record_label_not_sent(label_id=label_id)
        raise
    except OutcomeUnknown as error:
        number = str(error.context.get("tracking_number", ""))
        notes.record_label_unknown(label_id=label_id, words=error.message, tracking_number=number)
        return None


def buy(carrier: Carrier, instruction: LabelInstruction) -> LabelReceipt:
    faults.hit("label.before_call")
    receipt = carrier.buy(instruction.shipment, key=instruction.purchase_key)
    faults.hit("label.after_call")
    return receipt
