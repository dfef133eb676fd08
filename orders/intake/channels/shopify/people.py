"""Who bought in a Shopify shop, and where to."""

from orders.intake.channels.shopify.reading import Body, part, text
from orders.intake.requests import AddressRequest, CustomerRequest


def customer_of(body: Body) -> CustomerRequest:
    """The account, or the guest whose e-mail and name the order carries."""
    account, ship = part(body, "customer"), part(body, "shipping_address") or part(body, "billing_address")
    email = text(body, "email") or text(body, "contact_email") or text(account, "email")
    name = _name(account) or _name(ship) or email or f"Customer of {text(body, 'name')}"
    return CustomerRequest(
        name=name[:160],
        email=email,
        phone=text(body, "phone") or text(account, "phone"),
        external_id=f"shopify-{account['id']}" if account.get("id") else "",
        company=text(ship, "company")[:160],
    )


def address_of(body: Body) -> AddressRequest | None:
    """The address, or None when there is none."""
    if not text(body, "address1") and not text(body, "city"):
        return None
    return AddressRequest(
        name=_name(body) or text(body, "company"),
        company=text(body, "company"),
        line1=text(body, "address1"),
        line2=text(body, "address2"),
        city=text(body, "city"),
        region=text(body, "province_code") or text(body, "province"),
        postal_code=text(body, "zip"),
        country=text(body, "country_code").upper(),
        phone=text(body, "phone")[:32],
    )


def _name(body: Body) -> str:
    return text(body, "name") or " ".join(filter(None, [text(body, "first_name"), text(body, "last_name")]))
