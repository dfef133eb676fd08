"""Why a link does not open."""

from core.errors import NotFound, OmsError

__all__ = ["LinkErased", "LinkExpired", "LinkNotFound", "LinkRevoked"]


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


class LinkErased(OmsError):
    """What the link led to was erased with its customer's data."""

    code = "link_erased"
    status = 410
