"""The office's pages about fraud: what is typed is checked where it is typed, and the desk's buttons decide."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import Channel
from orders.intake.requests import TenderRequest
from orders.models import Order
from payments.models import DenyListEntry, DisposableDomain, FraudRule, RiskDecision, RiskReview
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db
RULE = {"kind": "amount_above", "threshold": "100", "window_hours": "24", "score": "30", "is_active": "on"}


@pytest.fixture
def office(client):
    user = User.objects.create_user("petra", is_staff=True)
    apps = ["payments", "orders", "customers", "catalog"]
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    client.force_login(user)
    return client


@pytest.fixture
def review(shop, gateway) -> RiskReview:
    wish = {"tenders": [TenderRequest(kind="card", token="tok_cvc_fail")], "client_ip": "203.0.113.7"}
    confirmed_by_workers(shop, **wish)
    return RiskReview.objects.get()


def page(name: str, *args) -> str:
    return reverse(f"admin:payments_{name}", args=args)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("score", {"score": "0"}), ("score", {"score": "101"}), ("threshold", {"threshold": "0"}),
        ("currency", {"currency": "XXY"}), ("threshold", {"currency": "JPY", "threshold": "0.5"}),
        ("threshold", {"kind": "velocity_ip", "threshold": "1.5"}),
        ("window_hours", {"kind": "velocity_ip", "threshold": "3", "window_hours": "0"}),
        ("window_hours", {"kind": "velocity_ip", "threshold": "3", "window_hours": "9999"}),
    ],
)  # fmt: skip
def test_a_rule_that_could_not_work_is_refused_by_its_field(office, field, change):
    answer = office.post(page("fraudrule_add"), {"name": "Odd", **RULE, **change})

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not FraudRule.objects.filter(name="Odd").exists()


def test_what_a_kind_does_not_ask_for_is_set_back(office):
    office.post(page("fraudrule_add"), {"name": "Code", **RULE, "kind": "cvc_failed", "currency": "eur"})

    rule = FraudRule.objects.get(name="Code")
    assert (rule.threshold, rule.currency, rule.window_hours) == (0, "", 24)


@pytest.mark.parametrize(("review_at", "decline_at"), [("0", "90"), ("50", "101"), ("60", "50")])
def test_thresholds_that_contradict_one_another_are_refused(office, shop, review_at, decline_at):
    form = office.get(reverse("admin:catalog_channel_change", args=[shop.channel.pk])).context["adminform"].form
    given = {name: "" if value is None else value for name, value in form.initial.items()}

    wanted = {**given, "review_at_score": review_at, "decline_at_score": decline_at}
    answer = office.post(reverse("admin:catalog_channel_change", args=[shop.channel.pk]), wanted)

    assert set(answer.context["adminform"].form.errors) <= {"review_at_score", "decline_at_score"}
    assert answer.context["adminform"].form.errors
    assert Channel.objects.get().review_at_score == 50


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("email", "Eve+1@Example.com", "eve@example.com"), ("domain", "@Example.com", "example.com"),
        ("phone", "+49 (30) 123-45", "+493012345"), ("address", "DE | 14467 | Ring 2", "de|14467|ring2"),
        ("ip", "203.0.113.7", "203.0.113.7"), ("ip", "203.0.113.0/24", "203.0.113.0/24"),
        ("email", "nobody", None), ("domain", "example", None), ("phone", "12", None), ("address", "Ring 2", None),
        ("ip", "203.0.113.0/20", None), ("ip", "somewhere", None),
    ],
)  # fmt: skip
def test_the_deny_list_keeps_what_orders_are_looked_up_by(office, kind, typed, kept):
    office.post(page("denylistentry_add"), {"kind": kind, "value": typed, "reason": "Charged back"})

    assert list(DenyListEntry.objects.values_list("value", flat=True)) == ([kept] if kept else [])
    if kept:
        assert DenyListEntry.objects.get().added_by.startswith("user:")


def test_a_disposable_domain_is_kept_plain_and_once(office):
    for typed in ("@Box.Example.com", "box.example.com", "no domain"):
        office.post(page("disposabledomain_add"), {"domain": typed})

    assert DisposableDomain.objects.filter(domain__contains="example").count() == 1
    assert not DisposableDomain.objects.filter(domain__contains="no").exclude(domain__contains=".").exists()


def test_every_list_and_page_of_the_desk_opens(office, review):
    DenyListEntry.objects.create(kind="ip", value="203.0.113.7", reason="Seen before", added_by="user:1")

    for name in ("riskreview", "denylistentry", "disposabledomain", "fraudrule", "riskassessment"):
        assert office.get(page(f"{name}_changelist")).status_code == 200, name
    shown = office.get(page("riskreview_change", review.pk)).content.decode()
    for words in ("The code of the card was wrong.", "A first order.", "203.0.113.7", "denied", "at most 100"):
        assert words in shown
    report = office.get(reverse("desk:fraud")).content.decode()
    assert "Card code failed" in report
    assert "not judged yet" in report


def test_the_list_of_the_desk_costs_no_more_with_more_rows(office, shop, gateway, django_assert_max_num_queries):
    for _ in range(4):
        confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_cvc_fail")])

    with django_assert_max_num_queries(12):
        office.get(page("riskreview_changelist"), {"has_finished_at": "empty"})


def test_the_buttons_decide(office, review):
    asked = {"reason": "New", "days": "3"}
    office.post(page("riskreview_move", review.pk, "ask_proof"), asked)
    assert RiskReview.objects.get().state == "waiting_proof"
    assert RiskReview.objects.get().proof_due_at > timezone.now() + timedelta(days=2)
    office.post(page("riskreview_move", review.pk, "take_proof"), {"reason": "A bill"})

    declined = {"reason": "Stolen", "deny": ["email", "ip"], "deny_days": "10"}
    office.post(page("riskreview_move", review.pk, "decline"), declined)
    work()

    assert (RiskReview.objects.get().state, Order.objects.get().state) == ("declined", "canceled")
    assert sorted(DenyListEntry.objects.values_list("kind", flat=True)) == ["email", "ip"]


def test_who_comes_second_sees_why_not_and_what_was_typed(office, review):
    office.post(page("riskreview_move", review.pk, "accept"), {"reason": "Known"})

    answer = office.post(page("riskreview_move", review.pk, "decline"), {"reason": "Stolen"})

    assert answer.status_code == 409
    assert "Stolen" in answer.content.decode()
    assert RiskDecision.objects.get().decision == "accepted"
