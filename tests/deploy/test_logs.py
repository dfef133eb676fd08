"""What a log may tell: the traceback, never what the variables held."""

import logging

from oms.logs import BEFORE, MaskingFormatter, renderer


def fail() -> None:
    local_address = "Unter den Linden 77"
    raise ValueError(f"{len(local_address)} characters")


def logged() -> str:
    formatter = MaskingFormatter(processor=renderer(), foreign_pre_chain=BEFORE)
    try:
        fail()
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
        return formatter.format(logging.LogRecord("oms", logging.ERROR, __file__, 1, "It broke.", (), told))
    raise AssertionError("it did not fail")


def test_a_traceback_in_the_log_shows_lines_and_no_local_variables():
    line = logged()

    assert "It broke." in line
    assert "ValueError: 19 characters" in line
    assert 'raise ValueError(f"{len(local_address)} characters")' in line
    assert "Unter den Linden" not in line
