from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM
from core.effects import drain
from shipping.models import ShippingLabel
from shipping.selectors.radar import voids_running_out
from shipping.services.manifests import scan_parcel
from shipping.statuses import LabelState
from shipping.tests.factories import labeled_parcel, open_truck, reread

pytestmark = pytest.mark.django_db


def soon() -> list[ShippingLabel]:
    return list(voids_running_out(ShippingLabel.objects.all(), now=timezone.now()))


def ends_in(label: ShippingLabel, **time) -> None:
    ShippingLabel.objects.filter(pk=label.pk).update(void_until=timezone.now() + timedelta(**time))


def test_a_label_nobody_used_is_seen_in_its_last_days_only(shop, carrier):
    label = labeled_parcel(shop)

    ends_in(label, days=10)
    assert soon() == []
    ends_in(label, hours=50)
    assert soon() == [label]
    ends_in(label, hours=-1)
    assert soon() == []


def test_a_label_on_a_truck_is_used(shop, carrier):
    label = labeled_parcel(shop)
    ends_in(label, hours=50)

    scan_parcel(manifest_id=open_truck(shop).pk, code=label.tracking_number, actor=SYSTEM)

    assert soon() == []


def test_the_office_gives_them_back_from_the_list(shop, carrier, client):
    label = labeled_parcel(shop)
    ends_in(label, hours=50)
    client.force_login(User.objects.create_superuser("root"))
    url = reverse("admin:shipping_shippinglabel_changelist") + "?void=soon"
    assert label.tracking_number in client.get(url).content.decode()

    client.post(url, {"action": "void_selected", "_selected_action": [label.pk]})
    drain()

    assert reread(label).state == LabelState.VOIDED
    assert len(carrier.truth("void_label")) == 1
    assert soon() == []
