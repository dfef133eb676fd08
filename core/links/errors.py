"""Why a link does not open."""

from core.errors import NotFound, OmsError

__all__ = ["LinkExpired", "LinkNotFound", "LinkRevoked"]


class LinkNotFound(NotFound):
    """No link with that token, or not for this purpose."""

    code = "link_not_found"


class LinkExpired(OmsError):
    """The link's time is over; the customer may ask for a new one."""

    code = "link_expired"
    status = 410


class LinkRevoked(OmsError):
    """Somebody took the link back."""

    code = "link_revoked"
    status = 410
