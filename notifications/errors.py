"""What notifications refuse."""

from core.errors import Declined, InvalidInput, NotFound, OmsError

__all__ = ["AddressRefused", "BadTemplate", "EndpointNotFound", "NothingToSay", "RecipientRefused"]


class RecipientRefused(Declined):
    """The mail server will never take this message for this address; the sentence has its words."""

    code = "recipient_refused"


class BadTemplate(InvalidInput):
    """The template cannot be rendered; the sentence says where it breaks."""

    code = "bad_template"


class NothingToSay(OmsError):
    """What the mail was to tell is no longer so."""

    code = "nothing_to_say"


class AddressRefused(InvalidInput):
    """An address that webhooks are not sent to: inside, not https, a port that is not for this."""

    code = "address_refused"


class EndpointNotFound(NotFound):
    """No webhook endpoint of that id in this channel."""

    code = "endpoint_not_found"
