"""What the fraud rules find in an order, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.money import format_money
from orders.models import Order
from orders.statuses import OrderState
from payments.models import DenyListEntry, DisposableDomain, FraudRule, Payment, RuleKind
from payments.models.risk import AMOUNTS
from payments.selectors.denied import entries_on
from payments.selectors.marks import marks_of, parents_of, plain_email
from payments.selectors.velocity import counts_for
from payments.statuses import PAYMENT_OVER

# How gateways say that nobody could check.
UNCHECKED = ("unavailable", "unchecked", "unsupported")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at; ``cards`` are the payments by card that give the order its money."""

    order: Order
    cards: Sequence[Payment]
    is_first_order: bool
    counts: Mapping[int, int]
    denied: Sequence[DenyListEntry]
    disposable: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that struck, its weight and what it found."""

    rule: FraudRule
    sentence: str

    def kept(self) -> dict[str, object]:
        """As the assessment keeps it: a rule that is changed or deleted later does not change what it said."""
        rule = self.rule
        return {
            "rule_id": rule.pk, "rule": rule.name, "kind": rule.kind, "score": rule.score, "sentence": self.sentence,
        }  # fmt: skip


def signals_on(order: Order, *, now: datetime) -> list[Signal]:
    """The signals of an order whose money is there, the heaviest first. The queries do not grow with the rules."""
    rules = rules_of(order)
    facts = _facts(order, rules, now)
    return [Signal(rule, sentence) for rule in rules if (sentence := STRIKES[RuleKind(rule.kind)](rule, facts))]


def rules_of(order: Order) -> list[FraudRule]:
    """The active rules that look at the order's channel and currency; one query."""
    active = FraudRule.objects.filter(Q(channel=None) | Q(channel=order.channel_id), is_active=True)
    return [rule for rule in active if rule.kind not in AMOUNTS or rule.currency in ("", order.currency)]


def _facts(order: Order, rules: Sequence[FraudRule], now: datetime) -> Facts:
    by_card = list(order.payments.exclude(card_fingerprint="").order_by("pk"))
    kinds = {rule.kind for rule in rules}
    email = plain_email(order.customer.email) if order.customer and order.customer.email else ""
    earlier = Order.objects.filter(customer__isnull=False, customer=order.customer).exclude(pk=order.pk)
    is_asked = RuleKind.FIRST_ORDER_ABOVE in kinds
    domains = parents_of(email.rpartition("@")[2]) if email and RuleKind.DISPOSABLE_DOMAIN in kinds else ()
    disposable = DisposableDomain.objects.filter(domain__in=domains).first() if domains else None
    return Facts(
        order=order,
        cards=[payment for payment in by_card if payment.state not in PAYMENT_OVER],
        is_first_order=is_asked and not earlier.exclude(state=OrderState.DRAFT).exists(),
        counts=counts_for(rules, order, [payment.card_fingerprint for payment in by_card], now=now),
        denied=entries_on(marks_of(order, by_card), now=now) if RuleKind.DENY_LIST in kinds else (),
        disposable=disposable.domain if disposable else "",
    )


def _amount_above(rule: FraudRule, facts: Facts) -> str:
    order = facts.order
    return f"The total of {_total(order)} is unusually high." if order.total > rule.threshold else ""


def _first_order_above(rule: FraudRule, facts: Facts) -> str:
    strikes = facts.is_first_order and facts.order.total > rule.threshold
    return f"A first order of {_total(facts.order)}." if strikes else ""


def _total(order: Order) -> str:
    return format_money(order.total, order.currency)


def _international(rule: FraudRule, facts: Facts) -> str:
    country, home = _ship_country(facts.order), facts.order.channel.country
    return f"It ships to {country}; the channel sells from {home}." if country and country != home else ""


def _countries_differ(rule: FraudRule, facts: Facts) -> str:
    billing, shipping = facts.order.billing_address, _ship_country(facts.order)
    if billing is None or not shipping or billing.country == shipping:
        return ""
    return f"It is billed to {billing.country} and ships to {shipping}."


def _ship_country(order: Order) -> str:
    return order.shipping_address.country if order.shipping_address else ""


def _card_country_differs(rule: FraudRule, facts: Facts) -> str:
    address = facts.order.billing_address or facts.order.shipping_address
    away = [card.card_country for card in facts.cards if card.card_country]
    if address is None:
        return ""
    away = [country for country in away if country != address.country]
    return f"The card comes from {away[0]}, the address is in {address.country}." if away else ""


def _answer(column: str, answers: Sequence[str], sentence: str) -> Callable[[FraudRule, Facts], str]:
    def strikes(rule: FraudRule, facts: Facts) -> str:
        return sentence if any(getattr(card, column) in answers for card in facts.cards) else ""

    return strikes


def _velocity(shared: str) -> Callable[[FraudRule, Facts], str]:
    def strikes(rule: FraudRule, facts: Facts) -> str:
        count = facts.counts.get(rule.pk, 0)
        hours = "a day" if rule.window_hours == 24 else f"{rule.window_hours} hours"
        return f"{count} orders {shared} within {hours}." if count > rule.threshold else ""

    return strikes


def _disposable_domain(rule: FraudRule, facts: Facts) -> str:
    return f"The mailbox is a throw-away one of {facts.disposable}." if facts.disposable else ""


def _deny_list(rule: FraudRule, facts: Facts) -> str:
    return " ".join(
        f"{entry.get_kind_display()} on the deny list since {entry.added_at:%Y-%m-%d}: {entry.reason.rstrip('.')}."
        for entry in facts.denied
    )


def _blocked_customer(rule: FraudRule, facts: Facts) -> str:
    customer = facts.order.customer
    return "The customer is blocked." if customer is not None and customer.is_blocked else ""


STRIKES: Mapping[RuleKind, Callable[[FraudRule, Facts], str]] = {
    RuleKind.AMOUNT_ABOVE: _amount_above,
    RuleKind.FIRST_ORDER_ABOVE: _first_order_above,
    RuleKind.INTERNATIONAL: _international,
    RuleKind.COUNTRIES_DIFFER: _countries_differ,
    RuleKind.CARD_COUNTRY_DIFFERS: _card_country_differs,
    RuleKind.AVS_FAILED: _answer("avs_check", ("fail",), "The address check of the card failed."),
    RuleKind.AVS_UNCHECKED: _answer("avs_check", UNCHECKED, "The address of the card could not be checked."),
    RuleKind.CVC_FAILED: _answer("cvc_check", ("fail",), "The code of the card was wrong."),
    RuleKind.CVC_UNCHECKED: _answer("cvc_check", UNCHECKED, "The code of the card could not be checked."),
    RuleKind.VELOCITY_EMAIL: _velocity("by this e-mail"),
    RuleKind.VELOCITY_CARD: _velocity("by this card"),
    RuleKind.VELOCITY_ADDRESS: _velocity("to this address"),
    RuleKind.VELOCITY_IP: _velocity("from this IP address"),
    RuleKind.DISPOSABLE_DOMAIN: _disposable_domain,
    RuleKind.DENY_LIST: _deny_list,
    RuleKind.BLOCKED_CUSTOMER: _blocked_customer,
}
