"""A session is read by a statement that was written once, and is gone when its time is over."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept() -> str:
    session = SessionStore()
    session["note"] = "ask for the blue one"
    session.save()
    assert session.session_key
    return session.session_key


def test_what_was_kept_is_read_by_one_statement(django_assert_num_queries):
    key = kept()

    with django_assert_num_queries(1):
        assert SessionStore(key)["note"] == "ask for the blue one"


def test_a_session_whose_time_is_over_is_forgotten_and_its_key_not_used_again():
    key = kept()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    read = SessionStore(key)

    assert "note" not in read
    assert read.session_key is None


@pytest.mark.parametrize("key", ["", "x", "of-nobody-at-all", "x" * 500])
def test_an_unknown_key_is_a_new_session(key):
    kept()
    assert list(SessionStore(key).keys()) == []


def test_who_signs_out_is_asked_to_sign_in_again():
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    key = client.session.session_key
    assert "_auth_user_id" in client.session

    client.logout()

    assert "_auth_user_id" not in client.session
    assert not Session.objects.filter(pk=key).exists()
