"""Which task an effect asks for."""

import pytest

from core.effects import effect_task
from core.effects.registry import subscribers_of, task_named


def test_a_task_gets_only_the_fields_it_names():
    task = task_named("core.tests.doing.note_in_mail")

    task(word="a", key="k", attempt=1, unwanted=True)

    assert task.queue == "mail"


def test_an_unknown_queue_is_refused_where_it_is_written():
    with pytest.raises(ValueError, match="is not one of"):
        effect_task(queue="nowhere")


def test_a_fact_nobody_wired_has_no_subscribers():
    assert subscribers_of("tests.unheard") == []
    assert [task.queue for task in subscribers_of("tests.happened")] == ["default", "mail"]
