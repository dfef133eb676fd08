"""A Shopify refund: money that left the shop's gateway already."""

from orders.intake.channels.contract import News, Nothing, NoticeRefused, RefundNews
from orders.intake.channels.shopify.reading import Body, members, moment, money, text


def refund_news(body: Body) -> News:
    """What was given back. Units sent back or taken off are told by the order's own updates and our returns.

    Raises NoticeRefused naming the field.
    """
    for name in ("id", "order_id"):
        if not text(body, name):
            raise NoticeRefused(f"The refund has no {name}.", field=name)
    moved = [one for one in members(body, "transactions") if one.get("kind") == "refund"]
    paid = [one for one in moved if one.get("status") == "success"]
    currencies = {text(one, "currency") for one in paid}
    if not paid:
        return Nothing(reason="The refund moved no money: it has no successful transaction.")
    if len(currencies) != 1 or not text(paid[0], "currency"):
        raise NoticeRefused("The refund's transactions do not name one currency.", field="transactions[0].currency")
    (currency,) = currencies
    amounts = [money(one, "amount", currency, path=f"transactions[{nr}].") for nr, one in enumerate(paid)]
    return RefundNews(
        external_id=text(body, "order_id"),
        reference=f"refund {text(body, 'id')}",
        amount=sum(amounts[1:], amounts[0]),
        currency=currency,
        reason=text(body, "note")[:200] or "Refunded in the shop",
        updated_at=moment(body, "created_at"),
    )
