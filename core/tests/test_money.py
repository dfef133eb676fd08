"""Rounding and splitting, for every currency and every weight."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import UnknownCurrency, exponent, format_money, line_amount, minor_unit, quantize, rate_amount, split

CURRENCIES = st.sampled_from(["JPY", "EUR", "USD", "KWD", "GBP", "CLP", "TND"])
UNITS = st.integers(min_value=-(10**10), max_value=10**10)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=40)


@given(currency=CURRENCIES, units=UNITS, weights=WEIGHTS)
def test_shares_sum_exactly_and_none_is_a_unit_off_its_due(currency, units, weights):
    unit = minor_unit(currency)
    amount = units * unit

    shares = split(amount, weights, currency)

    assert sum(shares) == amount
    assert all(share == quantize(share, currency) for share in shares)
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        due = amount * weight / whole if whole else amount / len(weights)
        assert abs(share - due) <= unit


@given(currency=CURRENCIES, units=UNITS, weights=WEIGHTS)
def test_nobody_gets_a_share_of_the_other_sign_and_no_weight_gets_nothing(currency, units, weights):
    shares = split(units * minor_unit(currency), weights, currency)

    assert all(share * units >= 0 for share in shares)
    if any(weights):
        assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


@given(currency=CURRENCIES, units=UNITS, weights=WEIGHTS)
def test_more_weight_never_gets_less(currency, units, weights):
    shares = split(abs(units) * minor_unit(currency), weights, currency)

    by_weight = sorted(zip(weights, shares, strict=True))
    for (weight, share), (heavier, larger) in pairwise(by_weight):
        assert larger >= share or weight == heavier


def test_a_split_is_the_same_every_time():
    assert split(Decimal("10.00"), [1, 1, 1], "EUR") == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert split(Decimal("-1"), [0, 0], "JPY") == [Decimal(-1), Decimal(0)]


@pytest.mark.parametrize(
    ("amount", "weights", "why"),
    [("1.00", [], "nobody"), ("1.00", [1, -1], "negative"), ("1.001", [1], "finer")],
)
def test_a_split_that_makes_no_sense_is_refused(amount, weights, why):
    with pytest.raises(ValueError, match=why):
        split(Decimal(amount), weights, "EUR")


@pytest.mark.parametrize(("currency", "places"), [("JPY", 0), ("EUR", 2), ("KWD", 3)])
def test_each_currency_has_its_own_decimals(currency, places):
    assert exponent(currency) == places


def test_an_unknown_currency_is_named():
    with pytest.raises(UnknownCurrency) as refusal:
        exponent("EURO")

    assert "EURO" in refusal.value.message


def test_half_is_rounded_away_from_zero_and_only_once():
    assert quantize(Decimal("0.125"), "EUR") == Decimal("0.13")
    assert quantize(Decimal("-0.125"), "EUR") == Decimal("-0.13")
    assert line_amount(3, Decimal("0.415"), "EUR") == Decimal("1.25")
    assert rate_amount(Decimal("9.99"), Decimal("19"), "EUR") == Decimal("1.90")


def test_amounts_read_as_people_write_them():
    assert format_money(Decimal("1234.5"), "EUR") == "€1,234.50"
    assert format_money(Decimal(1500), "JPY") == "¥1,500"
