"""An effect is withdrawn or done, never both."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.effects.claim import claim_next, mark_again, mark_done
from core.errors import NotFound, NotPermitted
from core.models import Effect
from core.services.withdrawing import NotWithdrawable, TooLate, hurry_effect, withdraw_effect
from core.tests.factories import due_effect

pytestmark = pytest.mark.django_db
SOON = timedelta(seconds=20)


def waiting() -> Effect:
    return due_effect("note_if_not_undone", run_after=timezone.now() + SOON)


def test_a_waiting_effect_is_withdrawn_and_never_claimed():
    effect = waiting()

    withdraw_effect(effect_id=effect.pk, actor=SYSTEM)

    Effect.objects.update(run_after=timezone.now() - SOON)
    effect.refresh_from_db()
    assert (effect.state, effect.last_error, claim_next(["default"])) == ("withdrawn", "Withdrawn by system.", None)


def test_a_claimed_effect_is_too_late():
    effect = due_effect("note_if_not_undone")
    claim_next(["default"])

    with pytest.raises(TooLate, match="being done right now"):
        withdraw_effect(effect_id=effect.pk, actor=SYSTEM)


def test_a_done_effect_tells_when_it_was_done():
    effect = due_effect("note_if_not_undone")
    mark_done(claim_next(["default"]))
    effect.refresh_from_db()

    with pytest.raises(TooLate, match=f"done at {effect.finished_at:%H:%M:%S} UTC"):
        withdraw_effect(effect_id=effect.pk, actor=SYSTEM)


def test_what_was_tried_and_waits_for_another_try_is_too_late():
    effect = due_effect("note_if_not_undone")
    mark_again(claim_next(["default"]), delay_seconds=60, error="The line was cut.")

    with pytest.raises(TooLate):
        withdraw_effect(effect_id=effect.pk, actor=SYSTEM)

    assert Effect.objects.get().state == "due"


def test_who_withdraws_second_is_told_that_it_was_undone():
    effect = waiting()
    withdraw_effect(effect_id=effect.pk, actor=SYSTEM)

    with pytest.raises(TooLate, match="undone already"):
        withdraw_effect(effect_id=effect.pk, actor=SYSTEM)


def test_what_follows_from_a_fact_cannot_be_withdrawn():
    effect = due_effect(run_after=timezone.now() + SOON)

    with pytest.raises(NotWithdrawable):
        withdraw_effect(effect_id=effect.pk, actor=SYSTEM)


def test_without_the_right_nothing_is_withdrawn():
    effect = waiting()

    with pytest.raises(NotPermitted):
        withdraw_effect(effect_id=effect.pk, actor=Actor(kind="user", reference="7", user_id=7))
    with pytest.raises(NotFound):
        withdraw_effect(effect_id=0, actor=SYSTEM)

    assert Effect.objects.get().state == "due"


def test_a_hurried_effect_is_due_at_once():
    effect = waiting()

    hurry_effect(effect_id=effect.pk, actor=SYSTEM)

    assert claim_next(["default"]).effect_id == effect.pk
