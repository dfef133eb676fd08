from support.admin.cases import CaseAdmin
from support.admin.feedback import FeedbackAdmin, FeedbackRequestAdmin, SlaPolicyAdmin
from support.admin.goodwill import GoodwillWishAdmin
from support.admin.hours import SupportCalendarAdmin
from support.admin.mails import InboundMailAdmin, MailRouteAdmin
from support.admin.playbooks import CannedAnswerAdmin, CasePlaybookAdmin, PlaybookRunAdmin
from support.admin.sent import CaseMailAdmin

__all__ = [
    "CannedAnswerAdmin",
    "CaseAdmin",
    "CaseMailAdmin",
    "CasePlaybookAdmin",
    "FeedbackAdmin",
    "FeedbackRequestAdmin",
    "GoodwillWishAdmin",
    "InboundMailAdmin",
    "MailRouteAdmin",
    "PlaybookRunAdmin",
    "SlaPolicyAdmin",
    "SupportCalendarAdmin",
]
