"""Addresses have versions: an order keeps the one it was sent to, whatever the customer writes later."""

from dataclasses import asdict, dataclass

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from customers.errors import AddressReplaced
from customers.locks import lock_address, lock_customer
from customers.models import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressText:
    """What stands on an address; ``country`` is an ISO 3166 code of two letters."""

    name: str
    line1: str
    city: str
    country: str
    company: str = ""
    line2: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""

    def stands_on(self, address: Address) -> bool:
        """Whether the address says exactly this."""
        return all(getattr(address, name) == value for name, value in asdict(self).items())


@service
def add_address(*, customer_id: int, text: AddressText, actor: Actor) -> Address:
    """A further address of the customer. Raises NotPermitted, CustomerNotFound and InvalidInput."""
    ensure_may(actor, "customers.add_address")
    return write_address(customer_id=customer_id, text=text)


def write_address(*, customer_id: int, text: AddressText) -> Address:
    """A further address, for a service that has asked for its own right. Raises CustomerNotFound and InvalidInput."""
    _check(text)
    customer = lock_customer(customer_id)
    return Address.objects.create(customer=customer, **asdict(text))


@service
def replace_address(*, address_id: int, text: AddressText, actor: Actor) -> Address:
    """The new version of an address; the old row stays for the orders that point at it.

    Nothing new is written when nothing differs. Raises NotPermitted, AddressNotFound,
    InvalidInput, and AddressReplaced when somebody was quicker.
    """
    ensure_may(actor, "customers.change_address")
    _check(text)
    old = lock_address(address_id)
    if old.replaced_by_id is not None:
        raise AddressReplaced(
            "This address was changed by someone else meanwhile. Look at the new one, then decide.",
            address_id=address_id,
            replaced_by=old.replaced_by_id,
        )
    if text.stands_on(old):
        return old
    fresh = Address.objects.create(customer_id=old.customer_id, **asdict(text))
    old.replaced_by = fresh
    old.save(update_fields=["replaced_by"])
    return fresh


def _check(text: AddressText) -> None:
    for name in ("name", "line1", "city"):
        if not getattr(text, name).strip():
            raise InvalidInput(f"An address needs a {name.replace('line1', 'street')}.", field=name)
    if len(text.country) != 2 or not text.country.isalpha() or not text.country.isupper():
        raise InvalidInput(f"“{text.country}” is not a country code of two letters, such as DE.", field="country")
