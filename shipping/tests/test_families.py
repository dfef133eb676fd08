"""Trouble by family, the playbook of each, and whose text holds."""

import pytest
from django.core.exceptions import ValidationError

from shipping.carriers.karrio.parse import TROUBLES
from shipping.families import FAMILIES, family_of_reason
from shipping.models import DeliveryException, Playbook
from shipping.playbooks import HOUSE, house_plan
from shipping.selectors.playbooks import plan_for
from shipping.services.exceptions import open_exception
from shipping.statuses import ExceptionFamily, ExceptionKind, Step
from shipping.tests.factories import handed_over


def test_every_kind_has_a_family_and_every_family_a_plan_with_steps_that_exist():
    assert set(FAMILIES) == set(ExceptionKind)
    assert {family for family, kind in HOUSE if not kind} == set(ExceptionFamily)
    assert all(set(plan.steps) <= set(Step) and plan.text for plan in HOUSE.values())


@pytest.mark.parametrize(
    ("reason", "family"),
    [
        ("carrier_sorting_error", "carrier"), ("consignee_refused", "consignee"), ("customs_delay", "customs"),
        ("weather_delay", "weather"), ("natural_disaster", "weather"), ("shipper_instructions", "shipper"),
        ("something_else", None), ("", None),
    ],
)  # fmt: skip
def test_a_carriers_reason_names_its_family(reason, family):
    assert family_of_reason(reason) == family


def test_every_reason_that_karrio_knows_has_a_family():
    assert all(family_of_reason(reason) for reason in TROUBLES)


@pytest.mark.django_db
def test_delay_by_weather_is_another_task_than_delay_by_the_carrier(shop, carrier):
    label = handed_over(shop)
    trouble = open_exception(parcel_id=label.parcel_id, kind="delayed", family="weather")
    again = open_exception(parcel_id=label.parcel_id, kind="delayed", family="weather")

    assert (trouble.pk, DeliveryException.objects.count()) == (again.pk, 1)
    assert (trouble.family, trouble.claim_until) == ("weather", None)
    assert round((trouble.due_at - trouble.opened_at).total_seconds() / 3600) == 72


@pytest.mark.django_db
def test_a_written_text_holds_for_its_kind_and_a_familys_for_what_the_house_has_no_own_for():
    Playbook.objects.create(family="carrier", text="Call Bob.", steps=["claim"], act_within_hours=2)
    assert plan_for("carrier", "silent") == house_plan("carrier", "silent")
    assert plan_for("carrier", "delayed").text == "Call Bob."

    Playbook.objects.create(family="carrier", kind="silent", text="Wait.", steps=[])
    assert (plan_for("carrier", "silent").text, plan_for("carrier", "silent").steps) == ("Wait.", ())


@pytest.mark.django_db
def test_one_playbook_for_each_kind():
    Playbook.objects.create(family="carrier", text="One")

    with pytest.raises(ValidationError):
        Playbook(family="carrier", text="Two").full_clean()
