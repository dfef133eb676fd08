"""What support refuses, each with its code and a sentence."""

from core.errors import Conflict, NotFound


class CaseNotFound(NotFound):
    """No such case."""

    code = "case_not_found"


class FeedbackGiven(Conflict):
    """The order, or the line, has been rated already."""

    code = "feedback_given"
