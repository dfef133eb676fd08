"""Expected failures: a stable code, a sentence for a person, data for a machine."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


class OmsError(Exception):
    """Root of every expected failure; raised inside a service it undoes the whole service."""

    code = "refused"
    status = 409
    # What in the order's timeline decides it: words of facts, fields, values; empty: whatever came last; None: nothing.
    turns_on: Sequence[str] | None = None
    # How many changes of the order the caller has not seen.
    missed = 1

    def __init__(self, message: str, **context: Any) -> None:
        super().__init__(message)
        self.message = message
        self.context = context

    @property
    def latest(self) -> str:
        """Who was first, in one sentence; empty when nobody was."""
        return str(self.context.get("latest", ""))

    def tell(self, *, latest: str, **more: Any) -> None:
        """Add what happened meanwhile to the sentence and to the data."""
        self.message = f"{self.message} {latest}"
        self.args = (self.message,)
        self.context.update(latest=latest, **more)


class NotPermitted(OmsError):
    """The actor lacks the right; ``context['right']`` names it."""

    code = "not_permitted"
    status = 403


class NotFound(OmsError):
    """The thing named does not exist, or not for this actor."""

    code = "not_found"
    status = 404


class InvalidInput(OmsError):
    """A value cannot be taken; ``context['field']`` names it and the sentence tells the remedy."""

    code = "invalid_input"
    status = 422


class Conflict(OmsError):
    """Somebody else changed the row first; ``context`` tells who and what."""

    code = "conflict"
    turns_on = ()


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why a move is refused, and the act that would clear it.

    ``turns_on`` says what in the order's timeline brought it about: the word of a fact, a field or a value.
    """

    code: str
    sentence: str
    fix: str = ""
    fix_move: str = ""
    turns_on: str = ""


class MoveRefused(OmsError):
    """The move is not possible now; ``blockers`` say why, each with what would clear it."""

    code = "move_refused"

    def __init__(self, move: str, blockers: Sequence[Blocker]) -> None:
        reasons = " ".join(blocker.sentence for blocker in blockers)
        super().__init__(
            f"Cannot {move.replace('_', ' ')}: {reasons}", move=move, blockers=[asdict(b) for b in blockers]
        )
        self.move = move
        self.blockers = tuple(blockers)
        self.turns_on = [blocker.turns_on for blocker in blockers if blocker.turns_on] or None


class Unavailable(OmsError):
    """The outside did not do it, or doing it again is safe: try later."""

    code = "unavailable"
    status = 503


class Declined(OmsError):
    """The outside said no, for good: record it."""

    code = "declined"


class Misconfigured(OmsError):
    """Our own settings or credentials are wrong: an alarm for the operator, no retry."""

    code = "misconfigured"
    status = 500


class OutcomeUnknown(OmsError):
    """It may or may not have happened: ask before repeating, then ask a person."""

    code = "outcome_unknown"
    status = 503
