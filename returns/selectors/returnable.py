"""What a customer can still send back, and until when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fulfillment.models import ParcelItem
from fulfillment.statuses import ParcelState
from orders.models import Order, OrderLine
from returns.models import ReturnPolicy
from returns.selectors.policies import policies_of_lines

# (units, when their parcel was delivered) of a line.
Deliveries = Sequence[tuple[int, datetime]]


def returnable_units(line: OrderLine) -> int:
    """Units that were shipped, did not get lost, and are neither returned nor announced nor claimed."""
    if not line.needs_shipping:
        return 0
    # What was lost is what is claimed, where both are told of a line.
    return max(0, line.shipped - max(line.lost, line.claimed) - line.returned - line.return_requested)


def window_ends_at(order: Order, *, window: timedelta) -> datetime | None:
    """When the time to ask ends for all of it: counted from the last arrival, open while something is on the road."""
    return order.delivered_at + window if order.delivered_at else None


def deliveries_of(line_ids: Iterable[int]) -> Mapping[int, Deliveries]:
    """When the units of each line arrived, as far as their parcels are known. One query."""
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    items = ParcelItem.objects.filter(order_line__in=list(line_ids), parcel__state=ParcelState.DELIVERED)
    for line_id, units, at in items.values_list("order_line_id", "quantity", "parcel__delivered_at"):
        if at is not None:
            found[line_id].append((units, at))
    return found


def units_in_time(
    line: OrderLine, deliveries: Deliveries, order: Order, *, window: timedelta, now: datetime
) -> tuple[int, datetime | None]:
    """Units whose time to ask runs still, and when the last of it ends (None: some are on the road).

    What came back before is taken to be of the units that arrived first. Units of no known parcel arrived with the
    order.
    """
    known = sum(units for units, _ in deliveries)
    arrived = list(deliveries)
    on_the_road = 0
    if line.shipped > known:
        if order.delivered_at is not None:
            arrived.append((line.shipped - known, order.delivered_at))
        else:
            on_the_road = line.shipped - known
    fresh = on_the_road + sum(units for units, at in arrived if at + window >= now)
    ends = None if on_the_road or not arrived else max(at for _, at in arrived) + window
    return min(returnable_units(line), fresh), ends


@dataclass(frozen=True, slots=True)
class LineTerms:
    """What can be asked for of one line: units in time and allowed, until when, and under which policy."""

    line: OrderLine
    policy: ReturnPolicy
    left: int
    in_time: int
    ends_at: datetime | None

    @property
    def offered(self) -> int:
        """Units a customer may ask for without anybody's exception; the policy's maximum not counted."""
        return 0 if self.policy.is_final_sale else self.in_time


def terms_of_lines(order: Order, lines: Iterable[OrderLine], *, now: datetime) -> dict[int, LineTerms]:
    """By line key. Three queries."""
    wanted = list(lines)
    policies, arrivals = policies_of_lines(order, wanted), deliveries_of(line.pk for line in wanted)
    terms = {}
    for line in wanted:
        policy = policies[line.pk]
        window = timedelta(days=policy.window_days)
        in_time, ends = units_in_time(line, arrivals.get(line.pk, ()), order, window=window, now=now)
        terms[line.pk] = LineTerms(line, policy, returnable_units(line), in_time, ends)
    return terms
