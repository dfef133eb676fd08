"""What must hold of money, after every step and when all is quiet."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from hypothesis import Phase, settings

from core.actors import SYSTEM
from core.audit.registry import promises
from core.models import Effect, Event
from core.money import ZERO
from orders.models import Order
from orders.selectors.worth import payable
from payments.models import Payment, PaymentTransaction
from payments.promises import PROMISES
from payments.selectors.late import kept_for_decision
from payments.selectors.promised import refunds_owed
from payments.selectors.unsettled import transactions_unsettled
from payments.services.asking import move_money
from payments.services.collecting import collect
from payments.services.freezing import are_frozen
from payments.services.settling import refund_due, settle
from payments.statuses import UNDER_WAY
from payments.tests.factories import work
from tests import books
from tests.fuzz.choosing import attempt

NUMBERS = frozenset({5, 6, 7, 8})
EVERY_STEP = [one for one in promises() if one.number in NUMBERS or one.name in {mine.name for mine in PROMISES}]


def length(*, is_long: bool) -> settings:
    """A few walks within half a minute; the long form by ``--long``, replayed by ``--hypothesis-seed``."""
    # A walk is told as it went: to make it shorter takes ten times as long as to walk it.
    chosen = settings(settings.get_profile("walks"), phases=[Phase.explicit, Phase.generate])
    if is_long:
        return settings(chosen, max_examples=500, stateful_step_count=40, derandomize=False)
    return settings(chosen, max_examples=4, stateful_step_count=25)


def position_of_the_log() -> str:
    """Where the database writes next: unmoved, nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return str(cursor.fetchone()[0])


def last_event() -> int:
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def broken() -> dict[str, list]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return books.broken(EVERY_STEP)


def crashed() -> list[tuple[str, str]]:
    return list(Effect.objects.filter(last_error__contains="Traceback").values_list("task", "last_error"))


def come_to_rest() -> None:
    """Workers finish, and every unknown is asked about."""
    work()
    ask_about_everything()
    work()


def ask_about_everything() -> None:
    """As the sweep would, patience or not; a gateway that cannot be asked is asked again later."""
    for found in transactions_unsettled(now=timezone.now(), patience=timedelta(0)):
        attempt(move_money, transaction_id=found.pk, is_repeat=True)
    work()


def at_gateway():
    return PaymentTransaction.objects.filter(gateway="sandbox")


def under_way() -> list[str]:
    """What a gateway has not answered, but for what waits for the customer."""
    asked = at_gateway().filter(outcome__in=UNDER_WAY)
    return [
        f"{each.payment.number} {each.payment.state}: {each} {each.error}"
        for each in asked
        if not (each.kind == "authorization" and each.payment.action_url)
    ]


def differences(truth: dict[str, tuple[str, Decimal, str]]) -> dict[str, tuple]:
    """By key, what the gateway did and what our books say, where they differ."""
    names = {"authorization": "authorize"}
    ours = {
        each.key: (names.get(each.kind, each.kind), each.amount, each.currency)
        for each in at_gateway().filter(outcome="succeeded", is_lapse=False).exclude(
            kind__in=["chargeback", "reversal"]
        )
    }  # fmt: skip
    return {key: (truth.get(key), ours.get(key)) for key in truth.keys() | ours if truth.get(key) != ours.get(key)}


def taken_too_much() -> dict[tuple[str, str], Decimal]:
    """Money kept above what an order costs that no refund and no open decision covers, by order and currency.

    Judged twice: by what the house would give back, and by the ledger's own rows, which the house does not add up so.
    """
    found = {}
    for order in Order.objects.all():
        payments = list(Payment.objects.filter(order=order))
        late = kept_for_decision(order).captured
        kept = kept_by_currency(order)
        excess = {**kept, order.currency: kept.get(order.currency, ZERO) - payable(order) - refunds_owed(order) - late}
        excess[order.currency] = max(excess[order.currency], refund_due(order, payments) - late)
        if not are_frozen(payments):
            found.update({(order.number, name): amount for name, amount in excess.items() if amount > ZERO})
    return found


def kept_by_currency(order: Order) -> dict[str, Decimal]:
    """Collected and not gone again, row by row."""
    signs = {"capture": 1, "refund": -1, "return": 1, "chargeback": -1, "reversal": 1}
    kept: dict[str, Decimal] = {}
    for row in PaymentTransaction.objects.filter(payment__order=order, outcome="succeeded", kind__in=signs):
        kept[row.currency] = kept.get(row.currency, ZERO) + signs[row.kind] * row.amount
    return kept


def moved_by_doing_it_again() -> list[str]:
    """Movements that settling and collecting once more ask for; a refusal of the past may be asked about again."""
    before = last_transaction()
    for order in Order.objects.order_by("pk"):
        refused = PaymentTransaction.objects.filter(payment__order=order, outcome="failed").exclude(
            kind="authorization"
        )
        if not refused.exists():
            settle(order_id=order.pk, actor=SYSTEM)
            collect(order_id=order.pk, actor=SYSTEM)
    return [str(each) for each in PaymentTransaction.objects.filter(pk__gt=before)]


def last_transaction() -> int:
    return PaymentTransaction.objects.aggregate(last=Max("pk"))["last"] or 0


def kinds_of_money_moved() -> list[str]:
    rows = PaymentTransaction.objects.values_list("payment__kind", "kind", "outcome")
    return [f"{tender} {kind} {outcome}" for tender, kind, outcome in rows]
