"""Parcels on their way, made through the services and a real carrier simulator."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect
from fulfillment.models import Parcel
from fulfillment.tests.factories import packed_parcel
from orders.tests.factories import Shop
from shipping.models import CarrierAccount, Manifest, ShippingLabel
from shipping.services.manifests import close_manifest, open_manifest, scan_parcel


def drain_again() -> None:
    """Retries are rows of a later time: make them due and run them.

    Inside a test's transaction the database's time stands still at its beginning, so “due” is long ago.
    """
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))
    drain()


def labeled_parcel(shop: Shop, units: Mapping[int, int] | None = None, **options) -> ShippingLabel:
    parcel = packed_parcel(shop, units, **options)
    drain()
    return ShippingLabel.objects.select_related("parcel").get(parcel=parcel)


def open_truck(shop: Shop, warehouse: int = 0) -> Manifest:
    account = CarrierAccount.objects.get(code="simcarrier")
    return open_manifest(warehouse_id=shop.warehouses[warehouse].pk, account_id=account.pk, actor=SYSTEM)


def handed_over(shop: Shop, units: Mapping[int, int] | None = None, **options) -> ShippingLabel:
    label = labeled_parcel(shop, units, **options)
    truck = open_truck(shop)
    scan_parcel(manifest_id=truck.pk, code=label.tracking_number, actor=SYSTEM)
    close_manifest(manifest_id=truck.pk, actor=SYSTEM)
    drain()
    return reread(label)


def reread(label: ShippingLabel) -> ShippingLabel:
    return ShippingLabel.objects.select_related("parcel").get(pk=label.pk)


def parcel_of(label: ShippingLabel) -> Parcel:
    return Parcel.objects.get(pk=label.parcel_id)
