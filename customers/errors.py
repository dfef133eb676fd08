"""What customers refuse, each with its code and a sentence."""

from core.errors import Conflict, InvalidInput, NotFound

__all__ = ["AddressNotFound", "AddressReplaced", "CustomerNotFound", "InvalidVatId"]


class CustomerNotFound(NotFound):
    """No such customer, or one that was erased."""

    code = "customer_not_found"


class AddressNotFound(NotFound):
    """No such address."""

    code = "address_not_found"


class AddressReplaced(Conflict):
    """The address has a newer version; ``context['replaced_by']`` is its key."""

    code = "address_replaced"


class InvalidVatId(InvalidInput):
    """The VAT id cannot be right; ``context['field']`` names where it stood."""

    code = "invalid_vat_id"
