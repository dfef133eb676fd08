"""Facts about cases and feedback: ids only, in the past tense. Their wire names are stable."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class CaseFact(Fact):
    """A fact about one case; in an order's timeline when the case has an order."""

    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseFact):
    name: ClassVar[str] = "support.case_opened"


@dataclass(frozen=True, kw_only=True)
class CaseMoved(CaseFact):
    name: ClassVar[str] = "support.case_moved"


@dataclass(frozen=True, kw_only=True)
class CustomerWrote(CaseFact):
    name: ClassVar[str] = "support.customer_wrote"
    message_id: int

    def key(self) -> str:
        return str(self.message_id)


@dataclass(frozen=True, kw_only=True)
class CustomerAnswered(CaseFact):
    """The staff answered the customer."""

    name: ClassVar[str] = "support.customer_answered"
    message_id: int

    def key(self) -> str:
        return str(self.message_id)


@dataclass(frozen=True, kw_only=True)
class FeedbackReceived(Fact):
    name: ClassVar[str] = "support.feedback_received"
    feedback_id: int

    def key(self) -> str:
        return str(self.feedback_id)


@dataclass(frozen=True, kw_only=True)
class FeedbackChanged(Fact):
    """The customer thought better, or worse, of it."""

    name: ClassVar[str] = "support.feedback_changed"
    feedback_id: int


@dataclass(frozen=True, kw_only=True)
class FeedbackAsked(Fact):
    """The customer is to be asked how the order was."""

    name: ClassVar[str] = "support.feedback_asked"

    def key(self) -> str:
        return str(self.order_id)


@dataclass(frozen=True, kw_only=True)
class MailKept(Fact):
    """A mail came in; it is read by a worker."""

    name: ClassVar[str] = "support.mail_kept"
    timeline: ClassVar[bool] = False
    mail_id: int

    def key(self) -> str:
        return str(self.mail_id)


@dataclass(frozen=True, kw_only=True)
class MailTakenUp(Fact):
    """A mail became, or was answered by, something of the order."""

    name: ClassVar[str] = "support.mail_taken_up"
    mail_id: int


@dataclass(frozen=True, kw_only=True)
class CaseLinked(CaseFact):
    """It turned out which order the case is about."""

    name: ClassVar[str] = "support.case_linked"
