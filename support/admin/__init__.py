from support.admin.cases import CaseAdmin
from support.admin.feedback import FeedbackAdmin, SlaPolicyAdmin
from support.admin.mails import InboundMailAdmin, MailRouteAdmin

__all__ = ["CaseAdmin", "FeedbackAdmin", "InboundMailAdmin", "MailRouteAdmin", "SlaPolicyAdmin"]
