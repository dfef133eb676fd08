from support.admin.cases import CaseAdmin
from support.admin.feedback import FeedbackAdmin, FeedbackRequestAdmin, SlaPolicyAdmin
from support.admin.mails import InboundMailAdmin, MailRouteAdmin

__all__ = ["CaseAdmin", "FeedbackAdmin", "FeedbackRequestAdmin", "InboundMailAdmin", "MailRouteAdmin", "SlaPolicyAdmin"]
