"""A case's page: conversation, order, boxes, queues and playbooks."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.selectors import actor_of
from core.actors import SYSTEM
from orders.models import Order
from orders.tests.factories import delivered_order
from support.models import CannedAnswer, Case, CasePlaybook, GoodwillWish, PlaybookStep
from support.services.opening import open_case
from support.services.snoozing import snooze_case
from support.services.talking import reply

pytestmark = pytest.mark.django_db
LIST = "admin:support_case_changelist"


@pytest.fixture
def case(shop) -> Case:
    order = delivered_order(shop, {0: 2})
    return open_case(order_id=order.pk, subject="Where is it?", text="<b>Hello?</b>", kind="damage", actor=SYSTEM)


def page(case: Case) -> str:
    return reverse("admin:support_case_change", args=[case.pk])


def move(case: Case, name: str) -> str:
    return reverse("admin:support_case_move", args=[case.pk, name])


def answer(client, case: Case, text: str, **values):
    given = {"text": text, "expected_version": case.version, "seen_message": 0, "key": "k1", **values}
    return client.post(reverse("admin:support_case_answer", args=[case.pk]), given)


def test_the_page_shows_what_was_said_and_the_order_beside_it(client, case, sign_in, django_assert_max_num_queries):
    sign_in("CSR")
    client.get(page(case))

    with django_assert_max_num_queries(40):
        shown = client.get(page(case)).content.decode()

    assert "&lt;b&gt;Hello?&lt;/b&gt;" in shown
    assert "<b>Hello?" not in shown
    assert case.order.number in shown
    for label in ("Snooze", "Merge", "Goodwill", "Resolve", "Send the answer", "Keep the note"):
        assert label in shown


def test_an_answer_from_the_page_goes_out_and_a_note_stays(client, case, sign_in):
    sign_in("CSR")

    assert answer(client, case, "Tomorrow.").status_code == 302
    client.post(reverse("admin:support_case_note", args=[case.pk]), {"text": "Careful."})

    assert list(case.messages.values_list("direction", flat=True)) == ["inbound", "outbound", "internal"]
    assert client.post(reverse("admin:support_case_note", args=[case.pk]), {"text": " "}).status_code == 422


def test_who_answers_second_sees_what_was_said_and_keeps_the_words(client, case, sign_in):
    sign_in("CSR")
    reply(case_id=case.pk, text="Said by somebody else.", actor=SYSTEM)

    refused = answer(client, case, "Typed for long.", seen_message=case.messages.first().pk)

    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody was first." in shown
    assert "Typed for long.</textarea>" in shown
    assert shown.count("new since you looked") == 1
    assert case.messages.filter(direction="outbound").count() == 1


def test_a_canned_answer_is_filled_into_the_box(client, case, sign_in):
    sign_in("CSR")
    canned = CannedAnswer.objects.create(name="Sorry", text="Dear {customer_name}, about {tracking_number}")

    shown = client.get(f"{page(case)}?canned={canned.pk}").content.decode()

    assert "Dear Ada Lovelace, about {tracking_number}</textarea>" in shown
    assert "Nothing is known for tracking_number" in shown


def test_a_canned_answer_with_an_unknown_place_is_not_saved(client, sign_in):
    sign_in("CSR lead")
    given = {"name": "Wrong", "kind": "", "locale": "en", "text": "{order_nummer}", "is_active": "on"}

    refused = client.post(reverse("admin:support_cannedanswer_add"), given)

    assert "Nothing is known to fill in for {order_nummer}" in refused.content.decode()
    assert "order_number" in refused.content.decode()
    assert not CannedAnswer.objects.exists()


def test_the_queues_show_whose_turn_it_is(client, case, sign_in):
    user = sign_in("CSR")
    asleep = open_case(subject="Asleep", text="x", actor=SYSTEM)
    urgent = open_case(subject="Urgent", text="x", priority="urgent", actor=SYSTEM)
    snooze_case(case_id=asleep.pk, until=timezone.now() + timedelta(days=1), actor=SYSTEM)

    def numbers(queue: str) -> set[str]:
        shown = client.get(f"{reverse(LIST)}?queue={queue}").content.decode()
        return {each.number for each in Case.objects.all() if f">{each.number}<" in shown}

    assert numbers("free") == {case.number, urgent.number}
    assert numbers("near") == {urgent.number}
    assert numbers("snoozed") == {asleep.number}
    client.post(reverse("admin:support_case_next"))
    assert Case.objects.get(pk=urgent.pk).assignee == user
    assert numbers("mine") == {urgent.number}


def test_the_navigation_says_how_many_wait(client, case, sign_in):
    sign_in("CSR")
    for _ in range(2):
        open_case(subject="Urgent", text="x", priority="urgent", actor=SYSTEM)

    shown = client.get(reverse("admin:index")).content.decode()

    near = shown.index("Near their limit")
    assert "2" in strip_tags(shown[near : near + 600]).split()


def test_chosen_cases_are_assigned_and_closed_with_a_summary(client, case, sign_in):
    user = sign_in("CSR")
    other = open_case(subject="Other", text="x", actor=SYSTEM)
    chosen = {"_selected_action": [case.pk, other.pk]}

    asked = client.post(reverse(LIST), {"action": "assign_selected", **chosen}).content.decode()
    assert "2 cases" in asked
    client.post(reverse(LIST), {"action": "assign_selected", "apply": 1, "user_id": user.pk, **chosen})
    assert set(Case.objects.values_list("assignee", flat=True)) == {user.pk}

    client.post(
        reverse(LIST), {"action": "resolve_selected", "apply": 1, "reason": "Done", "_selected_action": case.pk}
    )
    told = client.post(reverse(LIST), {"action": "close_selected", **chosen}, follow=True).content.decode()
    assert "Close: 1 done." in told
    assert "1 refused, nothing changed" in told


def test_a_merged_case_leads_to_where_it_goes_on(client, case, sign_in):
    sign_in("CSR")
    other = open_case(order_id=case.order_id, subject="Again", text="x", actor=SYSTEM)
    assert case.number in client.get(move(other, "merge")).content.decode()

    client.post(move(other, "merge"), {"into_number": case.number})

    shown = client.get(page(other)).content.decode()
    assert "It goes on in another case" in shown
    assert "Send the answer" not in shown
    assert other.number in client.get(page(case)).content.decode()


def test_goodwill_is_previewed_and_above_the_limit_asked_for(client, case, sign_in):
    sign_in("CSR")
    given = {"amount": "5", "destination": "tenders", "key": "k1", "reason": "Late"}

    first = client.post(move(case, "goodwill"), given)
    assert "What will happen" in first.content.decode()
    assert "by you today" in first.content.decode()


def test_a_playbook_is_seen_before_it_is_run_and_refused_with_every_reason(client, case, sign_in):
    sign_in("CSR")
    playbook = CasePlaybook.objects.create(name="Arrived damaged", kind="damage")
    PlaybookStep.objects.create(playbook=playbook, act="reship")
    PlaybookStep.objects.create(playbook=playbook, act="close", mode="on")
    address = reverse("admin:support_case_playbook", args=[case.pk, playbook.pk])
    line = case.order.lines.get()
    assert "Arrived damaged" in client.get(page(case)).content.decode()
    assert f"line_{line.pk}" in client.get(address).content.decode()
    given = {
        "key": "k1",
        "reason": "Broken",
        "claim_kind": "damaged",
        "step_close": "on",
        "expected_version": case.version,
    }

    nothing = client.post(address, given).content.decode()
    assert "No goods are chosen" in nothing
    seen = client.post(address, {**given, f"line_{line.pk}": 1})
    assert "Sent anew: SKU-1" in seen.content.decode()
    assert Order.objects.count() == 1
    fingerprint = seen.context["preview"].fingerprint
    client.post(address, {**given, f"line_{line.pk}": 1, "seen_preview": fingerprint})

    assert Order.objects.count() == 2
    assert Case.objects.get().state == "resolved"


def test_every_list_and_form_of_cases_opens(client, case, sign_in):
    sign_in("Manager")
    reply(case_id=case.pk, text="Hello.", actor=SYSTEM)
    for name in (
        "slapolicy", "supportcalendar", "cannedanswer", "caseplaybook", "playbookrun", "casemail", "goodwillwish",
    ):  # fmt: skip
        assert client.get(reverse(f"admin:support_{name}_changelist")).status_code == 200
    for name in ("slapolicy", "supportcalendar", "cannedanswer", "caseplaybook"):
        assert client.get(reverse(f"admin:support_{name}_add")).status_code == 200
    mail = case.messages.get(direction="outbound").mail
    assert client.get(reverse("admin:support_casemail_change", args=[mail.pk])).status_code == 200
    for name in ("assign", "rank", "snooze", "merge", "goodwill", "attach"):
        assert client.get(move(case, name)).status_code == 200


def test_who_serves_sets_no_limits_and_approves_nothing(client, case, sign_in):
    user = sign_in("CSR")
    wish = GoodwillWish.objects.create(
        order=case.order, amount=5, currency="EUR", reason="x", why="y", key="k", asked_by="user:0"
    )  # fmt: skip

    for name in ("slapolicy", "supportcalendar", "caseplaybook", "cannedanswer"):
        assert client.get(reverse(f"admin:support_{name}_add")).status_code == 403
    assert client.post(reverse("admin:support_goodwillwish_move", args=[wish.pk, "approve"])).status_code == 403
    assert not actor_of(user).may("support.approve_goodwill")


def test_who_may_not_work_on_cases_takes_none(client, case, sign_in):
    user = sign_in("CSR")
    user.groups.clear()
    user.user_permissions.add(Permission.objects.get(codename="view_case"))

    assert client.post(reverse("admin:support_case_next")).status_code == 403
