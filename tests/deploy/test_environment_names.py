"""Settings, the example file and the containers speak of the same variables."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
HOUSE = ("migrate", "web", "worker", "beat")
READ_BY_DJANGO = {"DJANGO_SETTINGS_MODULE"}
ONLY_COMPOSE = {"POSTGRES_PASSWORD", "PUBLISHED_PORT", "MAIL_PORT", "WITH_OBSERVABILITY"}
ONLY_LOCAL = {"DEBUG"}


def names_read_by_settings() -> set[str]:
    sources = [*(ROOT / "oms/settings").glob("*.py")]
    text = "\n".join(path.read_text() for path in sources)
    read = re.findall(r'env\.(?:text|flag|number|names)\(\s*["\']([A-Z0-9_]+)["\']', text)
    return set(read) | set(re.findall(r'environ\.get\("([A-Z0-9_]+)"', text))


def names_in_example() -> set[str]:
    return set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_example_names_every_variable_the_settings_read_and_no_other():
    assert names_in_example() - READ_BY_DJANGO - ONLY_COMPOSE == names_read_by_settings()


def test_containers_are_given_only_variables_the_settings_read():
    for name in HOUSE:
        unknown = set(COMPOSE["services"][name]["environment"]) - names_read_by_settings() - READ_BY_DJANGO
        assert not unknown, f"{name}: {unknown}"


def test_containers_are_given_every_variable_that_matters_to_them():
    expected = names_read_by_settings() - ONLY_LOCAL - {"PORT", "DATABASE_POOL_SIZE"}
    for name in HOUSE:
        assert expected <= set(COMPOSE["services"][name]["environment"]), name
    assert {"PORT", "DATABASE_POOL_SIZE"} <= set(COMPOSE["services"]["web"]["environment"])


def test_every_value_compose_takes_from_outside_is_in_the_example():
    taken = set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert taken <= names_in_example()
