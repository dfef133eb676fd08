"""Who may do what: a role is a group, its rights are patterns over ``app.codename``.

A pattern beginning with ``!`` takes away again what the patterns before it gave.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Role:
    """A job in the house; ``code`` names its demo login, ``title`` its group."""

    code: str
    title: str
    rights: tuple[str, ...]

    def select(self, permissions: Iterable[str]) -> set[str]:
        """The permissions of the house that this role holds."""
        return set(_selected(self.rights, frozenset(permissions)))


@lru_cache(maxsize=64)
def _selected(rights: tuple[str, ...], known: frozenset[str]) -> frozenset[str]:
    """Kept: a hundred patterns over a thousand permissions take a tenth of a second for the larger roles."""
    held: frozenset[str] = frozenset()
    for pattern in rights:
        matching = {name for name in known if fnmatchcase(name, pattern.removeprefix("!"))}
        held = held - matching if pattern.startswith("!") else held | matching
    return held


HOUSE = (
    "catalog", "customers", "inventory", "orders", "payments", "fulfillment", "shipping", "returns", "support",
    "notifications",
)  # fmt: skip
LOOKING = (*(f"{app}.view_*" for app in HOUSE), "core.view_event", "core.view_eventnote")

# Who works on cases neither sets their limits and playbooks nor approves what is above one's own limits.
NOT_FOR_AGENTS = (
    *(
        f"!support.{act}_{model}"
        for act in ("add", "change")
        for model in (
            "slapolicy", "mailroute", "supportcalendar", "openinghours", "holiday", "caseplaybook", "playbookstep",
            "cannedanswer",
        )
    ),
    "!support.approve_goodwill",
)  # fmt: skip

SERVING = (
    *LOOKING,
    "customers.add_*",
    "customers.change_*",
    "orders.add_*",
    "orders.change_*",
    "!orders.*_voucher",
    "!orders.*_voucherredemption",
    "!orders.*_reviewrule",
    "orders.view_reviewrule",
    "orders.view_voucher*",
    "orders.place_order",
    "orders.confirm_order",
    "orders.confirm_orderchange",
    "orders.cancel_order",
    "orders.release_hold",
    "inventory.reserve_stock",
    "inventory.release_reservation",
    "payments.grant_refund",
    "payments.print_document",
    "payments.send_document",
    "returns.request_return",
    "returns.approve_return",
    "returns.cancel_return",
    "returns.label_return",
    "returns.*_exchange",
    "returns.*_claim",
    "shipping.resolve_deliveryexception",
    "shipping.reship_parcel",
    "shipping.file_claim",
    "notifications.resend_message",
    "notifications.record_textconsent",
    "support.*",
    *NOT_FOR_AGENTS,
    "!support.rate_pickers",
    "reports.add_export",
    # A rep writes down that somebody asked; a lead agrees.
    "customers.request_erasure",
    "customers.place_legalhold",
    "!*.delete_*",
)
LEADING_SERVICE = (
    *SERVING,
    "orders.*",
    "returns.*",
    "support.*",
    "reports.view_reports",
    "customers.confirm_erasure",
    "customers.export_customer",
    "customers.release_legalhold",
    "payments.approve_refund",
    "payments.issue_credit",
    "notifications.add_suppression",
    "notifications.lift_suppression",
    "reports.export_personal_data",
    "core.view_*",
    "core.change_effect",
    "core.retry_effect",
    "core.change_alert",
    # Files of orders are taken in by a lead, as the menu says.
    "core.add_importjob",
    "!*.delete_*",
)
PICKING = (
    *(f"{app}.view_*" for app in ("catalog", "inventory", "orders", "fulfillment", "shipping", "returns")),
    "orders.release_order",
    "fulfillment.*",
    "!fulfillment.hand_out_without_code",
    "!fulfillment.lead_floor",
    "!fulfillment.add_batchlimits",
    "!fulfillment.change_batchlimits",
    "shipping.*",
    "!shipping.*_carrieraccount",
    "!shipping.settle_label",
    "!shipping.settle_pickup",
    "!shipping.reship_parcel",
    "!shipping.file_claim",
    "!shipping.add_*",
    "!shipping.judge_carriers",
    "!shipping.change_playbook",
    "!shipping.change_servicepatience",
    "inventory.receive_supply",
    "inventory.send_transfer",
    "inventory.count_stock",
    "inventory.move_stock",
    "returns.receive_return",
    "returns.inspect_return",
    "!*.delete_*",
)
LEADING_FLOOR = (
    *PICKING, *LOOKING, "inventory.*", "orders.add_orderhold", "orders.release_hold",
    "fulfillment.hand_out_without_code", "fulfillment.lead_floor", "fulfillment.*_batchlimits",
    "shipping.settle_label", "shipping.settle_pickup", "support.rate_pickers", "reports.view_reports",
    "reports.add_export", "!*.delete_*",
)  # fmt: skip
PAYING = (
    *LOOKING,
    "reports.view_reports",
    "reports.*_exchangerate",
    "payments.*",
    # Who sends money neither approves it nor sets the limits.
    "!payments.approve_refund",
    "!payments.*_approvallimit",
    "payments.view_approvallimit",
    "!payments.*_goodwilllimit",
    "payments.view_goodwilllimit",
    "!payments.approve_write_off",
    "reports.*_journal*",
    "orders.add_orderhold",
    "orders.release_hold",
    "orders.release_fraud_hold",
    "orders.confirm_order",
    "orders.expire_order",
    "orders.reinstate_order",
    "reports.add_export",
    "core.view_*",
    "core.retry_effect",
    "core.change_alert",
    "!*.delete_*",
)
TAKING_BACK = (
    *LOOKING,
    "returns.*",
    # A lead makes the exceptions.
    "!returns.override_*",
    "!returns.waive_returnfee",
    "shipping.buy_looselabel",
    "shipping.void_looselabel",
    "support.*",
    *NOT_FOR_AGENTS,
    "!support.rate_pickers",
    "payments.grant_refund",
    "payments.request_refund",
    "payments.print_document",
    "payments.send_document",
    "reports.add_export",
    "!*.delete_*",
)
MANAGING = (
    *LEADING_SERVICE,
    *LEADING_FLOOR,
    *PAYING,
    *(f"{app}.*" for app in HOUSE),
    "reports.*",
    # Who may be held up by the limit does not move it.
    "!payments.add_approvallimit",
    "!payments.change_approvallimit",
    "reports.*",
    "core.view_*",
    "core.change_retentionrule",
    "core.run_retention",
    "core.run_audit",
    "reports.view_*",
    "accounts.view_user",
    "auth.view_group",
    "!*.delete_*",
)

ROLES = (
    Role("csr", "CSR", SERVING),
    Role("csr-lead", "CSR lead", LEADING_SERVICE),
    Role("warehouse", "Warehouse", PICKING),
    Role("warehouse-lead", "Warehouse lead", LEADING_FLOOR),
    Role("payments", "Payments", PAYING),
    Role("returns", "Returns", TAKING_BACK),
    Role("manager", "Manager", MANAGING),
    Role("admin", "Admin", ("*.*",)),
)
