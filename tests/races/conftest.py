"""A house with one order, brought to a stage once and put back for every race."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from fulfillment.tests.factories import put_on_shelves
from oms.embedded.cleanroom import put_seeds_back
from orders.intake.reference import forget_reference, reference
from orders.models import Order
from orders.tests.factories import Shop, open_shop
from tests.races.hands import Hand
from tests.races.moments import Moment
from tests.races.stages import bring_to, open_house


@pytest.fixture(scope="module")
def hands(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Hand]]:
    """Two people, each at a connection of their own."""
    with django_db_blocker.unblock():
        two = [Hand(), Hand()]
        yield two
        for hand in two:
            hand.close()


@pytest.fixture
def open_floor(transactional_db, settings) -> Iterator[Callable[..., Shop]]:
    """Call it for a shop whose goods lie on shelves; orders go to the floor, money and the road stay out."""
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    forget_reference()

    def opened(*, skus: int = 1) -> Shop:
        shop = open_shop(skus=skus, stock=10)
        put_on_shelves(shop)
        reference()
        return shop

    yield opened
    forget_reference()


@pytest.fixture(scope="module")
def order_at(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, gateway_simulator: object, carrier_simulator: object
) -> Iterator[Callable[[str], Order]]:
    """Call it with a stage: the database holds one order there and nothing else, whatever was done before."""
    with django_db_blocker.unblock():
        forget_reference()
        shop = open_house()
        moments = {"": Moment("house")}

        def order_at(stage: str) -> Order:
            if stage not in moments:
                moments[""].again()
                bring_to(stage, shop)
                moments[stage] = Moment(stage)
            else:
                moments[stage].again()
            return Order.objects.select_related("channel").get()

        yield order_at
        for moment in moments.values():
            moment.forget()
        put_seeds_back()
        forget_reference()
