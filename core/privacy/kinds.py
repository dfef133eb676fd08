"""What a column can say of a person."""

from enum import StrEnum


class Kind(StrEnum):
    """Every column has one; all but ``NONE``, ``STAFF`` and ``SEALED`` are erased with the customer."""

    NONE = "none"  # keys, states, amounts, dates, countries, goods: nothing of a person
    NAME = "name"
    CONTACT = "contact"  # e-mail, phone
    PLACE = "place"  # street, city, postal code
    ONLINE = "online"  # an IP address
    IDENTITY = "identity"  # VAT id, numbers of another shop or of the customer's own books
    ACCOUNT = "account"  # how somebody pays: tokens, digits and fingerprints of cards
    TEXT = "text"  # what somebody typed: nobody knows what it says
    COPY = "copy"  # what came from or went outside, kept whole
    FILE = "file"  # leads to a file
    STAFF = "staff"  # our own people: accounts and settings of staff, not of customers
    SEALED = "sealed"  # keys and hashes of ours: never exported

    @property
    def is_erased(self) -> bool:
        """Whether it may say something of a customer."""
        return self not in (Kind.NONE, Kind.STAFF, Kind.SEALED)
