"""What notifications refuse."""

from core.errors import Declined, InvalidInput, OmsError

__all__ = ["BadTemplate", "NothingToSay", "RecipientRefused"]


class RecipientRefused(Declined):
    """The mail server will never take this message for this address; the sentence has its words."""

    code = "recipient_refused"


class BadTemplate(InvalidInput):
    """The template cannot be rendered; the sentence says where it breaks."""

    code = "bad_template"


class NothingToSay(OmsError):
    """What the mail was to tell is no longer so."""

    code = "nothing_to_say"
