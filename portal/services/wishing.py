"""“Find my order”: the page does the same for everybody, and a worker finds out whether there is anything to send."""

from core.actors import Actor
from core.errors import InvalidInput
from core.events import publish
from core.service import service
from orders.models import Order
from orders.services.linking import LINK_RIGHT, link_blockers, send_order_link
from portal.events import LinkWished
from portal.models import LinkWish

# Proves nothing but that somebody knows number and e-mail: the link goes to the address we know, and nowhere else.
FINDER = Actor(kind="customer", name="The customer", rights=frozenset({LINK_RIGHT}))


@service
def wish_link(*, number: str, email: str) -> LinkWish:
    """Keep the wish and promise to look: the same statements for any number and any address.

    Raises InvalidInput for what can be neither, by its shape alone.
    """
    number, email = number.strip(), email.strip().lower()
    if not 1 <= len(number) <= 24 or not number.isascii() or not number.isprintable():
        raise InvalidInput("Type the number as it stands in the mail.", field="number")
    if not 3 <= len(email) <= 254 or "@" not in email[1:-1] or not email.isprintable():
        raise InvalidInput("Type the e-mail address the order was placed with.", field="email")
    wish = LinkWish.objects.create(number=number, email=email)
    publish(LinkWished(wish_id=wish.pk), actor=FINDER)
    return wish


@service
def answer_wish(*, wish_id: int) -> bool:
    """Whether a link goes out. The wish is gone afterwards, with the number and the address in it; twice is as once."""
    wish = LinkWish.objects.select_for_update(no_key=True).filter(pk=wish_id).first()
    if wish is None:
        return False
    order = _order_of(wish)
    wish.delete()
    if order is None or any(link_blockers(order)):
        return False
    send_order_link(order_id=order.pk, actor=FINDER)
    return True


def _order_of(wish: LinkWish) -> Order | None:
    """Only with the address of its own customer."""
    written = {wish.number, wish.number.upper()}
    orders = Order.objects.select_related("customer").filter(number__in=written, customer__erased_at=None)
    return orders.filter(customer__email__iexact=wish.email).first()
