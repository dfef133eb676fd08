import pytest

from shipping.carriers.karrio import client
from shipping.tests.carriers.standin import Running


@pytest.fixture
def standin():
    client._TOKENS.clear()
    with Running() as standin:
        yield standin
    client._TOKENS.clear()
