"""A lead takes an order out of a planned batch in the very moment it goes to the floor."""

import pytest

from core.actors import SYSTEM
from fulfillment.services import waves
from fulfillment.services.emptying import take_out_of_batch
from fulfillment.services.waves import plan_wave, release_planned_batch, release_wave
from fulfillment.tests.factories import open_work, reread
from tests.races.rival import Rival, before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(open_floor):
    return open_floor()


@pytest.fixture
def going(shop):
    """Two works of a batch that is about to go; releases it."""
    works = [open_work(shop, {0: 1}) for _ in range(2)]
    wave = plan_wave(warehouse_id=works[0].warehouse_id, actor=SYSTEM)
    release_wave(wave_id=wave.pk, actor=SYSTEM)
    batch = wave.batches.get()
    return works, lambda: release_planned_batch(batch_id=batch.pk, actor=SYSTEM)


def taken_out(work):
    return lambda: take_out_of_batch(fulfillmentorder_id=work.pk, actor=SYSTEM)


def test_what_was_taken_out_in_the_moment_of_release_stays_out(going, monkeypatch, hands):
    (out, stays), release = going
    rival = Rival(hands[1], taken_out(out))
    before(monkeypatch, waves, "lock_for_release", rival)

    release()

    assert rival.result.batch_id is None
    assert [reread(work).state for work in (out, stays)] == ["open", "released"]


def test_with_the_plan_as_it_was_read_before_the_locks_it_goes_all_the_same(going, monkeypatch, hands):
    (out, stays), release = going
    planned = [out.pk, stays.pk]
    monkeypatch.setattr(waves, "_planned_in", lambda batch_id: planned)
    rival = Rival(hands[1], taken_out(out))
    before(monkeypatch, waves, "lock_for_release", rival)

    release()

    assert rival.result.batch_id is None
    assert reread(out).state == "released"
