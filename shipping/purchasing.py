"""The call that costs money, made at most once: by key where the carrier knows keys, else by what we wrote down before.

Called by an effect with no lock held.
"""

from core import faults
from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import Carrier, CarrierRefused, LabelReceipt
from shipping.selectors.accounts import carrier_of
from shipping.selectors.customs import ensure_declared
from shipping.selectors.instructions import LabelInstruction
from shipping.services import settling


def purchase(instruction: LabelInstruction | None, *, label_id: int, is_first: bool) -> LabelReceipt | None:
    """The label that was bought, now or by an earlier try; None when it is not asked for, or nobody can know.

    Raises CustomsIncomplete, CarrierRefused, Unavailable, Misconfigured, and OutcomeUnknown where the carrier can be
    asked by key.
    """
    if instruction is None:
        return None
    ensure_declared(instruction.shipment.customs)
    carrier = carrier_of(instruction.account)
    if carrier.finds_by_key:
        may_be_bought = not is_first or instruction.was_tried
        found = carrier.find(key=instruction.purchase_key) if may_be_bought else None
        return found or buy(carrier, instruction)
    if instruction.was_sent or not settling.record_label_sent(label_id=label_id):
        words = "The purchase was sent and no answer was written down. Look in the carrier's portal before another."
        settling.record_label_unknown(label_id=label_id, words=words)
        return None
    try:
        return buy(carrier, instruction)
    except (Unavailable, Misconfigured, CarrierRefused):
        settling.record_label_not_sent(label_id=label_id)
        raise
    except OutcomeUnknown as error:
        number = str(error.context.get("tracking_number", ""))
        settling.record_label_unknown(label_id=label_id, words=error.message, tracking_number=number)
        return None


def buy(carrier: Carrier, instruction: LabelInstruction) -> LabelReceipt:
    faults.hit("label.before_call")
    receipt = carrier.buy(instruction.shipment, key=instruction.purchase_key)
    faults.hit("label.after_call")
    return receipt
