from support.models.case import Case, CaseKind, CaseState, Priority
from support.models.feedback import Feedback, FeedbackRequest
from support.models.mail import CaseAttachment, InboundMail, MailAim, MailPart, MailRoute, MailState
from support.models.message import CaseMessage, Direction
from support.models.sla import SlaPolicy

__all__ = [
    "Case",
    "CaseAttachment",
    "CaseKind",
    "CaseMessage",
    "CaseState",
    "Direction",
    "Feedback",
    "FeedbackRequest",
    "InboundMail",
    "MailAim",
    "MailPart",
    "MailRoute",
    "MailState",
    "Priority",
    "SlaPolicy",
]
