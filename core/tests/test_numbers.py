"""Human numbers: never twice, whatever is rolled back."""

import pytest
from django.db import transaction

from core.numbers import SERIES, next_number, next_numbers, number_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("series", sorted(SERIES))
def test_every_series_has_its_sequence_and_prefix(series):
    assert next_number(series).startswith(f"{SERIES[series]}-")


def test_numbers_of_a_batch_are_distinct_and_rise(django_assert_num_queries):
    with django_assert_num_queries(1):
        numbers = next_numbers("order", 50)

    values = [int(number.rpartition("-")[2]) for number in numbers]
    assert values == sorted(set(values))


def test_a_number_of_an_undone_transaction_is_not_given_again():
    with transaction.atomic():
        lost = next_number("order")
        transaction.set_rollback(True)

    assert next_number("order") != lost


def test_a_channel_may_have_its_own_prefix():
    assert next_number("order", "WEB").startswith("WEB-")
    assert number_text("order", 7) == "O-7"


def test_an_unknown_series_is_an_error_of_ours():
    with pytest.raises(KeyError):
        next_number("nonsense")
