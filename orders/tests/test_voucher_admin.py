"""The office's pages about vouchers: they open, they refuse in words, and they never touch the count."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from accounts.services.roles import sync_roles
from orders.models import Voucher
from orders.tests.factories import placed_order
from orders.tests.voucher_factories import VoucherFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    sync_roles()

    def as_role(title: str):
        user = User.objects.create_user(title, is_staff=True)
        user.groups.add(Group.objects.get(name=title))
        client.force_login(user)
        return client

    return as_role


def page(name: str, *args) -> str:
    return reverse(f"admin:orders_voucher_{name}", args=args)


def typed(**changes):
    values = {
        "code": "SUMMER", "name": "Summer", "kind": "percent", "percent": "10", "amount": "", "currency": "",
        "minimum": "0", "valid_from_0": "2026-01-01", "valid_from_1": "00:00", "valid_to_0": "", "valid_to_1": "",
        "max_uses": "", "max_uses_per_customer": "", "customer": "", "is_active": "on",
        "redemptions-TOTAL_FORMS": "0", "redemptions-INITIAL_FORMS": "0",
    }  # fmt: skip
    return {**values, **changes}


def test_a_manager_makes_a_voucher_and_sees_who_redeemed_it(sign_in, shop):
    office = sign_in("Manager")

    made = office.post(page("add"), typed(channels=[shop.channel.pk]))
    voucher = Voucher.objects.get()
    order = placed_order(shop, voucher_codes=["summer"])

    assert made.status_code == 302
    assert list(voucher.channels.all()) == [shop.channel]
    assert order.number in office.get(page("change", voucher.pk)).content.decode()
    assert "Used up" not in office.get(page("changelist"), {"q": "sum", "kind": "percent"}).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"percent": ""}, "Give a percentage up to 100 or an amount above 0"),
        ({"percent": "101"}, "Give a percentage up to 100"),
        ({"minimum": "5"}, "needs its currency"),
        ({"currency": "XXQ"}, "is not an ISO 4217 currency code"),
        ({"kind": "fixed", "percent": "", "amount": "5.5", "currency": "JPY"}, "JPY has 0 decimals"),
        ({"valid_to_0": "2025-01-01", "valid_to_1": "00:00"}, "must end after it begins"),
        ({"code": "once"}, "This code exists already."),
    ],
)
def test_what_no_voucher_can_be_is_refused_in_words(sign_in, changes, words):
    VoucherFactory(code="ONCE")

    answer = sign_in("Manager").post(page("add"), typed(**changes))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Voucher.objects.count() == 1


def test_saving_a_voucher_leaves_its_count_alone_and_the_limit_above_it(sign_in, shop, monkeypatch):
    office, voucher = sign_in("Manager"), VoucherFactory(code="SUMMER")
    stale = Voucher.objects.get(pk=voucher.pk)
    placed_order(shop, voucher_codes=["SUMMER"])
    monkeypatch.setattr("orders.admin.vouchers.VoucherAdmin.get_object", lambda *args, **kwargs: stale)
    office.post(page("change", voucher.pk), typed(name="Renamed"))
    monkeypatch.undo()

    refused = office.post(page("change", voucher.pk), typed(max_uses="0"))

    voucher.refresh_from_db()
    assert (voucher.name, voucher.used_count, voucher.max_uses) == ("Renamed", 1, None)
    assert "1 orders have redeemed it already" in refused.content.decode()


def test_a_rep_sees_vouchers_and_makes_none(sign_in):
    office, voucher = sign_in("CSR"), VoucherFactory()

    assert office.get(page("change", voucher.pk)).status_code == 200
    assert office.get(page("add")).status_code == 403
    assert office.post(page("change", voucher.pk), typed(percent="99")).status_code == 403
    assert office.get(page("import")).status_code == 403


def test_vouchers_come_from_a_file_by_code_and_keep_their_count(sign_in, shop):
    office = sign_in("Manager")
    VoucherFactory(code="OLD", used_count=2)
    rows = (
        "code,name,kind,percent,amount,currency,minimum,valid_from,valid_to,max_uses,max_uses_per_customer,is_active,channels\n"
        "OLD,Older,percent,5,,,0,2026-01-01 00:00:00,,9,,1,\n"
        f"NEW,Newer,fixed,,5,EUR,0,2026-01-01 00:00:00,,,1,1,{shop.channel.code}\n"
    )

    shown = office.post(page("import"), {"import_file": SimpleUploadedFile("v.csv", rows.encode()), "format": "0"})
    form = shown.context["confirm_form"]
    office.post(page("process_import"), form.initial)

    old, new = Voucher.objects.order_by("pk")
    assert (old.name, old.percent, old.used_count, old.max_uses) == ("Older", 5, 2, 9)
    assert (new.code, new.amount, list(new.channels.all())) == ("NEW", 5, [shop.channel])
