import pytest

from fulfillment.tests.factories import put_on_shelves
from shipping.carriers.registry import carrier_named
from shipping.models import CarrierAccount
from shipping.tasks import poll_tracking
from shipping.tests.carrier import CarrierControl
from shipping.tests.factories import handed_over, labeled_parcel

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier(carrier_simulator, settings, shop):
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"
    put_on_shelves(shop)
    control = CarrierControl(carrier_simulator.url, carrier_simulator.webhook_secret)
    control.reset()
    yield control
    control.client.close()
    carrier_named("simcarrier").wire.client.close()
    carrier_named.cache_clear()


def test_a_parcel_shows_its_number_its_goods_and_the_carriers_news(shop, carrier, holder_of):
    CarrierAccount.objects.update(tracking_url="https://carrier.example/{number}")
    label = handed_over(shop, {0: 2})
    holder = holder_of(label.order)
    assert "The carrier has no news yet." in holder.see()

    carrier.advance(label.tracking_number, 2)
    poll_tracking(label_id=label.pk)
    page = holder.see()

    assert f'href="https://carrier.example/{label.tracking_number}"' in page
    assert "2 × Product 1" in page
    assert page.index("On the road") < page.index("Picked up by the carrier")


def test_a_parcel_still_in_the_house_is_not_shown(shop, carrier, holder_of):
    label = labeled_parcel(shop)

    assert label.tracking_number not in holder_of(label.order).see()
