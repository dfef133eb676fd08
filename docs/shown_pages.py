"""The pages that are pictured in the guides: a name, who looks, and the way there."""

from dataclasses import dataclass

ALL = frozenset({"1440-light", "1440-dark", "390-light", "390-dark"})
# For pages beside the main ways: wide by day, narrow by night; the folder stays small.
TWO = frozenset({"1440-light", "390-dark"})


@dataclass(frozen=True, kw_only=True)
class Shown:
    """``role`` signs in, empty for nobody. ``follow`` are links or buttons pressed one after the other, from ``start``;
    then ``typed`` is typed. What is not there on a quiet day is left out with a word. Every page is looked at in all
    sizes and schemes; ``looks`` says which of them are kept.
    """

    name: str
    role: str = ""
    start: str
    follow: tuple[str, ...] = ()
    typed: str = ""
    looks: frozenset[str] = ALL


ROW = "#result_list tbody tr th a, #result_list tbody tr td a"
ORDER = "#result_list a[href*='/orders/order/']"
HOUSE = "main ul.rows a"
FILTERS = "a[x-on\\:click='filterOpen = true']"


def desk(name: str, role: str, start: str, *follow: str) -> Shown:
    return Shown(name=name, role=role, start=f"/admin/{start}", follow=follow)


def floor(name: str, part: str = "", *follow: str, role: str = "warehouse") -> Shown:
    """``part`` is below the first warehouse of whoever looks."""
    return Shown(name=f"floor-{name}", role=role, start=f"/warehouse/{{house}}/{part}", follow=follow)


def aside(name: str, role: str, start: str, *follow: str, typed: str = "") -> Shown:
    """A page of the office that is kept in two looks alone."""
    return Shown(name=name, role=role, start=f"/admin/{start}", follow=follow, typed=typed, looks=TWO)


def floor_aside(name: str, part: str = "", *follow: str, role: str = "warehouse") -> Shown:
    return Shown(name=f"floor-{name}", role=role, start=f"/warehouse/{{house}}/{part}", follow=follow, looks=TWO)


DESKS = ("csr", "csr-lead", "warehouse-lead", "payments", "returns", "admin")
MAIN = (
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

# Of pages of the same make one is pictured: reports with and without a chart, one list of each kind.
BESIDE = (
    *(
        aside(f"dashboard-{role}", role, "")
        for role in ("csr", "csr-lead", "warehouse-lead", "payments", "returns", "admin")
    ),
    aside("palette", "csr", "", "[x-on\\:click*='opencommand']", typed="new"),
    aside("orders-filters", "csr", "orders/order/", FILTERS),
    aside("orders-file", "manager", "orders/order/", "summary:has-text('Columns, download, save')"),
    aside("orders-views", "manager", "orders/order/", "summary:has-text('Manage views')"),
    aside("orders-archived", "manager", "orders/order/?archived=yes"),
    aside("time-machine", "csr", "returns/return/", ORDER, "a[href$='/then/']"),
    aside("report-sales", "manager", "reports/show/sales/"),
    aside("report-cycle-time", "manager", "reports/show/cycle-time/"),
    aside("report-cohorts", "manager", "reports/show/cohorts/"),
    aside("report-stock-value", "manager", "reports/show/stock-value/"),
    aside("advice", "manager", "planning/", "#content a[href*='/admin/planning/']:not([href*='plans'])"),
    aside("plan", "manager", "planning/", "a[href*='/planning/plans/']"),
    aside("what-if", "manager", "sourcing-trials/"),
    aside("exports", "manager", "exports/"),
    aside("subscriptions", "manager", "subscriptions/"),
    aside("practice", "warehouse-lead", "practice/"),
    aside("journal", "payments", "reports/journalday/"),
    aside("journal-day", "payments", "reports/journalday/", ROW),
    aside("accounts", "manager", "reports/journalaccount/"),
    aside("exchange-rates", "manager", "reports/exchangerate/"),
    aside("fraud-report", "manager", "fraud/"),
    aside("invoice", "payments", "payments/document/", ROW),
    aside("dispute", "payments", "payments/dispute/", ROW),
    aside("credit", "payments", "payments/creditaccount/", ROW),
    aside("exchange", "returns", "returns/exchange/", ROW),
    aside("claim", "returns", "returns/claim/", ROW),
    aside("trouble", "csr", "shipping/deliveryexception/", ROW),
    aside("import", "admin", "imports/", "#content a[href*='/admin/imports/']"),
    aside("promise", "manager", "doctor/", "a[href*='/doctor/promises/']"),
    aside("runbook", "manager", "doctor/", "a[href*='/doctor/runbooks/']"),
    aside("mail-text", "manager", "notifications/template/", ROW),
    aside("roles", "admin", "auth/group/"),
    aside("erasures", "manager", "customers/erasure/"),
    floor_aside("works", "works/picking/"),
    floor_aside("capacity", "capacity/", role="warehouse-lead"),
    floor_aside("counter", "counter/"),
    floor_aside("put-away", "put-away/"),
    floor_aside("move", "move/"),
    floor_aside("replenish", "replenish/"),
    Shown(name="customer-claim", start="{customer}claim/", looks=TWO),
    Shown(name="customer-message", start="{customer}message/", looks=TWO),
)
PAGES = (*MAIN, *BESIDE)
