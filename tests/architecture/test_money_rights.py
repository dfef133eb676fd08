"""Who may do what with money, as one table, tried through the office and through the API.

A right of payments without a row fails here: decide who holds it before it exists.
"""

from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import ROLES
from accounts.services.roles import sync_roles
from api.doors import _RIGHTS
from api.models.key import Scope
from api.tests.asking import Caller, key_for
from core.actors import SYSTEM
from orders.intake.reference import forget_reference
from orders.tests.factories import dispatched_order, open_shop
from payments.models import Payment
from payments.services.receiving import record_payment_received
from payments.services.refunding import approve_refund, grant_refund
from tests.architecture.desks_of_money import (
    ADMIN,
    APPROVES,
    DESK_ROWS,
    GRANTS,
    MANAGES,
    PAYS,
    SENDS,
    Door,
    House,
    Row,
)

pytestmark = pytest.mark.django_db


def payment_move(name: str, *, of: str = "card", **given: str) -> Door:
    return lambda house: (reverse("admin:payments_payment_move", args=[getattr(house, of).pk, name]), given)


def refund_move(name: str, *, of: str = "granted") -> Door:
    return lambda house: (reverse("admin:payments_refund_move", args=[getattr(house, of).pk, name]), {})


def order_move(name: str, **given: str) -> Door:
    return lambda house: (reverse("admin:orders_order_move", args=[house.order.pk, name]), given)


def page(name: str) -> Door:
    return lambda _: (reverse(f"admin:payments_{name}_add"), {})


def api(act: str = "", *, of: str = "granted", **given) -> Door:
    def door(house: House) -> tuple[str, dict]:
        root = f"/orders/{house.order.number}/refunds"
        return (f"{root}/{getattr(house, of).number}/{act}" if act else root), given

    return door


GIVEN = {"amount": "1", "reason": "late", "cause_reference": "k"}
TABLE = (
    Row("authorize again", "authorize_payment", PAYS, payment_move("retry")),
    Row("capture", "capture_payment", PAYS, payment_move("capture", amount="1")),
    Row("capture from the order", "capture_payment", PAYS, order_move("capture", amount="1")),
    Row("void", "void_payment", PAYS, payment_move("void")),
    Row("receive money", "receive_payment", PAYS, payment_move("received", of="transfer", amount="1", reference="r")),
    # The customer's link acts with this right; in the office it opens no door.
    Row("pay by link", "pay_by_link", PAYS),
    Row("grant", "grant_refund", GRANTS, order_move("grant_refund", **GIVEN), api(reason="late", goodwill="1.00"),
        Scope.GRANT),
    Row("approve", "approve_refund", APPROVES, refund_move("approve"), api("approve"), Scope.APPROVE),
    Row("cancel a refund", "approve_refund", APPROVES, refund_move("cancel"), api("cancel"), Scope.APPROVE),
    Row("request", "request_refund", SENDS, refund_move("request", of="approved"), api("request", of="approved"),
        Scope.REQUEST),
    Row("issue credit", "issue_credit", PAYS | {"csr-lead"}, page("creditgrant")),
    Row("approve credit", "approve_credit", PAYS),
    # Their doors need an invoice: tried in payments/tests/test_document_office.py.
    Row("print an invoice", "print_document", GRANTS),
    Row("send an invoice again", "send_document", GRANTS),
    # Its door needs an erased customer: tried in tests/privacy/test_sealing.py.
    Row("see who bought on a sealed invoice", "open_sealed_document", PAYS),
    Row("add a fraud rule", "add_fraudrule", PAYS, page("fraudrule")),
    Row("change fraud rules", "change_fraudrule", PAYS),
    Row("add an approval limit", "add_approvallimit", ADMIN, page("approvallimit")),
    Row("change approval limits", "change_approvallimit", ADMIN),
    Row("add a goodwill limit", "add_goodwilllimit", MANAGES, page("goodwilllimit")),
    Row("change goodwill limits", "change_goodwilllimit", MANAGES),
    *DESK_ROWS,
)  # fmt: skip

# Rows of these are written by services alone: whatever right somebody holds, no page takes them.
WRITTEN_BY_SERVICES = (
    "creditaccount", "creditentry", "document", "documentcopy", "documentline", "documentseries", "documenttax",
    "dispute", "gatewaycomparison", "gatewayevent", "latemoney", "moneytask", "payment", "paymenttransaction",
    "payoutrow", "refund", "refundallocation", "refundline", "riskassessment", "riskdecision", "riskreview",
)  # fmt: skip
# Adding one goes through a service, by a right of its own: it gives credit, or takes a file in.
ADDED_BY_SERVICES = (*WRITTEN_BY_SERVICES, "bankline", "creditgrant", "payoutfile")


def rights_of_payments() -> set[str]:
    """Every right to do something; looking and deleting apart."""
    found = set()
    for model in apps.get_app_config("payments").get_models():
        found |= {name for name, _ in model._meta.permissions}
        if model._meta.model_name not in ADDED_BY_SERVICES:
            found |= {f"{verb}_{model._meta.model_name}" for verb in ("add", "change")}
    return found


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    settings.OMS_UNDO_SECONDS = 0
    forget_reference()
    yield open_shop()
    forget_reference()


@pytest.fixture
def house(shop) -> House:
    sync_roles()
    order = dispatched_order(shop, {0: 2})
    card, transfer = (
        Payment.objects.create(
            number=f"P-{kind}", order=order, kind=kind, currency="EUR", amount=amount,
            gateway="sandbox" if kind == "card" else "",
        )
        for kind, amount in (("card", Decimal(5)), ("transfer", order.total))
    )  # fmt: skip
    record_payment_received(payment_id=transfer.pk, amount=order.total - 1, reference="stmt", actor=SYSTEM)
    granted, approved = (
        grant_refund(order_id=order.pk, amount=Decimal(2), reason="late", actor=SYSTEM) for _ in range(2)
    )
    approve_refund(refund_id=approved.pk, actor=SYSTEM)
    return House(order, card, transfer, granted, approved)


def member_of(role) -> User:
    user = User.objects.create_user(role.code, is_staff=True)
    user.groups.set(Group.objects.filter(name=role.title))
    return user


def test_every_right_of_payments_has_a_row():
    assert {row.right for row in TABLE if "." not in row.right} ^ rights_of_payments() == set()


@pytest.fixture
def people(db) -> dict[str, tuple[User, Client]]:
    """One member of each role, signed in, by the role's code."""
    sync_roles()
    found = {}
    for role in ROLES:
        found[role.code] = member_of(role), Client()
        found[role.code][1].force_login(found[role.code][0])
    return found


def test_each_act_is_done_in_the_office_by_exactly_the_roles_of_its_row(house, people):
    assert {row.act: who_can(row, house, people) for row in TABLE} == {row.act: row.roles for row in TABLE}


def who_can(row: Row, house: House, people) -> set[str]:
    """Codes of the roles for whom the act's door opens; nothing of what they do stays."""
    if row.office is None:
        return {code for code, (user, _) in people.items() if user.has_perm(row.full_right)}
    able = set()
    for code, (user, client) in people.items():
        with transaction.atomic():
            url, given = row.office(house)
            may = client.post(url, given).status_code not in (403, 404)
            assert may == user.has_perm(row.full_right), f"{code}: {row.act}"
            able |= {code} if may else set()
            transaction.set_rollback(True)
    return able


def test_each_act_is_done_through_the_api_with_its_scope_alone(client, shop, house):
    keys = {scope: key_for(shop, scope)[1] for scope in Scope.values}
    for row in TABLE:
        if row.api is None:
            by_another_act = any(other.api for other in TABLE if other.right == row.right)
            assert by_another_act or row.full_right not in {right for rights in _RIGHTS.values() for right in rights}
        else:
            assert scopes_that_open(row, house, client, keys) == {row.scope}, row.act


def scopes_that_open(row: Row, house: House, client: Client, keys) -> set[str]:
    path, given = row.api(house)
    able = set()
    for scope, key in keys.items():
        with transaction.atomic():
            answer = Caller(client, key).post(path, given)
            assert answer.status_code in (200, 201, 403), answer.content
            able |= {scope} if answer.status_code != 403 else set()
            transaction.set_rollback(True)
    return able


def test_rows_of_services_are_added_on_no_page_by_nobody(people):
    opened = [
        f"{code}: {model}"
        for model in WRITTEN_BY_SERVICES
        for code, (_, client) in people.items()
        if client.get(f"/admin/payments/{model}/add/").status_code not in (403, 404)
    ]
    assert opened == []
