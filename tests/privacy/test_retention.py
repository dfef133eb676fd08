"""What is older than its rule goes, after a count; what is under legal hold stays."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from core.models import Alert, Effect, RetentionRule
from core.privacy import sweeping
from core.privacy.registry import retentions
from core.privacy.sweeping import count_due, sweep_some
from core.services.purging import purge_done_effects
from core.services.retention import ensure_rules, follow, run_rule, set_rule, sweep_all, would_go
from customers.services.holding import place_hold, release_hold
from notifications.models import WebhookDelivery, WebhookEndpoint
from orders.filing.store import read_file
from orders.models import Attachment, ChannelNotice, ChannelSource, Order
from orders.tasks import erase_attachment
from orders.tests.factories import open_shop, placed_order
from payments.models import GatewayEvent
from support.models import InboundMail
from support.services.keeping import keep_mail
from support.services.sorting import work_mail
from support.tests.mails import raw_mail
from tests.privacy.people import CLERK

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=4000)


@pytest.fixture(autouse=True)
def _quiet(settings, tmp_path):
    settings.OMS_WIRING, settings.MEDIA_ROOT = "orders.tests.wiring.WIRING", tmp_path


def rule(kind: str) -> RetentionRule:
    ensure_rules()
    return RetentionRule.objects.get(kind=kind)


def webhook(name: str, *, age: timedelta, body: dict | None = None) -> GatewayEvent:
    at = timezone.now() - age
    return GatewayEvent.objects.create(
        source="sandbox", event_id=name, kind="told", body=body or {"a": 1}, raw=b"{}", received_at=at, applied_at=at
    )


def notice(order: Order) -> ChannelNotice:
    source = ChannelSource.objects.create(code=f"s{order.pk}", make="shopify", channel=order.channel)
    return ChannelNotice.objects.create(
        source=source, event_id="1", topic="orders/create", body={"name": "Ada"}, state="applied", order=order,
        received_at=timezone.now() - LONG_AGO,
    )  # fmt: skip


@pytest.mark.parametrize("kind", sorted(retentions()))
def test_every_rule_can_be_counted_and_followed_also_while_somebody_is_held(kind):
    order = placed_order(open_shop())
    place_hold(customer_id=order.customer_id, reason="Court.", actor=CLERK)
    now = timezone.now()
    found = retentions()[kind]

    assert count_due(found, days=found.days, now=now) == 0
    assert sweep_some(found, days=found.days, now=now) == 0


def test_old_webhooks_are_emptied_after_a_count_and_young_ones_stay():
    old, young = webhook("old", age=timedelta(days=91)), webhook("young", age=timedelta(days=89))
    ours = rule("gateway_webhooks")

    assert would_go(ours, now=timezone.now()) == 1
    assert GatewayEvent.objects.get(pk=old.pk).body == {"a": 1}
    assert run_rule(retentionrule_id=ours.pk) == 1

    old, young = GatewayEvent.objects.get(pk=old.pk), GatewayEvent.objects.get(pk=young.pk)
    assert (old.body, bytes(old.raw), young.body) == ({}, b"", {"a": 1})
    ours.refresh_from_db()
    assert (ours.last_rows, ours.last_run_at is not None, would_go(ours, now=timezone.now())) == (1, True, 0)


def test_a_webhook_that_is_not_applied_stays_whatever_its_age():
    waiting = webhook("waiting", age=LONG_AGO)
    GatewayEvent.objects.filter(pk=waiting.pk).update(applied_at=None)

    assert run_rule(retentionrule_id=rule("gateway_webhooks").pk) == 0


def test_what_belongs_to_a_held_customer_stays_until_the_hold_is_released():
    held = placed_order(open_shop())
    kept, ours = notice(held), rule("channel_notices")
    hold = place_hold(customer_id=held.customer_id, reason="Court.", actor=CLERK)
    assert run_rule(retentionrule_id=ours.pk) == 0

    release_hold(legalhold_id=hold.pk, reason="It is over.", actor=CLERK)

    assert run_rule(retentionrule_id=ours.pk) == 1
    assert ChannelNotice.objects.get(pk=kept.pk).body == {}


def test_a_webhook_that_names_a_held_customer_without_a_key_stays_and_another_goes():
    order = placed_order(open_shop())
    place_hold(customer_id=order.customer_id, reason="Court.", actor=CLERK)
    named = webhook("named", age=LONG_AGO, body={"email": "ADA@example.com"})
    other = webhook("other", age=LONG_AGO, body={"email": "bob@example.com"})

    assert run_rule(retentionrule_id=rule("gateway_webhooks").pk) == 1

    assert GatewayEvent.objects.get(pk=named.pk).body == {"email": "ADA@example.com"}
    assert GatewayEvent.objects.get(pk=other.pk).body == {}


def test_an_old_mail_goes_with_its_files_and_what_became_of_it_stays():
    mail, _ = keep_mail(source="pipe", raw=raw_mail("I am Ada.", files={"a.txt": b"secret words"}))
    work_mail(mail_id=mail.pk)
    InboundMail.objects.filter(pk=mail.pk).update(received_at=timezone.now() - LONG_AGO)
    path = Attachment.objects.get(mail=mail).path
    assert b"I am Ada." in read_file(path)

    assert run_rule(retentionrule_id=rule("inbound_mails").pk) == 1
    erase_attachment(attachment_id=Attachment.objects.get(mail=mail).pk)

    mail.refresh_from_db()
    assert (mail.text, mail.sender_email, mail.case_id is not None) == ("", "", True)
    with pytest.raises(FileNotFoundError):
        read_file(path)


def test_an_old_mail_without_words_goes_too_and_once():
    mail, _ = keep_mail(source="pipe", raw=raw_mail("", files={"a.txt": b"secret words"}))
    work_mail(mail_id=mail.pk)
    InboundMail.objects.filter(pk=mail.pk).update(received_at=timezone.now() - LONG_AGO, state="parked")
    assert InboundMail.objects.get(pk=mail.pk).text == ""

    assert [run_rule(retentionrule_id=rule("inbound_mails").pk) for _ in range(2)] == [1, 0]

    mail.refresh_from_db()
    assert (mail.sender_email, mail.subject) == ("", "")


def test_effects_and_webhooks_of_a_held_customer_stay_and_the_offices_days_count():
    order = placed_order(open_shop())
    at = timezone.now() - timedelta(days=100)
    endpoint = WebhookEndpoint.objects.create(channel=order.channel, url="https://x.example/", made_by="t")
    WebhookDelivery.objects.create(
        endpoint=endpoint, event_id="1", kind="orders.placed", order=order, sequence=1, state="delivered", body="{}"
    )
    WebhookDelivery.objects.update(created_at=at)
    Effect.objects.filter(order_id=order.pk).delete()
    Effect.objects.create(
        task="t", queue="bulk", key="k", order_id=order.pk, state="done", finished_at=at, payload={"a": 1}
    )
    hold = place_hold(customer_id=order.customer_id, reason="Court.", actor=CLERK)
    assert (follow("webhooks_delivered"), purge_done_effects()) == (0, 0)

    release_hold(legalhold_id=hold.pk, reason="It is over.", actor=CLERK)
    set_rule(retentionrule_id=rule("webhooks_delivered").pk, days=120, is_active=True, actor=SYSTEM)
    assert (follow("webhooks_delivered"), purge_done_effects()) == (0, 1)

    set_rule(retentionrule_id=rule("webhooks_delivered").pk, days=99, is_active=True, actor=SYSTEM)
    assert follow("webhooks_delivered") == 1


def test_a_hold_that_begins_between_two_batches_is_heard_and_names_are_looked_up_once(monkeypatch):
    shop = open_shop()
    orders = [placed_order(shop) for _ in range(2)]
    kept = [notice(order) for order in orders]
    found, looked_up = retentions()["channel_notices"], []
    find = sweeping.marks_of
    monkeypatch.setattr(sweeping, "marks_of", lambda pk: looked_up.append(pk) or find(pk))
    known: dict[int, list[str]] = {}
    sweep = partial(sweep_some, found, days=found.days, now=timezone.now(), most=1, known=known)
    assert sweep() == 1

    place_hold(customer_id=orders[1].customer_id, reason="Court.", actor=CLERK)

    assert [sweep(), sweep()] == [0, 0]
    assert looked_up == [orders[1].customer_id]
    kept[1].refresh_from_db()
    assert kept[1].body == {"name": "Ada"}


def test_to_look_at_the_rules_writes_nothing(django_assert_num_queries):
    ensure_rules()
    with django_assert_num_queries(1):
        ensure_rules()


def test_every_night_each_active_rule_is_followed_and_an_inactive_one_is_not():
    webhook("old", age=LONG_AGO)
    closed = Alert.objects.create(kind="a", reference="1", message="x", closed_at=timezone.now() - LONG_AGO)
    off = rule("alerts")
    set_rule(retentionrule_id=off.pk, days=365, is_active=False, actor=SYSTEM)

    assert sweep_all() >= 1

    assert Alert.objects.filter(pk=closed.pk).exists()
    assert GatewayEvent.objects.get().body == {}


def test_days_outside_the_bounds_are_refused_in_words():
    with pytest.raises(InvalidInput, match="between 14 and 730 days"):
        set_rule(retentionrule_id=rule("gateway_webhooks").pk, days=3, is_active=True, actor=SYSTEM)


def test_without_the_right_nothing_is_changed_or_run():
    nobody = Actor(kind="user", reference="9")

    with pytest.raises(NotPermitted):
        run_rule(retentionrule_id=rule("alerts").pk, actor=nobody)
    with pytest.raises(NotPermitted):
        set_rule(retentionrule_id=rule("alerts").pk, days=60, is_active=True, actor=nobody)
