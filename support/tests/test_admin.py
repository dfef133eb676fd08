import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from orders.tests.factories import placed_order
from support.models import Case
from support.services.feedback import give_feedback
from support.services.opening import open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    user = User.objects.create_user("sam", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["support", "orders"]))
    client.force_login(user)
    return client


def move(case: Case, name: str) -> str:
    return reverse("admin:support_case_move", args=[case.pk, name])


def test_a_case_is_answered_and_resolved_by_buttons(office, shop, customer):
    case = open_case(order_id=placed_order(shop).pk, subject="Where is it?", text="Hello?", actor=customer)
    page = office.get(reverse("admin:support_case_change", args=[case.pk])).content.decode()
    assert "Hello?" in page
    assert "Answer" in page

    assert office.post(move(case, "reply"), {"text": ""}).status_code == 422
    office.post(move(case, "reply"), {"text": "Tomorrow."})
    case.refresh_from_db()
    assert case.state == "waiting_customer"
    office.post(move(case, "resolve"), {"reason": "Told the date."})

    case.refresh_from_db()
    assert case.state == "resolved"
    assert list(case.messages.values_list("direction", flat=True)) == ["inbound", "outbound", "internal"]


def test_every_list_of_support_opens(office, shop, customer):
    give_feedback(order_id=placed_order(shop).pk, rating=1, words="Bad.", actor=customer)

    for name in ("case", "feedback", "slapolicy"):
        assert office.get(reverse(f"admin:support_{name}_changelist")).status_code == 200
