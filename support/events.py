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
class CaseAssigned(CaseFact):
    """Somebody has the case now, or nobody."""

    name: ClassVar[str] = "support.case_assigned"


@dataclass(frozen=True, kw_only=True)
class CaseRanked(CaseFact):
    """Its kind or priority changed, and its limits with them."""

    name: ClassVar[str] = "support.case_ranked"


@dataclass(frozen=True, kw_only=True)
class CaseSnoozed(CaseFact):
    """Nobody has to look at it before a moment."""

    name: ClassVar[str] = "support.case_snoozed"


@dataclass(frozen=True, kw_only=True)
class CaseWoke(CaseFact):
    """It is in the queue again."""

    name: ClassVar[str] = "support.case_woke"


@dataclass(frozen=True, kw_only=True)
class CaseMerged(CaseFact):
    """It goes on in another case."""

    name: ClassVar[str] = "support.case_merged"
    into_case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseLimitMissed(CaseFact):
    """Nobody answered, or nobody resolved it, in time; told once for each limit."""

    name: ClassVar[str] = "support.case_limit_missed"
    limit: str


@dataclass(frozen=True, kw_only=True)
class PlaybookRan(CaseFact):
    """Every step of a playbook was made."""

    name: ClassVar[str] = "support.playbook_ran"
    run_id: int


@dataclass(frozen=True, kw_only=True)
class GoodwillAsked(Fact):
    """Goodwill above somebody's limits waits for a second person."""

    name: ClassVar[str] = "support.goodwill_asked"
    order_id: int
    wish_id: int


@dataclass(frozen=True, kw_only=True)
class GoodwillDecided(Fact):
    name: ClassVar[str] = "support.goodwill_decided"
    order_id: int
    wish_id: int


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
class AnswerSendAsked(CaseFact):
    """A person asked to mail an answer again."""

    name: ClassVar[str] = "support.answer_send_asked"
    message_id: int


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
