"""A customer whose every word is a canary, erased: no dump and no file holds one of them."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from core.audit.runner import audit
from core.privacy.registry import tables
from customers.models import CustomerExport, Erasure
from customers.services import forgetting
from customers.services.erasing import confirm_erasure, request_erasure
from orders.filing.store import read_file
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.services.archiving import pack_some
from orders.tests.factories import open_shop
from payments.tests.billing import SELLER
from tests.journeys import people
from tests.privacy.dumps import files_with, rows_with, tables_with
from tests.privacy.life import EMAIL, IP, PHONE, ROOT, live, unpacked
from tests.privacy.people import AGREES, ASKS

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = ("note", "street", "words", "rating", "return", "content")
WORDS = (ROOT, PHONE, PHONE[1:], IP)


@pytest.fixture
def shop(transactional_db):
    forget_reference()
    yield open_shop(invoice_on="shipment", **SELLER)
    forget_reference()


@pytest.fixture
def office(client):
    client.force_login(get_user_model().objects.create_superuser("lead", password="x"))
    return client


def erase(customer) -> Erasure:
    erasure = request_erasure(customer_id=customer.pk, basis="asked", reason=f"By mail of {EMAIL}", actor=ASKS)
    confirm_erasure(erasure_id=erasure.pk, actor=AGREES)
    people.work()
    return Erasure.objects.get(pk=erasure.pk)


def all_but(*left_out: str):
    every = [one for one in forgetting.tables_to_empty() if one.model not in left_out]
    return lambda: every


def test_nothing_of_an_erased_customer_is_left_in_the_database_or_on_the_disk(
    shop, office, outside, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    customer = live(shop, office, outside)
    told = unpacked(read_file(CustomerExport.objects.get().path))
    sums = Order.objects.filter(customer=customer).order_by("pk").values_list("number", "total", "captured_amount")
    before = list(sums)
    # Reasons that were packed with old timelines are words of theirs, too.
    pack_some(orders=Order.objects.filter(customer=customer), now=timezone.now())
    known = tables_with(*WORDS)
    assert len(known) > 20
    assert "core_packedtimeline" in known
    assert files_with(tmp_path, *WORDS) != []
    assert [one for one in TOLD if f"{ROOT}-{one}" not in told] == []

    # The control: with one step off, the search finds exactly what that step would have emptied.
    monkeypatch.setattr(forgetting, "tables_to_empty", all_but("support.casemessage"))
    erasure = erase(customer)
    assert tables_with(*WORDS) == ["support_casemessage"]
    monkeypatch.undo()
    settings.MEDIA_ROOT = tmp_path
    forgetting.empty_rows(tables()["support.casemessage"], customer_id=customer.pk, marks=[], most=100)

    left = tables_with(*WORDS)
    assert {table: rows_with(table, *WORDS)[:2] for table in left} == {}
    assert files_with(tmp_path, *WORDS) == []
    assert list(tmp_path.rglob("*.zip")) == []
    assert list(sums.all()) == before
    assert erasure.state == "done"
    assert {finding.name: finding.sample for finding in audit() if finding.violations} == {}
    assert people.unfinished() == []
