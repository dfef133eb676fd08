"""The labels of returns, and what a carrier is told of their goods."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from returns.models import Return, ReturnLine
from shipping.carriers.contract import CustomsItem
from shipping.models import Direction, LooseLabel
from shipping.selectors.customs import own_value
from shipping.selectors.loose import labels_of, printed
from shipping.statuses import LabelState, TrackingStatus

CAUSE = "return"
# What a box and its filling weigh, when nobody weighed them.
BOX_GRAMS = 250
# As long as its carrier says no more of it, nobody has handed in what it is on.
RESTING = frozenset({TrackingStatus.NOT_MOVING, TrackingStatus.CANCELED, TrackingStatus.UNKNOWN})


def return_labels(numbers: Iterable[str]) -> list[LooseLabel]:
    """Every label of the returns, newest first. One query."""
    return labels_of(CAUSE, numbers)


def label_to_us(number: str) -> LooseLabel | None:
    """The newest label with which the goods of a return come to us."""
    labels = return_labels([number])
    return next((one for one in labels if one.direction == Direction.TO_US and one.is_wanted), None)


def unused_label(number: str) -> LooseLabel | None:
    """The label of the way back that was bought for a return, and that its carrier has not seen."""
    label = label_to_us(number)
    is_unused = label is not None and label.state == LabelState.PURCHASED and label.tracking_status in RESTING
    return label if is_unused else None


def return_label_pdf(ret: Return) -> bytes | None:
    """What the customer prints, while the goods are to come; None when there is none."""
    label = label_to_us(ret.number) if ret.ended_at is None and ret.received_at is None else None
    return printed(label) if label is not None else None


def weight_of(lines: Iterable[ReturnLine]) -> int:
    """Grams of the goods by the catalog, and of a box."""
    return BOX_GRAMS + sum(line.quantity * line.order_line.sku.weight_grams for line in lines)


def contents_of(lines: Sequence[ReturnLine]) -> list[CustomsItem]:
    """The goods as customs ask for them."""
    return [
        CustomsItem(
            sku=line.order_line.sku.code, description=line.order_line.name, quantity=line.quantity,
            value=own_value(line.order_line) or Decimal(0), weight_grams=line.order_line.sku.weight_grams,
            hs_code=line.order_line.sku.hs_code, origin=line.order_line.sku.origin_country,
        )
        for line in lines
    ]  # fmt: skip
