"""The same mail by two doors, two workers or two people at once: it is one mail and becomes one thing."""

import pytest
from django.db import IntegrityError, connection

from core.errors import MoveRefused
from orders.intake.reference import forget_reference, reference
from orders.models import Order
from orders.tests.factories import open_shop
from support.models import Case, InboundMail
from support.services import keeping, mailing, taking_in
from support.services.keeping import POSTMAN, keep_mail
from support.services.mailing import draft_from_mail
from support.services.sorting import work_mail
from support.tests.mails import raw_mail
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)
ONCE = "inbound_mail_once"


@pytest.fixture
def shop(settings, tmp_path):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    settings.MEDIA_ROOT = tmp_path
    forget_reference()
    shop = open_shop(skus=1)
    reference()
    yield shop
    forget_reference()


def keep():
    return keep_mail(source="pipe", raw=raw_mail(headers={"Precedence": "bulk"}))


def kept() -> InboundMail:
    return keep_mail(source="pipe", raw=raw_mail())[0]


def unlocked(mail_id: int) -> InboundMail:
    return InboundMail.objects.get(pk=mail_id)


def test_a_mail_that_comes_twice_at_once_is_kept_once(shop, hands, monkeypatch):
    rival = Rival(hands[1], keep)
    after(monkeypatch, keeping, "keep_file", rival)

    mail, is_new = keep()

    assert (is_new, rival.result) == (True, (mail, False))
    assert InboundMail.objects.count() == 1


def test_without_the_unique_key_it_is_kept_twice(shop, hands, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE support_inboundmail DROP CONSTRAINT {ONCE}")
    try:
        rival = Rival(hands[1], keep)
        after(monkeypatch, keeping, "keep_file", rival)

        keep()

        assert rival.result[1] is True
        assert InboundMail.objects.count() == 2
    finally:
        InboundMail.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                f"ALTER TABLE support_inboundmail ADD CONSTRAINT {ONCE} UNIQUE (source, dedup_key)"
            )  # fmt: skip


def test_two_workers_at_one_mail_open_one_case(shop, hands, monkeypatch):
    mail = kept()
    rival = Rival(hands[1], lambda: work_mail(mail_id=mail.pk))
    after(monkeypatch, mailing, "open_case", rival)

    work_mail(mail_id=mail.pk)

    assert rival.result is None
    assert Case.objects.count() == 1


def test_without_the_lock_the_second_worker_runs_into_the_last_wall(shop, hands, monkeypatch):
    mail = kept()
    for place in (mailing, taking_in):
        monkeypatch.setattr(place, "lock_mail", unlocked)
    rival = Rival(hands[1], lambda: work_mail(mail_id=mail.pk))
    after(monkeypatch, mailing, "open_case", rival)

    work_mail(mail_id=mail.pk)

    assert isinstance(rival.result, IntegrityError)
    assert Case.objects.count() == 1


def a_draft_by_two(shop, hands, monkeypatch):
    mail, _ = keep()
    work_mail(mail_id=mail.pk)

    def make():
        return draft_from_mail(mail_id=mail.pk, request=shop.request(), actor=POSTMAN)

    rival = Rival(hands[1], make)
    after(monkeypatch, mailing, "create_draft", rival)
    make()
    return rival.result


def test_two_people_who_make_a_draft_of_one_mail_make_one(shop, hands, monkeypatch):
    assert isinstance(a_draft_by_two(shop, hands, monkeypatch), MoveRefused)
    assert Order.objects.count() == 1


def test_without_the_lock_they_make_two(shop, hands, monkeypatch):
    monkeypatch.setattr(mailing, "lock_mail", unlocked)

    assert isinstance(a_draft_by_two(shop, hands, monkeypatch), Order)
    assert Order.objects.count() == 2
