"""Production stops at once, with one sentence, when something is unfit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oms.env import EnvironmentMistake
from oms.settings.refusals import ensure_fit_for_production

ROOT = Path(__file__).resolve().parents[2]
FIT = {
    "SECRET_KEY": "correct-horse-battery-staple-0123456789-correct-horse-battery",
    "ALLOWED_HOSTS": "orders.shop.example",
    "DATABASE_URL": "postgresql://oms@db.example/oms",
    "REDIS_URL": "redis://broker.example/0",
}


def test_a_fit_environment_is_accepted():
    ensure_fit_for_production(FIT)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG on"),
        ({"SECRET_KEY": ""}, "without a secret key"),
        ({"SECRET_KEY": "local-machine-only-never-used-in-production-" + "x" * 20}, "a published secret key"),
        ({"SECRET_KEY": "k" * 49}, "a secret key of 49 characters"),
        ({"ALLOWED_HOSTS": ""}, "without host names"),
        ({"ALLOWED_HOSTS": "orders.shop.example,*"}, "for any host"),
        ({"ALLOWED_HOSTS": ".shop.example"}, "for any host"),
        ({"DATABASE_URL": ""}, "without a database"),
        ({"REDIS_URL": ""}, "without a broker"),
        ({"WEBHOOK_ALLOW_PRIVATE": "1"}, "with webhooks to private addresses"),
    ],
)
def test_production_refuses_with_one_sentence(change, sentence):
    with pytest.raises(EnvironmentMistake) as refusal:
        ensure_fit_for_production({**FIT, **change})
    words = str(refusal.value)
    assert words.startswith("Production does not start ")
    assert sentence in words
    assert words.endswith(".")
    assert "\n" not in words


def run_check(**change: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**clean, **FIT, "DJANGO_SETTINGS_MODULE": "oms.settings.production", **change},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_real_start_with_debug_says_the_sentence_and_no_traceback():
    answer = run_check(DEBUG="1")
    assert answer.returncode == 1
    assert answer.stderr.strip() == "Production does not start with DEBUG on: unset DEBUG."


def test_a_fit_production_has_nothing_to_warn_about():
    answer = run_check()
    assert answer.returncode == 0, answer.stderr
