"""``kill -9`` of a process that imports a larger file: the same end, however often."""

import pytest

from desk.tests.conftest import shop
from desk.tests.imports.test_table_killed import MOMENTS, kill_twice_and_finish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]
__all__ = ["shop"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_large_import_killed_five_times_ends_as_one_that_was_never_killed(shop, tmp_path, moment, form):
    if not form.is_long:
        pytest.skip("the short form is desk/tests/imports/test_table_killed.py")
    kill_twice_and_finish(shop, tmp_path, moment, orders=6000, stops=(8, 5, 1, 3, 9))
