"""What each role has to do, as lists of the office; the first page shows those of a person's own roles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.screens.work_lists import WorkList
from desk.selectors.figures import OPEN_STATES, WAITING

ORDERS = "admin:orders_order_changelist"
OPEN = f"{ORDERS}?state__in={','.join(OPEN_STATES)}"
WORK = "admin:fulfillment_fulfillmentorder_changelist"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Section:
    """The work of one job: whose first page it is on, its lists, and what to do when all of them are empty."""

    code: str
    title: str
    roles: frozenset[str]
    when_empty: str
    next_step: tuple[str, str]
    lists: Sequence[WorkList]


SERVICE = Section(
    "service", "Customers", frozenset({"CSR", "CSR lead"}),
    "No customer waits for you.", ("Take an order", "admin:orders_order_add"),
    (
        WorkList(name="Cases near their limit", address="admin:support_case_changelist?queue=near",
                 until="next_limit_at", tone="alarm"),
        WorkList(name="My cases", address="admin:support_case_changelist?queue=mine", until="next_limit_at"),
        WorkList(name="Cases nobody has", address="admin:support_case_changelist?queue=free", until="next_limit_at",
                 tone="care"),
        WorkList(name="On hold", address=f"{OPEN}&is_on_hold__exact=1", since="placed_at", tone="alarm"),
        WorkList(name="To be reviewed by rules", address=f"{ORDERS}?queue=needs_review", since="placed_at"),
        WorkList(name="Payment failed", address=f"{OPEN}&display_status=payment_failed", since="placed_at",
                 tone="alarm"),
        WorkList(name="Awaiting payment", address=f"{OPEN}&display_status=awaiting_payment", since="placed_at"),
        WorkList(name="Backordered", address=f"{OPEN}&display_status=backordered", since="placed_at", tone="care"),
        WorkList(name="Backorders past their promise", address=f"{ORDERS}?queue=late_backorder", since="placed_at",
                 tone="alarm"),
        WorkList(name="Goodwill to approve", address="admin:support_goodwillwish_changelist?state=waiting",
                 since="asked_at", right="support.approve_goodwill"),
    ),
)  # fmt: skip
FLOOR = Section(
    "floor", "Floor", frozenset({"Warehouse", "Warehouse lead"}),
    "Nothing waits on the floor.", ("Open the floor", "warehouse:home"),
    (
        WorkList(name="To release", address=f"{WORK}?state=open", until="late_at"),
        WorkList(name="Released, to pick", address=f"{WORK}?state=released", until="late_at"),
        WorkList(name="Being picked", address=f"{WORK}?state=picking", until="late_at"),
        WorkList(name="To pack", address=f"{WORK}?state=picked", until="late_at"),
        WorkList(name="Being packed", address=f"{WORK}?state=packing", until="late_at"),
        WorkList(name="Packed, to hand over", address=f"{WORK}?state=packed", until="late_at"),
        WorkList(name="Called off while picked", address=f"{WORK}?state=cancel_requested", since="created_at",
                 tone="alarm"),
        WorkList(name="At the counter", address=f"{WORK}?state=ready_for_pickup", since="packed_at"),
        WorkList(name="Labels refused", address="admin:fulfillment_parcel_changelist?state=label_failed",
                 since="packed_at", tone="alarm"),
        WorkList(name="Trouble on the road",
                 address="admin:shipping_deliveryexception_changelist?has_resolved_at=empty", until="due_at",
                 tone="care"),
        WorkList(name="Stock short of its claims", address="admin:inventory_stocklevel_changelist?standing=shortfall",
                 since="shortfall_since", tone="alarm"),
    ),
)  # fmt: skip
PAYMENTS = Section(
    "payments", "Money", frozenset({"Payments"}),
    "No money waits for a person.", ("Read the payments", "admin:payments_payment_changelist"),
    (
        WorkList(name="Money inbox", address="admin:payments_moneytask_changelist?has_closed_at=empty",
                 since="opened_at", tone="alarm", right="payments.work_moneytask"),
        WorkList(name="Review desk", address="admin:payments_riskreview_changelist?has_finished_at=empty",
                 since="opened_at", tone="alarm", right="payments.accept_order"),
        WorkList(name="Disputes", address="admin:payments_dispute_changelist?has_finished_at=empty",
                 until="evidence_due_at", tone="alarm"),
        WorkList(name="Reserved money ends within a day", address="admin:payments_payment_changelist?expiring=1",
                 until="expires_at", tone="care"),
        WorkList(name="Refunds to approve", address="admin:payments_refund_changelist?owed=approval",
                 since="created_at"),
        WorkList(name="Refunds refused", address="admin:payments_refund_changelist?owed=failed", since="created_at",
                 tone="alarm"),
        WorkList(name="Late money", address="admin:payments_latemoney_changelist?state=open", since="came_at"),
        WorkList(name="Bank lines to match", address="admin:payments_bankline_changelist?state=waiting",
                 since="created_at", right="payments.receive_payment"),
        WorkList(name="Overdue invoices", address="admin:payments_payment_changelist?due=overdue", until="due_on",
                 tone="care"),
        WorkList(name="Credit to approve", address="admin:payments_creditgrant_changelist?state=waiting",
                 since="created_at"),
    ),
)  # fmt: skip
RETURNS = Section(
    "returns", "After delivery", frozenset({"Returns"}),
    "No return waits for you.", ("Read the returns", "admin:returns_return_changelist"),
    (
        WorkList(name="Returns to decide", address="admin:returns_return_changelist?queue=decide",
                 since="requested_at", tone="care"),
        WorkList(name="To inspect", address="admin:returns_return_changelist?queue=inspect", since="received_at",
                 tone="care"),
        WorkList(name="To settle", address="admin:returns_return_changelist?queue=settle", since="inspected_at",
                 tone="care"),
        WorkList(name="More boxes to come", address="admin:returns_return_changelist?queue=boxes",
                 since="received_at"),
        WorkList(name="Exchanges to decide", address="admin:returns_exchange_changelist?waits=decision",
                 since="requested_at", tone="care"),
        WorkList(name="Claims open", address="admin:returns_claim_changelist?has_ended_at=empty", since="opened_at"),
    ),
)  # fmt: skip
MANAGER = Section(
    "manager", "Manager", frozenset({"Manager"}),
    "Nothing waits.", ("Read the orders", ORDERS),
    (
        WorkList(name="Stock levels backordered", address="admin:inventory_stocklevel_changelist?standing=backordered",
                 tone="care"),
        WorkList(name="Stock short of its claims", address="admin:inventory_stocklevel_changelist?standing=shortfall",
                 since="shortfall_since", tone="alarm"),
        WorkList(name="Returns open", address="admin:returns_return_changelist?has_ended_at=empty",
                 since="requested_at"),
        WorkList(name="Backordered", address=f"{OPEN}&display_status=backordered", since="placed_at", tone="care"),
    ),
)  # fmt: skip
HOUSE = Section(
    "house", "House", frozenset({"Admin"}),
    "The house runs by itself.", ("Ask the doctor", "desk:doctor"),
    (
        WorkList(name="Dead effects", address="admin:core_effect_changelist?state=dead", since="created_at",
                 tone="alarm"),
        WorkList(name="Open alerts", address="admin:core_alert_changelist?has_closed_at=empty", since="opened_at",
                 tone="alarm"),
        WorkList(name="Webhooks that fail", address="admin:notifications_webhookdelivery_changelist?state=failed",
                 since="created_at", tone="care"),
    ),
)  # fmt: skip
SECTIONS = (SERVICE, FLOOR, PAYMENTS, RETURNS, MANAGER, HOUSE)


def own_sections(roles: Iterable[str]) -> list[Section]:
    """The sections of somebody's roles, in the order of the work."""
    held = set(roles)
    return [section for section in SECTIONS if section.roles & held]


def unshipped_by_age(now: datetime) -> Sequence[WorkList]:
    """Orders that have not left, by how long ago they were placed."""
    waiting = f"{OPEN}&fulfillment_status__in={','.join(WAITING)}"
    day, three = (f"{(now - days).isoformat()}".replace("+", "%2B") for days in (DAY, 3 * DAY))
    return (
        WorkList(name="Unshipped, new", address=f"{waiting}&placed_at__gt={day}", note="up to a day old"),
        WorkList(name="Unshipped, aging", address=f"{waiting}&placed_at__lte={day}&placed_at__gt={three}",
                 note="one to three days old", tone="care"),
        WorkList(name="Unshipped, old", address=f"{waiting}&placed_at__lte={three}", since="placed_at",
                 note="over three days old", tone="alarm"),
    )  # fmt: skip
