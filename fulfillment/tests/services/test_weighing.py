import pytest

from catalog.models import SKU
from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Event
from fulfillment.models import FulfillmentLine, Packaging, Parcel, ParcelItem
from fulfillment.selectors.following import record_of_box
from fulfillment.services import closing, weighing
from fulfillment.services.closing import close_parcel, repack_parcel
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.tests.factories import box, picked_work


@pytest.fixture
def parcel(shop) -> Parcel:
    """Two units of 500 g, 100 × 100 × 50 mm each, all scanned."""
    SKU.objects.filter(code="SKU-1").update(length_mm=100, width_mm=100, height_mm=50)
    parcel = start_parcel(fulfillment_order_id=picked_work(shop, {0: 2}).pk, actor=SYSTEM)
    return pack_in_full(parcel_id=parcel.pk, scan_id="x", actor=SYSTEM)


@pytest.fixture
def carton(db) -> Packaging:
    return box("carton", 120, tare_grams=100)


def close(parcel, weight, carton=None, **options) -> Parcel:
    return close_parcel(
        parcel_id=parcel.pk, weight_grams=weight, packaging_id=carton.pk if carton else None, actor=SYSTEM, **options
    )


def is_told(parcel) -> bool:
    """Whether anybody was told to buy a label."""
    return Event.objects.filter(name="fulfillment.parcel_packed", data__parcel_id=parcel.pk).exists()


@pytest.mark.parametrize(("weight", "words"), [(989, "111 g less than expected"), (1211, "111 g more than expected")])
def test_far_from_the_expected_weight_the_label_waits_for_a_reason(parcel, carton, weight, words):
    with pytest.raises(MoveRefused, match=words):
        close(parcel, weight, carton)

    assert (Parcel.objects.get().state, is_told(parcel)) == ("packing", False)

    close(parcel, weight, carton, weight_reason="The product's weight in the books is wrong")

    kept = Parcel.objects.get()
    assert (kept.state, kept.expected_grams, is_told(parcel)) == ("packed", 1100, True)
    assert kept.weight_reason == "The product's weight in the books is wrong"


@pytest.mark.parametrize("weight", [990, 1100, 1210])
def test_within_the_tolerance_no_reason_is_asked_for_or_kept(parcel, carton, weight):
    close(parcel, weight, carton, weight_reason="none is needed")

    assert (Parcel.objects.get().expected_grams, Parcel.objects.get().weight_reason) == (1100, "")


def test_a_packaging_without_a_tolerance_takes_any_weight(parcel, carton):
    Packaging.objects.update(weight_tolerance_percent=None)

    close(parcel, 4_000, carton)

    assert Parcel.objects.get().state == "packed"


def test_a_box_that_is_not_ours_is_not_weighed_against_the_books(parcel):
    close(parcel, 4_000)

    assert (Parcel.objects.get().state, Parcel.objects.get().expected_grams) == ("packed", 1000)


def test_a_blank_reason_is_none(parcel, carton):
    with pytest.raises(MoveRefused, match="900 g more"):
        close(parcel, 2_000, carton, weight_reason="  ")


def test_the_box_suggested_and_the_box_taken_are_both_kept(parcel, carton):
    other = box("other", 300, tare_grams=100)

    close(parcel, 1_100, other)

    kept = Parcel.objects.get()
    assert (kept.packaging, kept.suggested_packaging, kept.suggested_by) == (other, carton, "measures")
    assert (record_of_box(carton.pk).suggested, record_of_box(carton.pk).taken) == (1, 0)


def test_by_weight_alone_and_without_any_box_is_kept_as_such(parcel, carton):
    SKU.objects.filter(code="SKU-1").update(length_mm=0)
    close(parcel, 1_100, carton)
    assert (Parcel.objects.get().suggested_packaging, Parcel.objects.get().suggested_by) == (carton, "weight")

    repack_parcel(parcel_id=parcel.pk, actor=SYSTEM)
    Packaging.objects.update(is_active=False)
    close(parcel, 1_100, carton)
    assert (Parcel.objects.get().suggested_packaging, Parcel.objects.get().suggested_by) == (None, "")


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """In which order a closing plans cartons and takes its locks."""
    steps = []

    def noted(place, name):
        real = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *args: steps.append(name) or real(*args))

    noted(weighing, "suggest_cartons")
    noted(closing, "lock_parcel")
    return steps


def test_cartons_are_planned_before_the_locks(parcel, carton, told):
    close(parcel, 1_100, carton)

    assert told == ["suggest_cartons", "lock_parcel"]


def test_what_was_planned_for_other_units_is_planned_anew_under_the_locks(parcel, carton, told, monkeypatch):
    lock = closing.lock_parcel

    def after_a_change(parcel_id):
        """Somebody has one unit canceled between plan and lock."""
        FulfillmentLine.objects.update(picked=1)
        ParcelItem.objects.update(quantity=1)
        return lock(parcel_id)

    monkeypatch.setattr(closing, "lock_parcel", after_a_change)
    close(parcel, 600, carton)

    assert told == ["suggest_cartons", "lock_parcel", "suggest_cartons"]
    assert Parcel.objects.get().suggested_packaging == carton
