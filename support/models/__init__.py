from support.models.calendar import Holiday, OpeningHours, SupportCalendar, Weekday
from support.models.canned import CannedAnswer
from support.models.case import Case, CaseKind, CaseState, Priority
from support.models.feedback import Feedback, FeedbackRequest
from support.models.goodwill import GoodwillWish, WishState
from support.models.mail import CaseAttachment, InboundMail, MailAim, MailPart, MailRoute, MailState
from support.models.message import CaseMessage, Direction
from support.models.playbook import Act, CasePlaybook, PlaybookRun, PlaybookStep, StepMode
from support.models.sent import CaseMail, SentState
from support.models.sla import CasePause, SlaPolicy

__all__ = [
    "Act",
    "CannedAnswer",
    "Case",
    "CaseAttachment",
    "CaseKind",
    "CaseMail",
    "CaseMessage",
    "CasePause",
    "CasePlaybook",
    "CaseState",
    "Direction",
    "Feedback",
    "FeedbackRequest",
    "GoodwillWish",
    "Holiday",
    "InboundMail",
    "MailAim",
    "MailPart",
    "MailRoute",
    "MailState",
    "OpeningHours",
    "PlaybookRun",
    "PlaybookStep",
    "Priority",
    "SentState",
    "SlaPolicy",
    "StepMode",
    "SupportCalendar",
    "Weekday",
    "WishState",
]
