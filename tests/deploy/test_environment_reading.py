"""Variables are read with their type, and a mistake is told in one sentence that names the variable."""

import pytest

from oms import env


def test_a_database_address_becomes_djangos_description():
    assert env.database("postgresql://ann:p%40ss@db.example:6432/shop?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_address_may_name_a_folder_of_sockets():
    found = env.database("postgresql://oms@/oms?host=/run/sockets")
    assert (found["HOST"], found["NAME"], found["OPTIONS"]) == ("/run/sockets", "oms", {})


@pytest.mark.parametrize("url", ["sqlite:///x.db", "mysql://a@b/c", "postgresql://db.example/"])
def test_an_unusable_database_address_is_refused(url):
    with pytest.raises(env.EnvironmentMistake, match="DATABASE_URL"):
        env.database(url)


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("redis://broker.example/1", "redis://broker.example/1"),
        ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3"),
    ],
)
def test_the_queue_gets_its_own_spelling_of_the_broker(given, spelled):
    assert env.broker(given) == spelled


def test_an_unusable_broker_is_refused():
    with pytest.raises(env.EnvironmentMistake, match="REDIS_URL"):
        env.broker("amqp://broker.example")


def test_a_missing_variable_is_named():
    with pytest.raises(env.EnvironmentMistake, match=r"^SITE_URL is not set\.$"):
        env.text("SITE_URL", environ={})


def test_a_number_must_be_one():
    assert env.number("PORT", 8000, environ={"PORT": " 81 "}) == 81
    with pytest.raises(env.EnvironmentMistake, match="PORT must be a whole number, not 'many'"):
        env.number("PORT", 8000, environ={"PORT": "many"})


@pytest.mark.parametrize(("word", "meaning"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_flag_is_read_as_people_write_it(word, meaning):
    assert env.flag("DEBUG", default=not meaning, environ={"DEBUG": word}) is meaning


def test_a_flag_that_is_neither_is_refused():
    with pytest.raises(env.EnvironmentMistake, match="DEBUG must be 1 or 0"):
        env.flag("DEBUG", environ={"DEBUG": "maybe"})


def test_names_are_split_at_commas():
    assert env.names("ALLOWED_HOSTS", environ={"ALLOWED_HOSTS": "a.example, b.example,"}) == ["a.example", "b.example"]
