"""Amounts in fields are written as people write them, and read back as what they were."""

from decimal import Decimal

import pytest

from core.admin.decimals import TidyDecimal


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("25.0000", "25.00"), ("0.0000", "0.00"), ("1200.0000", "1200.00"), ("0.0750", "0.075"), ("3.3330", "3.333"),
        ("-4.5000", "-4.50"), ("100000000.0000", "100000000.00"),
    ],
)  # fmt: skip
def test_zeros_that_say_nothing_are_left_out_and_nothing_else(kept, shown):
    field = TidyDecimal(max_digits=19, decimal_places=4)

    written = field.prepare_value(Decimal(kept))

    assert str(written) == shown
    assert field.clean(str(written)) == Decimal(kept)
    assert not field.has_changed(Decimal(kept), str(written))


def test_what_somebody_typed_stays_as_typed():
    field = TidyDecimal(max_digits=19, decimal_places=4)

    assert [field.prepare_value(value) for value in ("12,5", "", None)] == ["12,5", "", None]
