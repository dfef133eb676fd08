"""What support refuses, each with its code and a sentence."""

from core.errors import Conflict, InvalidInput, NotFound, OmsError


class CaseNotFound(NotFound):
    """No such case."""

    code = "case_not_found"


class CaseChanged(Conflict):
    """Somebody said or did something in the case since it was looked at."""

    code = "case_changed"


class FeedbackGiven(Conflict):
    """The order, or the line, has been rated already."""

    code = "feedback_given"


class FeedbackNotFound(NotFound):
    """No such rating."""

    code = "feedback_not_found"


class MailNotFound(NotFound):
    """No such mail."""

    code = "mail_not_found"


class MailTooLarge(InvalidInput):
    """The mail is larger than what is taken in; whoever delivers it tells its sender."""

    code = "mail_too_large"
    status = 413


class WebhookRefused(OmsError):
    """The call is not signed as the provider's calls are, or cannot be read."""

    code = "webhook_refused"
    status = 401
