"""Read one notice of another shop and do what it says. Every step can be repeated, in any order with others."""

from decimal import Decimal

from django.db.models import Sum

from core.actors import Actor
from core.errors import OmsError
from core.money import ZERO
from desk.channels.making import ensure_goods
from desk.channels.money import give_back, take_payment
from orders.intake.channels.contract import Nothing, NoticeRefused, OrderNews, RefundNews
from orders.intake.channels.registry import adapter_named
from orders.models import ChannelNotice, NoticeState, Order
from orders.services.canceling import cancel_order
from orders.services.noticing import close_notice, wake_waiting
from orders.services.placing import place_orders
from orders.statuses import OrderState

DONE = (NoticeState.APPLIED, NoticeState.STALE, NoticeState.IGNORED)


def actor_of_source(notice: ChannelNotice) -> Actor:
    """The shop itself: what it sold is sold."""
    return Actor(kind="channel", reference=notice.source.code, name=notice.source.code, is_trusted=True)


def work_notice(*, notice_id: int) -> None:
    """Do what the notice says, or park it with the field and the reason; never raises for its content."""
    notice = ChannelNotice.objects.select_related("source__channel").get(pk=notice_id)
    if notice.state in DONE:
        return
    adapter = adapter_named(notice.source.make)
    try:
        news = adapter.parse(notice.topic, notice.body, channel_code=notice.source.channel.code)
        if isinstance(news, Nothing):
            close_notice(notice_id=notice.pk, state=NoticeState.IGNORED, reason=news.reason)
        elif isinstance(news, OrderNews):
            _work_order(notice, news)
        else:
            _work_refund(notice, news)
    except OmsError as error:
        field = str(error.context.get("field", ""))
        close_notice(notice_id=notice.pk, state=NoticeState.PARKED, field=field, reason=error.message)


def _work_order(notice: ChannelNotice, news: OrderNews) -> None:
    external_id = news.request.external_id
    ChannelNotice.objects.filter(pk=notice.pk).update(external_id=external_id, told_at=news.updated_at)
    later = ChannelNotice.objects.filter(
        source=notice.source, external_id=external_id, topic__startswith="orders/", state=NoticeState.APPLIED,
        told_at__gt=news.updated_at,
    )  # fmt: skip
    if later.exists():
        close_notice(notice_id=notice.pk, state=NoticeState.STALE, reason="A later update was applied already.")
        return
    _check_channel(notice, news)
    order = _place(notice, news)
    actor = actor_of_source(notice)
    if news.paid:
        take_payment(order=order, amount=news.paid, reference=news.paid_reference, actor=actor)
    if news.is_canceled and order.state != OrderState.CANCELED:
        reason = f"Canceled in the shop ({news.cancel_reason or 'no reason given'})."
        cancel_order(order_id=order.pk, actor=actor, reason=reason)
    close_notice(notice_id=notice.pk, state=NoticeState.APPLIED, order_id=order.pk)
    wake_waiting(source_id=notice.source_id, external_id=external_id)


def _check_channel(notice: ChannelNotice, news: OrderNews) -> None:
    channel = notice.source.channel
    if news.currency != channel.currency:
        raise NoticeRefused(
            f"The order is in {news.currency}, the channel {channel.name} in {channel.currency}.", field="currency"
        )
    if news.tax_included != channel.prices_include_tax:
        has = "include" if news.tax_included else "do not include"
        raise NoticeRefused(f"The order's prices {has} tax; those of {channel.name} differ.", field="taxes_included")


def _place(notice: ChannelNotice, news: OrderNews) -> Order:
    """The order, placed now or before. Raises NoticeRefused when it was sold anew in the shop."""
    orders = Order.objects.filter(channel=notice.source.channel, external_id=news.request.external_id)
    order = orders.first()
    if order is None:
        if notice.source.creates_skus:
            ensure_goods(goods=news.goods)
        (outcome,) = place_orders([news.request], actor=actor_of_source(notice))
        if outcome.error is not None:
            raise outcome.error
        order = orders.get()
    sold_for = total_when_placed(order)
    if sold_for != news.total:
        raise NoticeRefused(
            f"The order was taken at {sold_for} {order.currency}, the shop now says {news.total}. Change it by hand.",
            field="total_price",
        )
    return order


def total_when_placed(order: Order) -> Decimal:
    """What the order cost before anything of it was canceled."""
    lines = order.lines.aggregate(a=Sum("amount"), d=Sum("discount_amount"), t=Sum("tax_amount"))
    charges = order.charges.aggregate(a=Sum("amount"), t=Sum("tax_amount"))
    tax = ZERO if order.prices_include_tax else (lines["t"] or ZERO) + (charges["t"] or ZERO)
    return Decimal((lines["a"] or ZERO) - (lines["d"] or ZERO) + (charges["a"] or ZERO) + tax)


def _work_refund(notice: ChannelNotice, news: RefundNews) -> None:
    order = Order.objects.filter(channel=notice.source.channel, external_id=news.external_id).first()
    ChannelNotice.objects.filter(pk=notice.pk).update(external_id=news.external_id, told_at=news.updated_at)
    if order is None or (not order.captured_amount and order.total):
        reason = "Its order is not here yet." if order is None else "The order's payment is not here yet."
        close_notice(notice_id=notice.pk, state=NoticeState.WAITING, reason=reason)
        return
    if news.currency != order.currency:
        raise NoticeRefused(f"The refund is in {news.currency}, the order in {order.currency}.", field="currency")
    give_back(notice_id=notice.pk, order_id=order.pk, news=news, actor=actor_of_source(notice))
    close_notice(notice_id=notice.pk, state=NoticeState.APPLIED, order_id=order.pk)
