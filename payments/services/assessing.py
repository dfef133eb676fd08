"""Ask the fraud rules about an order whose money is there."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models.functions import Lower
from django.utils import timezone

from core.actors import Actor
from core.money import format_money
from core.service import service
from customers.models import Customer
from orders.lifecycle import may_wait, secured_amount
from orders.locks import lock_order
from orders.models import Order
from orders.selectors.worth import payable
from orders.services.recording.risk import record_risk
from orders.statuses import OrderState
from payments.models import FraudRule, Payment, RiskAssessment, RuleKind

DAY = timedelta(days=1)
_ASSESSED = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at: the order, its card, and what else is known."""

    order: Order
    country: str
    card: Payment | None
    earlier_orders: int
    same_email_today: int
    same_card_today: int


@service
def check_risk(*, order_id: int, actor: Actor) -> RiskAssessment | None:
    """Assess as soon as the funds are secured, once for an address and a total; None when there is nothing to do (yet).

    An edit that raised the total, and another address, ask again (``risk_checked_at`` is empty).
    """
    order = lock_order(order_id)
    if order.state not in _ASSESSED or order.risk_checked_at is not None:
        return None
    if secured_amount(order) + may_wait(order) < payable(order):
        return None
    facts = _facts(order)
    signals = [
        {"rule": rule.name, "score": rule.score, "sentence": sentence}
        for rule in FraudRule.objects.filter(is_active=True)
        if (sentence := _strikes(rule, facts))
    ]
    score = min(100, sum(int(str(signal["score"])) for signal in signals))
    verdict = _verdict(score, order)
    assessment = RiskAssessment.objects.create(order=order, score=score, verdict=verdict, signals=signals)
    reason = " ".join(str(signal["sentence"]) for signal in signals)
    record_risk(order_id=order_id, score=score, verdict=verdict, reason=reason, actor=actor)
    return assessment


def _verdict(score: int, order: Order) -> str:
    if score >= order.channel.decline_at_score:
        return "decline"
    return "review" if score >= order.channel.review_at_score else "pass"


def _facts(order: Order) -> Facts:
    since = timezone.now() - DAY
    card = order.payments.exclude(card_fingerprint="").first()
    others = Order.objects.filter(customer__isnull=False, customer=order.customer).exclude(pk=order.pk)
    email = order.customer.email.lower() if order.customer else ""
    same_email = Customer.objects.alias(lower=Lower("email")).filter(lower=email)
    by_email = Order.objects.filter(customer__in=same_email, placed_at__gte=since).count() if email else 0
    by_card = 0
    if card is not None:
        by_card = Payment.objects.filter(card_fingerprint=card.card_fingerprint, created_at__gte=since).count()
    address = order.billing_address or order.shipping_address
    return Facts(
        order=order,
        country=address.country if address else "",
        card=card,
        earlier_orders=others.exclude(state=OrderState.DRAFT)[:1].count(),
        same_email_today=by_email,
        same_card_today=by_card,
    )


def _strikes(rule: FraudRule, facts: Facts) -> str:
    """The sentence of a rule that strikes, or an empty string."""
    order, card = facts.order, facts.card
    limit = Decimal(rule.threshold)
    money = format_money(order.total, order.currency)
    found = {
        RuleKind.AMOUNT_ABOVE: (order.total > limit, f"The total of {money} is unusually high."),
        RuleKind.FIRST_ORDER_ABOVE: (
            facts.earlier_orders == 0 and order.total > limit,
            f"A first order of {money}.",
        ),
        RuleKind.CARD_COUNTRY_DIFFERS: (
            card is not None and bool(card.card_country) and card.card_country != facts.country,
            f"The card comes from {card.card_country if card else ''}, the address is in {facts.country}.",
        ),
        RuleKind.AVS_FAILED: (card is not None and card.avs_check == "fail", "The address check of the card failed."),
        RuleKind.CVC_FAILED: (card is not None and card.cvc_check == "fail", "The code of the card was wrong."),
        RuleKind.VELOCITY_EMAIL: (
            facts.same_email_today > limit,
            f"{facts.same_email_today} orders by this e-mail within a day.",
        ),
        RuleKind.VELOCITY_CARD: (
            facts.same_card_today > limit,
            f"{facts.same_card_today} orders by this card within a day.",
        ),
        RuleKind.BLOCKED_CUSTOMER: (
            order.customer is not None and order.customer.is_blocked,
            "The customer is blocked.",
        ),
    }
    strikes, sentence = found[RuleKind(rule.kind)]
    return sentence if strikes else ""
