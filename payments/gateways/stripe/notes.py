"""What was done under each of our keys, noted on the intent itself, in the very request that did it.

Stripe finds nothing by idempotency key, and forgets keys after a day. Metadata stays, is written in the same step as
the act, and is read back at once with the intent: so it tells for good what became of a key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Misconfigured
from payments.gateways.contract import Instruction
from payments.gateways.stripe.money import units_of
from payments.statuses import TransactionKind

AUTHORIZED_BY = "oms_key"
ORDER = "order"
# Source: docs.stripe.com/metadata: a name has at most 40 characters.
_LONGEST_KEY = 36


@dataclass(frozen=True, slots=True)
class Note:
    """One capture or void, in Stripe's units."""

    kind: str
    units: int


def name_of(key: str) -> str:
    """The name a key is noted under. Raises Misconfigured for a key too long to be noted."""
    if len(key) > _LONGEST_KEY:
        raise Misconfigured(f"Stripe can note keys of at most {_LONGEST_KEY} characters.")
    return f"oms_{key}"


def note_for(instruction: Instruction) -> dict[str, str]:
    """The metadata that goes with a capture or void."""
    return {name_of(instruction.key): f"{instruction.kind} {units_of(instruction.amount, instruction.currency)}"}


def notes_on(intent: Mapping[str, Any]) -> dict[str, Note]:
    """Every capture and void noted on an intent, by the name of its key."""
    found = {}
    for name, text in (intent.get("metadata") or {}).items():
        kind, _, units = str(text).partition(" ")
        if name.startswith("oms_") and kind in (TransactionKind.CAPTURE, TransactionKind.VOID) and units.isdigit():
            found[name] = Note(kind, int(units))
    return found


def noted(intent: Mapping[str, Any], kind: str) -> int:
    """The sum of all captures, or of all voids, in Stripe's units."""
    return sum(note.units for note in notes_on(intent).values() if note.kind == kind)
