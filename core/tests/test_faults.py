"""Failpoints: off by default, exact when armed, counted over processes."""

import os
import subprocess
import sys

import pytest

from core import faults


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    faults.disarm()


def test_nothing_happens_unless_armed():
    faults.hit("anything")


def test_an_armed_point_fails_as_often_as_it_was_told():
    faults.arm_from_environment("here=raise:2,there=raise")

    for _ in range(2):
        with pytest.raises(faults.FaultInjected):
            faults.hit("here")
    faults.hit("here")
    faults.hit("elsewhere")
    with pytest.raises(faults.FaultInjected):
        faults.hit("there")


def test_an_unknown_way_to_fail_is_refused():
    with pytest.raises(ValueError, match="explode"):
        faults.arm_from_environment("here=explode")


def test_a_shot_counts_once_over_all_processes(tmp_path, monkeypatch):
    monkeypatch.setenv("OMS_FAULTS_ONCE_DIR", str(tmp_path))
    script = "from core import faults; faults.hit('here')"
    environment = {**os.environ, "OMS_FAULTS": "here=kill:1"}

    ends = [subprocess.run([sys.executable, "-c", script], env=environment).returncode for _ in range(2)]

    assert ends == [-9, 0]


def test_disarming_one_point_leaves_the_others():
    faults.arm_from_environment("here=raise,there=raise")
    faults.disarm("here")

    faults.hit("here")
    with pytest.raises(faults.FaultInjected):
        faults.hit("there")
