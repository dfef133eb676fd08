from support.models.case import Case, CaseKind, CaseState, Priority
from support.models.feedback import Feedback
from support.models.message import CaseMessage, Direction
from support.models.sla import SlaPolicy

__all__ = ["Case", "CaseKind", "CaseMessage", "CaseState", "Direction", "Feedback", "Priority", "SlaPolicy"]
