"""What happens to the order meanwhile: placed, edited, shipped, called off, run out, revived."""

from decimal import Decimal
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM
from core.money import minor_unit
from orders.editing.steps import Step
from orders.models import Order, OrderChange, OrderHold, OrderLine
from orders.models.change import OPEN_CHANGES
from orders.services.applying import confirm_change
from orders.services.canceling import cancel_lines, cancel_order, expire_order
from orders.services.changing import add_action, cancel_change, open_change
from orders.services.holding import release_hold
from orders.services.placing import place_orders
from orders.services.recording.floor import record_packed, record_picked, record_release
from orders.services.recording.places import by_line
from orders.services.recording.road import DispatchedUnit, record_delivery, record_dispatch
from orders.services.reinstating import reinstate_order
from orders.tests.factories import claims_of
from payments.models import LateMoney
from payments.services.expiring import expire_unpaid
from payments.services.late import give_back_late, reinstate_late, reinstate_late_and_wait
from payments.services.parting import split_unpaid
from tests.fuzz.choosing import CHOICE, UNITS, attempt, mostly, nth, orders, some_units, when
from tests.fuzz.money_walk.ground import Ground, Wish, bring_goods

LIVE = ("placed", "confirmed", "processing")
KINDS = st.sampled_from([
    "card:tok_visa", "card:tok_visa", "card:tok_visa", "card:tok_3ds", "card:tok_declined", "card:tok_capture_fails",
    "card:tok_refund_fails", "card", "store_credit", "gift_card", "transfer", "on_account", "cash_on_delivery", "check",
])  # fmt: skip
TENDERS = st.lists(st.tuples(KINDS, st.integers(1, 9)), min_size=1, max_size=3)
WISHES = st.builds(
    Wish, lines=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5)), min_size=1, max_size=3), tenders=TENDERS,
    percents=st.lists(st.decimals("0.01", 60, places=2), max_size=1), codes=st.lists(st.just("TEN"), max_size=1),
)  # fmt: skip
MOST_ORDERS = 3
STEPS = st.sampled_from(["add_line", "set_quantity", "set_quantity", "set_price"])


def late():
    return LateMoney.objects.filter(state="open")


class OrderingRules(RuleBasedStateMachine):
    ground: Ground
    way: tuple[str, bool]
    sent: dict[int, tuple[int, dict[int, int]]]

    @rule(wish=WISHES)
    def place_another(self, wish):
        if Order.objects.count() < MOST_ORDERS:
            self.place(wish)

    def place(self, wish: Wish) -> None:
        (outcome,) = place_orders([self.ground.request(self.way, wish)], actor=SYSTEM)
        assert outcome.error is None or outcome.error.code

    @when(lambda: orders(*LIVE))
    @rule(choice=CHOICE, line=CHOICE, units=st.none() | UNITS)
    def send(self, choice, line, units):
        self.ship(choice, line, units)

    def ship(self, choice, line, units):
        """All that lies there, or some of one line, from release to the road; refused where it is not paid."""
        if not orders(*LIVE).exists():
            return
        order = mostly(orders(*LIVE), choice, state__in=LIVE[1:])
        for hold in OrderHold.objects.filter(order=order, released_at=None):
            attempt(release_hold, hold_id=hold.pk, actor=SYSTEM)
        claims = {place: count for place, count in claims_of(order).items() if count}
        if claims and units is not None:
            place = sorted(claims)[line % len(claims)]
            claims = {place: min(units, claims[place])}
        if not claims or attempt(record_release, order_id=order.pk, units=claims, actor=SYSTEM):
            return
        record_picked(order_id=order.pk, units=claims, actor=SYSTEM)
        record_packed(order_id=order.pk, units=by_line(claims), actor=SYSTEM)
        parcel, left = next(self.ground.parcels), [DispatchedUnit(*place, count) for place, count in claims.items()]
        record_dispatch(order_id=order.pk, parcel_id=parcel, units=left, actor=SYSTEM)
        self.sent[parcel] = order.pk, by_line(claims)

    @when(lambda: orders("processing", "completed"))
    @rule(choice=CHOICE)
    def deliver(self, choice):
        if self.sent:
            parcel = sorted(self.sent)[choice % len(self.sent)]
            order_id, units = self.sent.pop(parcel)
            attempt(record_delivery, order_id=order_id, parcel_id=parcel, units=units, actor=SYSTEM)

    @when(lambda: OrderLine.objects.filter(backordered__gt=0))
    @rule()
    def goods_come(self):
        bring_goods(self.ground.shop)

    @when(lambda: orders(*LIVE))
    @rule(choice=CHOICE, kind=STEPS, line=CHOICE, units=st.integers(0, 6), sku=st.integers(0, 2))
    def edit(self, choice, kind, line, units, sku):
        order = nth(orders(*LIVE), choice)
        change = OrderChange.objects.filter(order=order, state__in=OPEN_CHANGES).first()
        if change is None and attempt(open_change, order_id=order.pk, actor=SYSTEM):
            return
        change = change or OrderChange.objects.get(order=order, state__in=OPEN_CHANGES)
        price = Decimal(units) * 137 * minor_unit(order.currency)
        step = Step(
            kind=kind, line_id=nth(order.lines.all(), line).pk, quantity=units, sku_code=f"SKU-{sku + 1}",
            reason="by chance", unit_price=price if kind == "set_price" else None,
        )  # fmt: skip
        attempt(add_action, change_id=change.pk, step=step, actor=SYSTEM)
        if attempt(confirm_change, change_id=change.pk, actor=SYSTEM):
            attempt(cancel_change, change_id=change.pk, actor=SYSTEM)

    @when(lambda: orders(*LIVE))
    @rule(choice=CHOICE, line=CHOICE, units=UNITS)
    def cancel_units(self, choice, line, units):
        order = nth(orders(*LIVE), choice)
        wish = some_units(order, line, units)
        attempt(cancel_lines, order_id=order.pk, units=wish, actor=SYSTEM, reason="fewer")

    @when(lambda: orders(*LIVE))
    @rule(choice=CHOICE, act=st.sampled_from([cancel_order, expire_order, None]))
    def end(self, choice, act):
        order = nth(orders(*LIVE), choice)
        if act is None:
            expire_unpaid(order_id=order.pk)
        elif act is expire_order:
            attempt(act, order_id=order.pk, actor=SYSTEM)
        else:
            attempt(act, order_id=order.pk, actor=SYSTEM, reason="changed mind")

    @when(lambda: orders("placed"))
    @rule(choice=CHOICE, line=CHOICE)
    def split(self, choice, line):
        order = nth(orders("placed"), choice)
        attempt(split_unpaid, order_id=order.pk, units=some_units(order, line, 1), actor=SYSTEM, reason="two boxes")

    @when(lambda: orders("canceled", "expired"))
    @rule(choice=CHOICE)
    def reinstate(self, choice):
        order = nth(orders("canceled", "expired"), choice)
        attempt(reinstate_order, order_id=order.pk, actor=SYSTEM, reason=uuid4().hex)

    @when(late)
    @rule(choice=CHOICE, act=st.sampled_from([give_back_late, reinstate_late, reinstate_late_and_wait]))
    def decide_late_money(self, choice, act):
        more = {} if act is give_back_late else {"reason": "they still want it"}
        attempt(act, latemoney_id=nth(late(), choice).pk, actor=SYSTEM, **more)
