"""Arithmetic of an order, for any lines, discounts, rates and currencies: exact, and never less than nothing."""

from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import ZERO, line_amount, minor_unit, quantize, rate_amount
from orders.intake.pricing import (
    PricedCharge,
    PricedLine,
    discount_shares,
    tax_of,
    tax_shares,
    totals_of,
    without_tax,
)
from orders.selectors.worth import value_of_units

CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD"])
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "2.5", "5.5", "7", "8.875", "19", "20", "25", "27")])
PRICES = st.decimals(min_value=0, max_value=9999, places=6)
LINES = st.lists(
    st.tuples(st.integers(1, 999), PRICES, RATES, st.decimals(min_value=0, max_value=100, places=2)),
    min_size=1, max_size=12,
)  # fmt: skip


@given(LINES, st.lists(st.tuples(PRICES, RATES), max_size=3), st.integers(0, 1000), CURRENCIES, st.booleans())
def test_any_order_adds_up_exactly_and_nothing_is_negative(lines, extra, permille, currency, included):
    unit = minor_unit(currency)
    amounts = [line_amount(count, price, currency) for count, price, _, _ in lines]
    own = [rate_amount(amount, less, currency) for amount, (_, _, _, less) in zip(amounts, lines, strict=True)]
    left = sum(amounts, ZERO) - sum(own, ZERO)
    discount = rate_amount(left, Decimal(permille) / 10, currency)
    charges = [(quantize(price, currency), rate) for price, rate in extra]

    shares = discount_shares(amounts, own, discount, currency)
    bases = [(a - s, rate) for a, s, (_, _, rate, _) in zip(amounts, shares, lines, strict=True)] + charges
    taxes = tax_shares(bases, currency, is_included=included)
    priced = [PricedLine(*parts) for parts in zip(amounts, shares, taxes[: len(lines)], strict=True)]
    paid = [
        PricedCharge("fee", "", amount, rate, tax)
        for (amount, rate), tax in zip(charges, taxes[len(lines) :], strict=True)
    ]
    totals = totals_of(priced, paid, tax_included=included)

    assert sum(shares, ZERO) == sum(own, ZERO) + discount == totals.discount
    assert all(lowest <= share <= amount for lowest, share, amount in zip(own, shares, amounts, strict=True))
    assert all(tax >= 0 for tax in taxes)
    for rate in {rate for _, rate in bases}:
        base = sum((amount for amount, each in bases if each == rate), ZERO)
        parts = [tax for tax, (_, each) in zip(taxes, bases, strict=True) if each == rate]
        assert sum(parts, ZERO) == tax_of(base, rate, currency, is_included=included)
        exact = [amount * rate / (100 + rate if included else 100) for amount, each in bases if each == rate]
        assert all(abs(part - one) <= 2 * unit for part, one in zip(parts, exact, strict=True))
    tax = ZERO if included else totals.tax
    assert totals.total == totals.lines + totals.charges + tax - totals.discount >= 0
    assert all(amount % unit == 0 for amount in (*amounts, *shares, *taxes, totals.total))


@given(
    st.integers(1, 60), st.integers(0, 10**6), st.data(), CURRENCIES, st.booleans(),
)  # fmt: skip
def test_any_series_of_parts_of_a_line_sums_to_it_and_no_part_is_worth_less_than_nothing(
    units, minor, data, currency, included
):
    unit = minor_unit(currency)
    discount = data.draw(st.integers(0, minor)) * unit
    tax = data.draw(st.integers(0, minor)) * unit
    line = SimpleNamespace(
        ordered=units, amount=minor * unit, discount_amount=discount, tax_amount=tax,
        order=SimpleNamespace(currency=currency, prices_include_tax=included),
    )  # fmt: skip
    cuts = sorted({0, units, *data.draw(st.lists(st.integers(0, units), max_size=8))})
    parts = [value_of_units(line, start, end - start) for start, end in pairwise(cuts)]

    assert sum((part.amount for part in parts), ZERO) == line.amount
    assert sum((part.discount for part in parts), ZERO) == discount
    assert sum((part.tax for part in parts), ZERO) == tax
    assert all(part.total >= 0 and part.amount >= 0 for part in parts)
    taken_back = ZERO
    for part in reversed(parts):
        taken_back += part.discount
        assert 0 <= taken_back <= discount


def test_a_discount_larger_than_what_is_left_is_no_discount():
    with pytest.raises(ValueError, match="more than the goods"):
        discount_shares([Decimal(10)], [Decimal(4)], Decimal(7), "EUR")


@pytest.mark.parametrize(
    ("currency", "amount", "tax", "shares"),
    [
        ("JPY", "333", "80", ["27", "27", "26"]),
        ("EUR", "0.33", "0.08", ["0.03", "0.03", "0.02"]),
        ("KWD", "0.333", "0.080", ["0.027", "0.027", "0.026"]),
    ],
)
def test_tax_of_a_rate_is_rounded_once_and_shared_by_largest_remainder(currency, amount, tax, shares):
    part = quantize(Decimal(amount) / 3, currency)

    found = tax_shares([(part, Decimal(24))] * 3, currency, is_included=False)

    assert sum(found) == Decimal(tax)
    assert found == [Decimal(share) for share in shares]


def test_waived_tax_comes_out_of_a_price_that_includes_it():
    assert without_tax(Decimal("11.90"), Decimal(19)) == Decimal("10.000000")
    assert without_tax(Decimal(10), Decimal(0)) == 10
