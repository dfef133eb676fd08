"""Whatever happens to an order, and whenever its documents are written: together they are the order to the cent."""

from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Channel
from core.money import ZERO, minor_unit
from orders.models import Order, OrderCharge, OrderLine
from orders.selectors.worth import value_of_units
from payments.models import Document
from payments.selectors.billing import Key, OpenInvoice, Part, nothing
from payments.services.billing import share_among
from payments.services.reckoning import Due, due_by_now

RATES = (Decimal(0), Decimal(7), Decimal("19"))
CURRENCIES = ("JPY", "EUR", "KWD")


@dataclass
class Books:
    """An order and the documents written of it, without a database."""

    order: Order
    lines: list[OrderLine]
    charges: list[OrderCharge]
    billed: dict[Key, Part] = field(default_factory=dict)
    invoices: list[OpenInvoice] = field(default_factory=list)

    @property
    def back(self) -> dict[int, int]:
        return {line.pk: line.returned for line in self.lines}

    @property
    def payable(self) -> Decimal:
        return sum((self._kept(line) for line in self.lines), ZERO) + self._charges() - self.order.credited_amount

    def _kept(self, line: OrderLine) -> Decimal:
        return value_of_units(line, 0, line.ordered - line.canceled).total

    def _charges(self) -> Decimal:
        added = ZERO if self.order.prices_include_tax else Decimal(1)
        return sum((charge.amount + added * charge.tax_amount for charge in self.charges), ZERO)

    def shipped_worth(self) -> Decimal:
        goods = sum((value_of_units(line, 0, line.shipped).total for line in self.lines), ZERO)
        return goods + (self._charges() if any(line.shipped for line in self.lines) else ZERO)

    def write(self) -> Due:
        due = due_by_now(self.order, self.lines, self.charges, self.billed, self.back)
        total = sum((part.total for part in due.more), ZERO)
        if total:
            self._add(due.more)
            document = Document(pk=len(self.invoices) + 1)
            self.invoices.append(OpenInvoice(document, total, frozenset(part.key for part in due.more)))
        for document, parts in share_among([one for one in self.invoices if one.left], due.less, self.order.currency):
            self._add([nothing(part.key, includes_tax=part.includes_tax).less(part) for part in parts])
            self._lower(document.pk, sum((part.total for part in parts), ZERO))
        return due

    def _add(self, parts: list[Part]) -> None:
        for part in parts:
            before = self.billed.get(part.key) or nothing(part.key, includes_tax=part.includes_tax)
            self.billed[part.key] = before.less(nothing(part.key, includes_tax=part.includes_tax).less(part))

    def _lower(self, pk: int, amount: Decimal) -> None:
        one = self.invoices[pk - 1]
        assert one.left >= amount > 0
        self.invoices[pk - 1] = OpenInvoice(one.document, one.left - amount, one.keys)


@st.composite
def orders(draw) -> Books:
    currency = draw(st.sampled_from(CURRENCIES))
    unit = minor_unit(currency)
    includes = draw(st.booleans())
    channel = Channel(invoice_on="shipment", currency=currency)
    order = Order(pk=1, channel=channel, currency=currency, prices_include_tax=includes, credited_amount=ZERO)
    lines = []
    for pk in range(1, draw(st.integers(1, 3)) + 1):
        amount = draw(st.integers(1, 500)) * unit
        discount = draw(st.integers(0, int(amount / unit))) * unit
        rate = draw(st.sampled_from(RATES))
        tax = ((amount - discount) * rate / (100 + rate if includes else 100)).quantize(unit)
        lines.append(
            OrderLine(
                pk=pk, order=order, ordered=draw(st.integers(1, 7)), amount=amount, discount_amount=discount,
                tax_amount=tax, tax_percent=rate, canceled=0, shipped=0, returned=0,
            )
        )  # fmt: skip
    fee = draw(st.integers(0, 50)) * unit
    charge = OrderCharge(pk=1, label="Shipping", amount=fee, tax_percent=RATES[2], tax_amount=ZERO)
    charge.canceled_amount = charge.canceled_tax_amount = ZERO
    return Books(order, lines, [charge])


def happen(books: Books, act: str, index: int, count: int) -> None:
    """One thing that may happen to an order, as far as it can."""
    order, line = books.order, books.lines[index % len(books.lines)]
    open_units = line.ordered - line.canceled - line.shipped
    if act == "ship":
        line.shipped += min(count, open_units)
    elif act == "cancel":
        line.canceled += min(count, open_units)
        order.credited_amount += min(ZERO, books.payable)
    elif act == "return":
        units = min(count, line.shipped - line.returned)
        value = value_of_units(line, line.returned, units).total
        line.returned += units
        order.credited_amount += min(value, books.payable)
    else:
        order.credited_amount += min(count * minor_unit(order.currency) * 7, books.payable)


ACTS = st.tuples(
    st.sampled_from(["ship", "ship", "cancel", "return", "goodwill"]), st.integers(0, 2), st.integers(1, 7)
)


@settings(max_examples=400, deadline=None)
@given(orders(), st.lists(ACTS, max_size=12), st.lists(st.booleans(), min_size=12, max_size=12))
def test_whatever_happens_the_documents_are_what_is_owed(books, acts, written):
    for (act, index, count), is_written in zip(acts, written, strict=False):
        happen(books, act, index, count)
        if is_written:
            books.write()
            check(books)
    books.write()
    check(books)


@settings(max_examples=200, deadline=None)
@given(orders(), st.lists(ACTS, max_size=8))
def test_an_order_given_back_in_full_leaves_no_amount_and_no_tax(books, acts):
    for act, index, count in acts:
        happen(books, act, index, count)
        books.write()
    for line in books.lines:
        line.canceled = line.ordered - line.shipped
    books.order.credited_amount += books.payable
    books.write()

    assert sum((part.total for part in books.billed.values()), ZERO) == 0
    assert all(one.left == 0 for one in books.invoices)
    assert sum((part.tax for part in books.billed.values()), ZERO) == 0


def check(books: Books) -> None:
    """Invoices less credit notes are the worth of what shipped less what was given back; nothing more is due."""
    worth = books.shipped_worth()
    assert sum((part.total for part in books.billed.values()), ZERO) == worth - min(books.order.credited_amount, worth)
    assert sum((one.left for one in books.invoices), ZERO) == worth - min(books.order.credited_amount, worth)
    again = due_by_now(books.order, books.lines, books.charges, books.billed, books.back)
    assert [part for part in (*again.more, *again.less) if part.total] == []
