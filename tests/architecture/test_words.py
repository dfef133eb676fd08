"""Every fact that stands on a timeline has words for people."""

from core.selectors.words import HEADLINES
from tests.architecture.test_wiring import facts


def test_every_fact_of_a_timeline_is_called_something():
    told = {name for name, fact in facts().items() if fact.timeline and not name.startswith("inventory.")}

    assert told
    assert sorted(told - HEADLINES.keys()) == []
