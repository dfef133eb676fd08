"""The question a late order asks its customer, in their words; and the answer once it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from orders.models import Answer, DelayChoice, Order, OrderLine
from orders.selectors.choices import Instead, asked_lines, instead_of, latest_choice, overtaken
from orders.services.substituting import Pick
from portal.texts import Words


@dataclass(frozen=True, slots=True)
class InsteadShown:
    """Other goods for a line; ``value`` names SKU and price as the form sends them."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class LateLine:
    """A line that comes later, from when to when, and what could come instead."""

    line_id: int
    words: str
    dates: str
    instead: tuple[InsteadShown, ...]


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """An open question with its options; or, with ``answered``, what was chosen and when."""

    choice_id: int
    title: str
    intro: str
    until: str
    lines: tuple[LateLine, ...]
    options: tuple[Option, ...]
    answered: str = ""


def choice_shown(order: Order, lines: list[OrderLine], words: Words, *, now: datetime) -> ChoiceShown | None:
    """The newest question as the page shows it; None without one, when its time is over, or when goods came first.

    One query without a question, six with.
    """
    choice = latest_choice(order.pk)
    if choice is None:
        return None
    if choice.answer:
        return _answered(choice, words)
    if not choice.is_open(now) or any(overtaken(order, choice, lines)):
        return None
    instead = instead_of(order, choice, lines, now)
    late = [_late(order, line, list(instead.get(line.pk, ())), words) for line in asked_lines(choice, lines)]
    offered = [code for code in choice.options if code != Answer.SUBSTITUTE or instead]
    kind = "offer" if choice.offers else "late"
    return ChoiceShown(
        choice_id=choice.pk,
        title=words(f"choice_{kind}_title"),
        intro=" ".join(
            filter(None, (words(f"choice_{kind}_intro"), words.either(f"cause_{choice.cause}", "cause_none")))
        ),
        until=words("choice_until", date=words.day(choice.expires_at)),
        lines=tuple(one for one in late if one is not None),
        options=tuple(_option(code, choice, words) for code in offered),
    )


def _answered(choice: DelayChoice, words: Words) -> ChoiceShown:
    assert choice.answered_at is not None
    said = words("choice_made", answer=words(f"choice_{choice.answer}"), date=words.moment(choice.answered_at))
    return ChoiceShown(choice.pk, "", "", "", (), (), answered=f"{said} {choice.consent}".strip())


def _option(code: str, choice: DelayChoice, words: Words) -> Option:
    date = words.date(choice.promise_on) if choice.promise_on else ""
    if code == Answer.WAIT and not date:
        return Option(code, words("choice_wait"), words("choice_wait_undated"))
    return Option(code, words(f"choice_{code}"), words(f"choice_{code}_detail", date=date))


def _late(order: Order, line: OrderLine, instead: list[Instead], words: Words) -> LateLine | None:
    units = line.backordered or line.allocated
    if not units:
        return None
    dates = ""
    if line.promise_on and line.original_promise_on and line.promise_on != line.original_promise_on:
        dates = words("moved_date", date=words.date(line.promise_on), was=words.date(line.original_promise_on))
    elif line.promise_on:
        dates = words("by_date", date=words.date(line.promise_on))
    return LateLine(
        line.pk, f"{words('units', count=units)} {line.name}", dates,
        tuple(InsteadShown(value_of(one), instead_words(order, one, words)) for one in instead),
    )  # fmt: skip


def value_of(one: Instead) -> str:
    return f"{one.sku.code}|{one.unit_price}"


def instead_words(order: Order, one: Instead, words: Words) -> str:
    """What a customer reads of other goods: how many, what, at most which price each."""
    price = words.money(one.unit_price, order.currency)
    return words("instead", count=one.units, name=one.sku.name, price=price)


def consent_words(order: Order, choice: DelayChoice, picks: Mapping[int, Pick], words: Words, *, now: datetime) -> str:
    """The sentences the customer agrees to by choosing ``picks``, as they were shown."""
    lines = list(order.lines.select_related("sku"))
    offered = instead_of(order, choice, lines, now)
    sentences = [
        words("consent", old=f"{one.units} × {line.name}", new=instead_words(order, one, words))
        for line in lines
        for one in offered.get(line.pk, ())
        if picks.get(line.pk) == Pick(one.sku.code, one.unit_price)
    ]
    return " ".join(sentences)
