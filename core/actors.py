"""Who acts. Services take an actor as an argument; nothing reads it from a request."""

from dataclasses import dataclass, field

from core.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a member of staff, a shop's key, a customer's link, or the system itself.

    ``kind`` and ``reference`` make the label kept with events (``user:7``); ``rights`` is the set
    of ``app.codename`` permissions, resolved once. ``behind`` is the label of the person who acts through
    something else, such as the maker of an API key.
    """

    kind: str
    reference: str = ""
    name: str = ""
    rights: frozenset[str] = field(default_factory=frozenset)
    user_id: int | None = None
    is_trusted: bool = False
    behind: str = ""

    @property
    def person(self) -> str:
        """The label of who is responsible: where two people are asked for, these must differ."""
        return self.behind or self.label

    @property
    def label(self) -> str:
        """How events name the actor: no personal data, only kind and key."""
        return f"{self.kind}:{self.reference}" if self.reference else self.kind

    def may(self, right: str) -> bool:
        return self.is_trusted or right in self.rights


SYSTEM = Actor(kind="system", name="The system", is_trusted=True)


def ensure_may(actor: Actor, right: str) -> None:
    """Raises NotPermitted unless the actor holds ``right`` (``app.codename``)."""
    if not actor.may(right):
        raise NotPermitted(
            f"{actor.name or actor.label} lacks the right “{right}”. Ask a lead to do it or to grant the right.",
            right=right,
        )
