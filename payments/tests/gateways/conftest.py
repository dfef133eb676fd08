import pytest

pytest.register_assert_rewrite("payments.tests.gateways.suite")
