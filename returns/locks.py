"""Row locks of returns: the order first, always."""

from orders.locks import lock_order
from returns.errors import ReturnNotFound
from returns.models import Exchange, Return, ReturnLine


def lock_return(return_id: int) -> Return:
    """The return, locked behind its locked order, both freshly read. Raises ReturnNotFound."""
    order_id = Return.objects.filter(pk=return_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise ReturnNotFound(f"There is no return with key {return_id}.", return_id=return_id)
    order = lock_order(order_id)
    exchanges = Exchange.objects.filter(rma_id=return_id, replacement__isnull=False)
    for new_order_id in exchanges.values_list("replacement_id", flat=True):
        # What the goods are worth may move there: both orders before anything else.
        lock_order(new_order_id)
    ret = Return.objects.select_for_update(of=("self",), no_key=True).select_related("reason").get(pk=return_id)
    ret.order = order
    return ret


def lock_return_lines(ret: Return) -> list[ReturnLine]:
    """Every line of a locked return in order of key."""
    lines = list(
        ReturnLine.objects.select_for_update(of=("self",), no_key=True)
        .filter(rma=ret)
        .select_related("order_line")
        .order_by("pk")
    )
    for line in lines:
        line.rma = ret
        line.order_line.order = ret.order
    return lines
