"""The context of a mail about an order as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from notifications.content.links import LINK_LASTS, new_url
from notifications.content.views import MOST_LINES, LineView, Scribe, address_lines, line_view, order_views, totals
from notifications.content.words import CAUSES, CHOICES, WORDS, locale_of
from notifications.errors import NothingToSay
from orders.models import Answer, DelayChoice, Order, OrderLine
from orders.selectors.choices import asked_lines, instead_of
from orders.services.asking import is_late
from support.models import Feedback


def mail_locale(order: Order) -> str:
    customer = order.customer
    return locale_of(customer.locale if customer else "", order.channel.locale)


def scribe_of(order: Order, locale: str) -> Scribe:
    return Scribe(locale=locale, currency=order.currency, words=WORDS[locale])


def order_lines(order: Order) -> list[OrderLine]:
    return list(order.lines.all())


def base_context(order: Order, locale: str) -> dict[str, Any]:
    """What every mail has: who writes to whom about what, and the links: one is made when the words name it."""
    return {
        "locale": locale,
        # A copy: whatever a template does with it, it does to its own.
        "words": dict(WORDS[locale]),
        "shop": order.channel.name,
        "number": order.number,
        "name": order.customer.name if order.customer else "",
        "status_url": new_url(order.pk, "order"),
        "feedback_url": SimpleLazyObject(partial(new_url, order.pk, "feedback")),
        "wishes_url": SimpleLazyObject(partial(new_url, order.pk, "wishes")),
        "po_number": order.po_number,
    }


def shown(lines: Sequence[LineView]) -> dict[str, Any]:
    """The first lines, and how many are left out: nobody reads a mail of five hundred."""
    return {"lines": [asdict(line) for line in lines[:MOST_LINES]], "more_lines": max(0, len(lines) - MOST_LINES)}


def confirmation(order: Order, locale: str) -> Mapping[str, Any]:
    scribe = scribe_of(order, locale)
    lines = [line for line in order_lines(order) if line.ordered > line.canceled]
    return {
        **base_context(order, locale),
        **shown(order_views(lines, scribe, quantity=lambda line: line.ordered - line.canceled)),
        "totals": [asdict(row) for row in totals(order, scribe)],
        "promise": scribe.date(order.promised_on),
        "waiting": sum(line.backordered for line in lines),
        "address": address_lines(order),
    }


def feedback_request(order: Order, locale: str) -> Mapping[str, Any]:
    """Raises NothingToSay when the customer told it meanwhile, or goods of the order come back."""
    if Feedback.objects.filter(order=order).exists():
        raise NothingToSay("The customer has rated the order.")
    if order.open_returns or order.open_claims or order.open_cases:
        raise NothingToSay("Something is open with this order: whoever waits for help is not asked how it was.")
    scribe = scribe_of(order, locale)
    arrived = [line for line in order_lines(order) if line.delivered]
    return {
        **base_context(order, locale),
        **shown(order_views(arrived, scribe, quantity=lambda line: line.delivered)),
    }


def cancellation(order: Order, locale: str) -> Mapping[str, Any]:
    scribe = scribe_of(order, locale)
    return {
        **base_context(order, locale),
        **shown(order_views(order_lines(order), scribe, quantity=lambda line: line.ordered)),
        "was_paid": bool(order.captured_amount),
    }


def order_link(order: Order, locale: str) -> Mapping[str, Any]:
    """Nothing but the way to the order's page, and how long it stays open."""
    until = timezone.now() + LINK_LASTS
    return {**base_context(order, locale), "link_until": scribe_of(order, locale).date(until.date())}


def promise_slip(order: Order, locale: str, *, choice_id: int) -> Mapping[str, Any]:
    """Raises NothingToSay when the question is answered or asked anew, or nothing of it is still to come."""
    scribe = scribe_of(order, locale)
    choice = DelayChoice.objects.get(pk=choice_id)
    now, lines = timezone.now(), order_lines(order)
    if not choice.is_open(now):
        raise NothingToSay("The question is answered, or a newer one was asked.")
    asked = [line for line in asked_lines(choice, lines) if line.allocated + line.backordered]
    late = asked if choice.offers else [line for line in asked if is_late(line)]
    if not late:
        raise NothingToSay("No line is later than promised any more.")
    latest = max((line.promise_on for line in late if line.promise_on), default=None)
    base = base_context(order, locale)
    options = [one for one in choice.options if one != Answer.SUBSTITUTE or instead_of(order, choice, lines, now)]
    return {
        **base,
        **shown([line_view(line, scribe, quantity=line.allocated + line.backordered) for line in late]),
        "promise": scribe.date(latest),
        "cause": CAUSES[locale].get(choice.cause, ""),
        "options": [CHOICES[locale][option] for option in options],
        "is_offer": bool(choice.offers),
        "choice_url": f"{base['status_url']}#choice",
        "answer_until": scribe.date(choice.expires_at.date()),
    }
