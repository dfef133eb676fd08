"""Kits as the office puts them together: what cannot be a kit is refused where it is typed."""

import pytest
from django.urls import reverse

from accounts.models import User
from catalog.models import SKU, SkuComponent
from catalog.tests.factories import SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("root"))
    return client


def save(office, sku: SKU, *parts: tuple[SKU, int]):
    """The SKU's page saved with these components, as a browser sends it."""
    form = {
        "code": sku.code, "name": sku.name, "product": sku.product_id, "tax_class": sku.tax_class_id,
        "is_active": "on", "weight_grams": 1, "length_mm": 0, "width_mm": 0, "height_mm": 0, "scan_each_up_to": 5,
        "track_stock": "on", "needs_shipping": "on",
    }  # fmt: skip
    for prefix in ("barcodes", "prices", "substitutes"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    form |= {"components-TOTAL_FORMS": len(parts), "components-INITIAL_FORMS": 0}
    for number, (part, units) in enumerate(parts):
        form |= {f"components-{number}-sku": part.pk, f"components-{number}-quantity": units}
    return office.post(reverse("admin:catalog_sku_change", args=[sku.pk]), form)


def test_a_sku_with_components_is_a_kit(office):
    kit, cup, plate = SkuFactory(), SkuFactory(), SkuFactory()

    answer = save(office, kit, (cup, 2), (plate, 1))

    assert answer.status_code == 302
    assert list(kit.components.order_by("pk").values_list("sku", "quantity")) == [(cup.pk, 2), (plate.pk, 1)]


def test_a_kit_is_no_component_neither_of_itself_nor_of_another(office):
    kit, cup, plate, other = SkuFactory(code="KIT"), SkuFactory(), SkuFactory(), SkuFactory(code="SET")
    SkuComponent.objects.create(kit=kit, sku=cup)

    answers = [save(office, other, (kit, 1)), save(office, cup, (plate, 1)), save(office, other, (other, 1))]

    refusals = [
        "A kit cannot be part of a kit: KIT. Put its components in.",
        f"{cup.code} is a component of KIT and cannot be a kit itself.",
        "SET cannot be a component of itself.",
    ]
    for answer, refusal in zip(answers, refusals, strict=True):
        assert refusal in answer.content.decode()
    assert SkuComponent.objects.count() == 1


@pytest.mark.parametrize("units", [0, 1000])
def test_a_kit_needs_one_to_999_units_of_a_component(office, units):
    kit, cup = SkuFactory(), SkuFactory()

    answer = save(office, kit, (cup, units))

    assert answer.status_code == 200
    assert not kit.components.exists()


def test_the_same_component_twice_is_refused(office):
    kit, cup = SkuFactory(), SkuFactory()

    answer = save(office, kit, (cup, 1), (cup, 2))

    assert "duplicate data" in answer.content.decode()
    assert not kit.components.exists()
