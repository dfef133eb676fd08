from support.admin.cases import CaseAdmin
from support.admin.feedback import FeedbackAdmin, SlaPolicyAdmin

__all__ = ["CaseAdmin", "FeedbackAdmin", "SlaPolicyAdmin"]
