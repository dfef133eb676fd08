"""The container files keep the promises that can be checked without an engine."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from oms.settings.queue import QUEUES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_expected_services_are_there():
    expected = {"migrate", "web", "worker", "beat", "postgres", "redis", "mail", "gateway", "carrier"}
    assert set(SERVICES) == expected


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_database_and_broker_publish_no_ports(name):
    assert "ports" not in SERVICES[name]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_runs_as_root_or_gains_rights(name):
    service = SERVICES[name]
    assert int(service["user"].split(":")[0]) > 0
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["read_only"] is True


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_has_a_health_check(name):
    assert "healthcheck" in SERVICES[name] or (name == "web" and "HEALTHCHECK" in DOCKERFILE)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_published_ports_stay_on_the_machine(name):
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_house_starts_after_the_migration(name):
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_simulators_are_started_only_when_asked_for():
    assert [name for name, service in SERVICES.items() if service.get("profiles")] == ["gateway", "carrier"]


def test_the_worker_serves_every_queue():
    command = SERVICES["worker"]["command"]
    assert command[command.index("-Q") + 1].split(",") == list(QUEUES)


def test_modules_named_in_commands_exist():
    named = [
        words[words.index("-m") + 1] for words in (s.get("command", []) for s in SERVICES.values()) if "-m" in words
    ]
    assert named
    assert all(find_spec(module) for module in named)


def test_every_volume_used_is_declared():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_image_is_built_in_stages_from_hashed_wheels():
    assert len(re.findall(r"^FROM ", DOCKERFILE, re.MULTILINE)) == 2
    assert "--require-hashes --only-binary :all:" in DOCKERFILE


def test_the_image_runs_as_the_user_compose_names():
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    uid = re.search(r"--uid (\d+)", DOCKERFILE)
    assert users[-1] == "oms"
    assert uid is not None
    assert SERVICES["web"]["user"].split(":")[0] == uid[1]


def test_the_image_has_a_health_check_and_no_secret():
    assert "HEALTHCHECK" in DOCKERFILE
    assert not re.search(r"^(ARG|ENV) .*(SECRET|PASSWORD)", DOCKERFILE, re.MULTILINE)


def test_what_must_not_travel_stays_outside_the_image():
    ignored = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".env", ".data", ".venv"} <= ignored
