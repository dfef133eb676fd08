"""The pages that are pictured in the guides: a name, who looks, and the way there."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Shown:
    """``role`` signs in, empty for nobody. ``follow`` are links or buttons pressed one after the other, from ``start``;
    the last ``type`` is typed into the scanner's field. What is not there on a quiet day is left out with a word.
    """

    name: str
    role: str = ""
    start: str
    follow: tuple[str, ...] = ()


ROW = "#result_list tbody tr th a, #result_list tbody tr td a"
ORDER = "#result_list a[href*='/orders/order/']"
HOUSE = "main ul.rows a"


def desk(name: str, role: str, start: str, *follow: str) -> Shown:
    return Shown(name=name, role=role, start=f"/admin/{start}", follow=follow)


def floor(name: str, part: str = "", *follow: str, role: str = "warehouse") -> Shown:
    """``part`` is below the first warehouse of whoever looks."""
    return Shown(name=f"floor-{name}", role=role, start=f"/warehouse/{{house}}/{part}", follow=follow)


PAGES = (
    Shown(name="login", start="/admin/login/"),
    desk("dashboard", "manager", ""),
    desk("orders", "csr", "orders/order/"),
    desk("order", "csr", "returns/return/", ORDER),
    desk("order-open", "csr", "orders/order/?state=confirmed", ROW),
    desk("order-edit", "csr", "orders/order/?state=confirmed", ROW, "a[href$='/edit/']"),
    desk("order-new", "csr", "orders/order/add/"),
    desk("find", "csr", "find/?q=an"),
    desk("holds", "csr", "orders/orderhold/?has_released_at=empty"),
    desk("customer", "csr", "customers/customer/", ROW),
    desk("cases", "csr", "support/case/"),
    desk("case", "csr", "support/case/", ROW),
    desk("returns", "returns", "returns/return/"),
    desk("return", "returns", "returns/return/", ROW),
    desk("payments", "payments", "payments/payment/"),
    desk("payment", "payments", "payments/payment/", ROW),
    desk("money-inbox", "payments", "payments/moneytask/?has_closed_at=empty"),
    desk("expiring", "payments", "expiring/"),
    desk("review-desk", "payments", "payments/riskreview/"),
    desk("refunds", "payments", "payments/refund/"),
    desk("stock-levels", "warehouse-lead", "inventory/stocklevel/"),
    desk("stock-page", "manager", "inventory/stocklevel/", "a[href*='/admin/stock/']"),
    desk("reorder", "manager", "reorder/"),
    desk("reports", "manager", "reports/"),
    desk("planning", "manager", "planning/"),
    desk("road", "manager", "road/"),
    desk("on-time", "manager", "on-time/"),
    desk("ratings", "manager", "ratings/"),
    desk("doctor", "manager", "doctor/"),
    desk("imports", "admin", "imports/"),
    desk("effects", "admin", "core/effect/"),
    desk("staff", "admin", "accounts/user/"),
    desk("api-keys", "admin", "api/apikey/"),
    floor("today"),
    floor("release", "release/"),
    floor("pick-list", "pick/"),
    floor("pick", "pick/", "button:has-text('Start'), button:has-text('Go on')"),
    floor("pack", "pack/"),
    floor("bench", "pack/", "main ul.rows a"),
    floor("hand-over", "hand-over/"),
    floor("stock", "stock/"),
    floor("receive", "receive/"),
    floor("count", "count/"),
    floor("returns", "returns/"),
    floor("waves", "waves/", role="warehouse-lead"),
    Shown(name="customer-find", start="/o/find/"),
    Shown(name="customer-order", start="{customer}"),
    Shown(name="api", start="/api/v1/docs"),
)
