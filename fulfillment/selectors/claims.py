"""What pickers are on their way to, at one bin."""

from django.db.models import Sum

from fulfillment.models import PickTask
from fulfillment.statuses import LIVE_TASKS
from inventory.models import BinStock


def units_wanted_from(stock: BinStock) -> int:
    """Units that live pick tasks take from this bin, scanned ones included; one query.

    Asked under the lock of the level: releases and finished picks hold it, so the answer stands until the commit.
    """
    tasks = PickTask.objects.filter(
        location_id=stock.location_id, lot=stock.lot, line__order_line__sku=stock.sku_id, state__in=LIVE_TASKS
    )
    return tasks.aggregate(units=Sum("quantity"))["units"] or 0
