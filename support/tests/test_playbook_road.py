"""“Arrived damaged” over a parcel that a carrier brought: claim, carrier's claim, goods anew, answer, end."""

import pytest

from core.actors import SYSTEM
from fulfillment.tests.factories import put_on_shelves
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.tests.factories import open_shop
from returns.models import Claim
from shipping.carriers.registry import carrier_named
from shipping.models import CarrierClaim, DeliveryException
from shipping.services.exceptions import open_exception
from shipping.tests.carrier import CarrierControl
from shipping.tests.factories import handed_over
from support.acts.contract import RunWish
from support.models import CannedAnswer, Case, CaseMail, CasePlaybook, PlaybookStep
from support.services.opening import open_case
from support.services.playbooks import foresee_playbook, run_playbook
from support.services.troubles import ended, open_trouble_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db, settings, carrier_simulator) -> Case:
    settings.OMS_WIRING = "shipping.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop()
    put_on_shelves(shop)
    control = CarrierControl(carrier_simulator.url, carrier_simulator.webhook_secret)
    control.reset()
    label = handed_over(shop, {0: 2})
    control.client.close()
    yield open_case(order_id=label.order_id, subject="Broken", text="All broken.", kind="damage", actor=SYSTEM)
    carrier_named("simcarrier").wire.client.close()
    carrier_named.cache_clear()
    forget_reference()


def test_arrived_damaged_is_one_change_from_the_claim_to_the_end_of_the_case(case):
    playbook = CasePlaybook.objects.create(name="Arrived damaged", kind="damage")
    canned = CannedAnswer.objects.create(name="Sorry", text="Sorry about {order_number}.")
    for number, act in enumerate(("claim", "carrier_claim", "reship", "mail", "close")):
        PlaybookStep.objects.create(
            playbook=playbook, act=act, position=number, canned=canned if act == "mail" else None
        )
    line = case.order.lines.get()
    wish = RunWish(key="k1", reason="Broken glass", units={line.pk: 1})
    foreseen = foresee_playbook(case=case, playbook_id=playbook.pk, wish=wish, actor=SYSTEM)
    assert [blocker.sentence for step in foreseen for blocker in step.blockers] == []

    run = run_playbook(case_id=case.pk, playbook_id=playbook.pk, wish=wish, actor=SYSTEM)

    claim, carrier = Claim.objects.get(), CarrierClaim.objects.get()
    assert (claim.kind, claim.state, claim.replacement.original_order_id) == ("damaged", "resolved", case.order_id)
    assert (carrier.amount, carrier.state) == (line.unit_price, "filed")
    assert CaseMail.objects.get().said.text == f"Sorry about {case.order.number}."
    assert Case.objects.get().state == "resolved"
    assert [each["act"] for each in run.made] == ["claim", "carrier_claim", "reship", "mail", "close"]
    assert Order.objects.count() == 2


def test_the_claim_with_the_carrier_opens_no_second_case_about_the_same(case):
    playbook = CasePlaybook.objects.create(name="Claim it", kind="damage")
    PlaybookStep.objects.create(playbook=playbook, act="carrier_claim")
    wish = RunWish(key="k1", reason="Broken glass", units={case.order.lines.get().pk: 1})

    run_playbook(case_id=case.pk, playbook_id=playbook.pk, wish=wish, actor=SYSTEM)
    trouble = DeliveryException.objects.get()
    open_trouble_cases(order_id=case.order_id, parcel_id=trouble.parcel_id)

    assert trouble.resolved_at is not None
    assert Case.objects.count() == 1


def test_the_carriers_words_end_before_the_house_goes_on(case):
    parcel_id = case.order.fulfillments.get().parcels.get().pk
    open_exception(parcel_id=parcel_id, kind="damaged", words="The parcel is damaged ")

    (opened,) = open_trouble_cases(order_id=case.order_id, parcel_id=parcel_id)

    text = opened.messages.get().text
    assert "The carrier says: The parcel is damaged. Somebody should have acted by " in text


@pytest.mark.parametrize("words", ["It is wet.", "Where is it?", "Help!", "We are looking …", "He said “gone.”"])
def test_a_sentence_that_ends_gets_no_second_period(words):
    assert ended(words) == words
