"""On which terms something is sent back, told before it is asked for."""

from collections.abc import Iterable
from decimal import Decimal

from core.money import ZERO
from orders.models import Order
from portal.texts import Words
from returns.models import LabelPayer, Resolution, Return, ReturnState
from returns.selectors.policies import terms_of
from returns.selectors.returnable import LineTerms

# States whose words depend on what the customer gets.
_BY_WISH = (ReturnState.RESOLVED, ReturnState.CLOSED)
_OTHER_WISHES = (Resolution.STORE_CREDIT, Resolution.REPAIR)


def wishes_of(order: Order, lines: Iterable[LineTerms], words: Words) -> tuple[tuple[str, str], ...]:
    """(code, words) of what a return can end in, money first; credit and other goods are somebody's."""
    bonus = min((line.policy.credit_bonus_percent for line in lines), default=ZERO)
    credit = words("wish_store_credit_more", percent=plain(bonus)) if bonus else words("wish_store_credit")
    wishes = [(Resolution.REFUND, words("wish_refund")), (Resolution.REPAIR, words("wish_repair"))]
    if order.customer_id is not None:
        wishes[1:1] = [(Resolution.STORE_CREDIT, credit), (Resolution.EXCHANGE, words("wish_exchange"))]
    return tuple((str(code), text) for code, text in wishes)


def terms_told(order: Order, lines: Iterable[LineTerms], words: Words) -> tuple[str, ...]:
    """Who pays the way back, and what is kept of which goods; for what is our fault nothing is."""
    known = list(lines)
    terms = terms_of((line.policy for line in known), is_our_fault=False)
    fee = words.money(terms.shipping_fee, order.currency)
    told = [words(f"return_payer_{terms.label_payer}", amount=fee)]
    if terms.label_payer == LabelPayer.DEDUCTED and not terms.shipping_fee:
        told = [words(f"return_payer_{LabelPayer.HOUSE}", amount=fee)]
    for line in known:
        percent, amount = line.policy.restocking_percent, line.policy.restocking_amount
        kept = [f"{plain(percent)} %"] if percent else []
        kept += [words("return_kept_each", amount=words.money(amount, order.currency))] if amount else []
        if kept:
            told.append(words("return_kept", name=line.line.name, kept=" + ".join(kept)))
    return tuple(told)


def plain(percent: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{percent.normalize():f}"


def text_of(ret: Return) -> str:
    """The key of the words for where a return is."""
    if ret.state in _BY_WISH and ret.resolution in _OTHER_WISHES:
        return f"return_{ret.state}_{ret.resolution}"
    return f"return_{ret.state}"
