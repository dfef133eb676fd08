"""Everything the customer's page shows of one order."""

from dataclasses import dataclass
from datetime import datetime

from core.fsm import blockers_of
from orders.models import Order
from orders.statuses import OrderState
from payments.selectors.paying import paying
from payments.selectors.transfers import account_to_pay
from portal.selectors.choosing import ChoiceShown, choice_shown
from portal.selectors.claiming import ClaimOffer, ClaimShown, claim_offer, claims_shown
from portal.selectors.collecting import Counter, counter_of
from portal.selectors.exchanging import ExchangeShown, exchanges_shown
from portal.selectors.goods import Goods, causes_of, goods_rows
from portal.selectors.money import Amount, amounts_of
from portal.selectors.parcels import ParcelShown, parcels_of
from portal.selectors.pictures import photos_shown
from portal.selectors.progress import Progress, progress_of
from portal.selectors.rating import ratings_told
from portal.selectors.readdressing import Readdress, readdress_of
from portal.selectors.returning import ReturnOffer, ReturnShown, return_offer, returns_shown
from portal.selectors.talking import Talk, talks_of
from portal.selectors.transferring import TransferShown, transfers_shown
from portal.texts import Words, words_for
from support.selectors.panels import feedback_of_order

HIDDEN = (OrderState.DRAFT,)
CAN_CANCEL = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order, in its customer's words; no more personal data than a name and a town."""

    number: str
    shop: str
    ordered_on: str
    ships_to: str
    wishes: tuple[str, ...]
    counter: Counter | None
    progress: Progress
    goods: tuple[Goods, ...]
    parcels: tuple[ParcelShown, ...]
    amounts: tuple[Amount, ...]
    returns: tuple[ReturnShown, ...]
    offer: ReturnOffer | None
    exchanges: tuple[ExchangeShown, ...]
    claims: tuple[ClaimShown, ...]
    claim: ClaimOffer | None
    talks: tuple[Talk, ...]
    ratings: tuple[str, ...]
    can_rate: bool
    can_cancel: bool
    readdress: Readdress | None
    due: str
    bank_waits: bool
    transfers: tuple[TransferShown, ...]
    account: tuple[str, ...]
    choice: ChoiceShown | None


def order_of_link(order_id: int) -> Order | None:
    """The order a link leads to, with what its page needs of others; None while it is a draft."""
    orders = Order.objects.select_related("channel", "customer", "shipping_address", "pickup_warehouse")
    return orders.exclude(state__in=HIDDEN).filter(pk=order_id).first()


def words_of(order: Order, asked: str = "") -> Words:
    """The language asked for by the address, else the customer's, else the channel's."""
    return words_for(
        asked, order.customer.locale if order.customer else "", order.channel.locale, zone=order.channel.time_zone
    )


def order_page(order: Order, words: Words, *, now: datetime) -> OrderPage:
    """The page of an order; a bounded number of queries, however long the order."""
    lines = list(order.lines.select_related("sku", "kit"))
    order._prefetched_objects_cache = {"lines": lines}  # type: ignore[attr-defined]
    counter = counter_of(order, words)
    goods = goods_rows(order, lines, words, causes=causes_of(lines))
    rated = {one.line_id: one for one in feedback_of_order(order.pk)}
    photos = photos_shown(order.pk, words)
    money = paying(order)
    return OrderPage(
        number=order.number,
        shop=order.channel.name,
        ordered_on=words("ordered_on", date=words.day(order.placed_at)) if order.placed_at else "",
        ships_to=_ships_to(order, words),
        wishes=_wishes(order, words),
        counter=counter,
        progress=progress_of(order, lines, words, counter=counter),
        goods=goods,
        parcels=parcels_of(order.pk, words),
        amounts=amounts_of(order, words),
        returns=returns_shown(order, words, photos),
        offer=return_offer(order, goods, words, now=now),
        exchanges=exchanges_shown(order, words),
        claims=claims_shown(order, words, photos),
        claim=claim_offer(order, lines, words),
        talks=talks_of(order.pk, words, photos),
        ratings=ratings_told(rated, lines, words),
        can_rate=any(line.delivered for line in lines),
        can_cancel=order.state in CAN_CANCEL and not blockers_of(order, "cancel"),
        readdress=readdress_of(order, words) if order.state in CAN_CANCEL else None,
        due=words.money(money.due, order.currency) if money.due else "",
        bank_waits=bool(money.action_url),
        transfers=transfers_shown(order, words),
        account=account_to_pay(order),
        choice=choice_shown(order, lines, words, now=now),
    )


def _ships_to(order: Order, words: Words) -> str:
    address = order.shipping_address
    return f"{address.name}, {address.city}, {words.country(address.country)}" if address else ""


def _wishes(order: Order, words: Words) -> tuple[str, ...]:
    """How it is to be delivered, as the customer asked for it."""
    asked = (("requires_signature", "wish_signature"), ("leave_at_door", "wish_door"))
    plain = tuple(words(text) for name, text in asked if getattr(order, name))
    return (*plain, order.delivery_instructions) if order.delivery_instructions else plain
