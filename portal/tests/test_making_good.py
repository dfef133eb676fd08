"""What customers ask for when goods are wrong or unwanted: other goods, money, credit, a report with photos."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.models import SKU
from fulfillment.tests.pictures import photo_file
from orders.tests import factories
from returns.models import Claim, Exchange, Return, ReturnPolicy, ReturnReason
from returns.services.labeling import CAUSE
from returns.tests.conftest import gateway  # noqa: F401
from returns.tests.exchanges import delivered_and_captured
from returns.tests.factories import approved_return, paid_and_delivered
from shipping.models import CarrierAccount, Direction, LooseLabel, LooseLabelDocument
from shipping.statuses import LabelState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG.jpg", photo_file(), "image/jpeg")


@pytest.mark.parametrize("resolution", ["refund", "store_credit", "repair"])
def test_what_a_return_is_to_end_in_is_the_customers_choice(shop, holder_of, resolution):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))

    answer = holder.send(
        "return", **{f"line_{holder.order.lines.get().pk}": "1", "reason": "other", "resolution": resolution}
    )

    assert answer.status_code == 303
    assert Return.objects.get().resolution == resolution


def test_the_same_goods_are_asked_for_again_with_a_photo_the_clerk_sees(shop, holder_of, gateway):  # noqa: F811
    holder = holder_of(delivered_and_captured(shop, {0: 2}))
    line = holder.order.lines.get()

    answer = holder.send(
        "return", **{f"line_{line.pk}": "1", "reason": "damaged", "resolution": "exchange", "key": "k"},
        photos=[photo()],
    )  # fmt: skip

    assert answer.status_code == 303
    exchange = Exchange.objects.get()
    assert [(one.sku.code, one.quantity) for one in exchange.lines.all()] == [(line.sku.code, 1)]
    assert exchange.rma.photos.get().is_from_customer
    page = holder.see()
    assert exchange.number in page
    assert "Your photo" in page


def test_another_of_the_same_product_may_come_instead_and_nothing_else(shop, holder_of, gateway):  # noqa: F811
    SKU.objects.filter(code="SKU-2").update(product=shop.skus[0].product)
    holder = holder_of(delivered_and_captured(shop, {0: 2}))
    line = holder.order.lines.get()
    form = {f"line_{line.pk}": "1", "reason": "other", "resolution": "exchange"}
    assert '<option value="SKU-2"' in holder.see()

    strange = holder.send("return", **form, **{f"other_{line.pk}": "SKU-3"})
    assert strange.status_code == 422
    assert "Choose one of the goods offered" in strange.content.decode()
    assert not Return.objects.exists()

    assert holder.send("return", **form, **{f"other_{line.pk}": "SKU-2"}).status_code == 303
    assert [one.sku.code for one in Exchange.objects.get().lines.all()] == ["SKU-2"]


def test_what_the_policy_does_not_take_back_is_not_offered_and_refused_with_why(shop, holder_of):
    ReturnPolicy.objects.update_or_create(
        channel=shop.channel, category="", country="", defaults={"is_final_sale": True}
    )
    holder = holder_of(paid_and_delivered(shop, {0: 2}))

    assert "Send something back" not in holder.see()
    answer = holder.send("return", **{f"line_{holder.order.lines.get().pk}": "1", "reason": "other"})

    assert answer.status_code == 409
    assert "do not come back" in answer.content.decode()


def test_reasons_stand_below_their_headings_and_a_heading_is_none(shop, holder_of):
    top = ReturnReason.objects.create(code="fit", label="It does not fit", label_de="Passt nicht", is_heading=True)
    ReturnReason.objects.create(code="too_small", label="Too small", label_de="Zu klein", parent=top)
    holder = holder_of(paid_and_delivered(shop, {0: 2}))

    assert '<optgroup label="It does not fit"><option value="too_small">Too small' in holder.see()
    assert '<optgroup label="Passt nicht">' in holder.client.get(holder.url(), {"lang": "de"}).content.decode()
    answer = holder.send("return", **{f"line_{holder.order.lines.get().pk}": "1", "reason": "fit"})
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["damaged", "missing", "wrong", "late", "lost"])
def test_what_went_wrong_is_reported_with_a_photo_and_shown(shop, holder_of, kind):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))
    form = {f"line_{holder.order.lines.get().pk}": "1", "kind": kind, "comment": "Look.", "key": "k"}

    for _ in range(2):
        assert holder.send("claim", **form, photos=[photo()]).status_code == 303

    claim = Claim.objects.get()
    assert (claim.kind, claim.comment, claim.lines.get().quantity, claim.photos.count()) == (kind, "Look.", 1, 1)
    page = holder.see()
    assert claim.number in page
    assert "We have your report" in page


def test_a_claim_of_nothing_of_too_much_or_of_no_kind_is_refused_with_what_was_typed(shop, holder_of):
    holder = holder_of(paid_and_delivered(shop, {0: 2}))
    line = f"line_{holder.order.lines.get().pk}"

    for form, word in (
        ({}, "Choose what is wrong"),
        ({"kind": "lost"}, "at least one"),
        ({"kind": "lost", line: "9"}, "higher"),
    ):
        answer = holder.send("claim", **form, comment="Never came.")
        assert answer.status_code == 422
        assert word in answer.content.decode()
        assert "Never came." in answer.content.decode()
    assert not Claim.objects.exists()


def test_nothing_is_claimed_of_what_was_not_sent(shop, holder_of):
    assert "/claim/" not in holder_of(factories.placed_order(shop)).see()


def labeled(ret: Return) -> LooseLabel:
    account = CarrierAccount.objects.create(code="sim", name="Sim Carrier", carrier="simcarrier")
    label = LooseLabel.objects.create(
        order=ret.order, account=account, warehouse=ret.warehouse, cause_kind=CAUSE, cause_reference=ret.number,
        direction=Direction.TO_US, state=LabelState.PURCHASED, service="standard", tracking_number="RT1",
        purchase_key=uuid4(), weight_grams=500, cost=5, currency=ret.order.currency, purchased_at=timezone.now(),
    )  # fmt: skip
    LooseLabelDocument.objects.create(label=label, format="pdf", content=b"%PDF-1.7 label")
    return label


def test_the_label_is_printed_from_the_page_by_its_holder_alone(shop, holder_of):
    holder, other = (holder_of(paid_and_delivered(shop, {0: 2}, parcel_id=nr)) for nr in (1, 2))
    ret = approved_return(holder.order, 1)
    address = f"{holder.url()}return/{ret.number}.pdf"
    assert "Print the return label" not in holder.see()
    assert holder.client.get(address).status_code == 404

    labeled(ret)

    assert address in holder.see()
    paper = holder.client.get(address)
    assert (paper.status_code, paper["Content-Type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert paper["Content-Disposition"] == f'inline; filename="{ret.number}.pdf"'
    assert paper["Cache-Control"] == "no-store"
    assert other.client.get(f"{other.url()}return/{ret.number}.pdf").status_code == 404
