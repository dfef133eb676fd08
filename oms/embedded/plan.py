"""Which services run together, and how the house finds them."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass

from oms.embedded import postgres, simulators, valkey
from oms.embedded.children import Child
from oms.embedded.keys import secrets_in
from oms.embedded.places import Places

# A service is ours to start when the variable that would name an outside one is absent.
VARIABLES = {
    "postgres": "DATABASE_URL",
    "valkey": "REDIS_URL",
    "gateway": "GATEWAY_URL",
    "carrier": "CARRIER_URL",
    "mail": "EMAIL_HOST",
    "sms": "SMS_URL",
}
PORTS = ("gateway", "carrier", "mail", "smtp", "sms")


@dataclass(frozen=True)
class Service:
    """A child and the question whether it answers."""

    child: Child
    answers: Callable[[], bool]


@dataclass(frozen=True)
class Plan:
    """All services of one data folder, and the environment that leads to them."""

    services: list[Service]
    environment: dict[str, str]


def make_plan(places: Places, *, names: Collection[str], mark: str, throwaway: bool, site_url: str) -> Plan:
    secrets = secrets_in(places.secrets_file)
    ports = choose_ports(places)
    services: list[Service] = []
    environment = {"SECRET_KEY": secrets["SECRET_KEY"]}
    if "postgres" in names:
        child = postgres.postgres(places, mark=mark, throwaway=throwaway)
        services.append(Service(child, lambda: postgres.answers(places)))
        environment["DATABASE_URL"] = postgres.database_url(places)
    if "valkey" in names:
        child = valkey.valkey(places, mark=mark, throwaway=throwaway)
        services.append(Service(child, lambda: valkey.answers(places)))
        environment["REDIS_URL"] = valkey.redis_url(places)
    for name in ("gateway", "carrier"):
        if name in names:
            secret = f"{name.upper()}_WEBHOOK_SECRET"
            services.append(simulated(name, places, port=ports[name], mark=mark, site=site_url, secret=secrets[secret]))
            environment[f"{name.upper()}_URL"] = f"http://{simulators.HOST}:{ports[name]}"
            environment[secret] = secrets[secret]
    if "mail" in names:
        services.append(caught_mail(places, ports=ports, mark=mark))
        environment["EMAIL_HOST"], environment["EMAIL_PORT"] = simulators.HOST, str(ports["smtp"])
        environment["MAIL_CATCHER_URL"] = f"http://{simulators.HOST}:{ports['mail']}"
    if "sms" in names:
        services.append(caught_texts(places, port=ports["sms"], mark=mark))
        environment["SMS_URL"] = f"http://{simulators.HOST}:{ports['sms']}"
        environment["SMS_PROVIDER"], environment["SMS_API_KEY"] = "simulator", "sandbox"
    return Plan(services=services, environment=environment)


def simulated(name: str, places: Places, *, port: int, mark: str, site: str, secret: str) -> Service:
    child = simulators.simulator(
        name,
        port=port,
        home=places.data / name,
        log=places.logs / f"{name}.log",
        mark=mark,
        webhook_url=site + simulators.WEBHOOK_PATHS[name],
        webhook_secret=secret,
    )
    return Service(child, lambda: simulators.healthy(port))


def caught_mail(places: Places, *, ports: dict[str, int], mark: str) -> Service:
    child = simulators.mail_catcher(
        smtp_port=ports["smtp"],
        http_port=ports["mail"],
        home=places.data / "mail",
        log=places.logs / "mail.log",
        mark=mark,
    )
    return Service(child, lambda: simulators.healthy(ports["mail"]))


def caught_texts(places: Places, *, port: int, mark: str) -> Service:
    child = simulators.text_catcher(port=port, home=places.data / "sms", log=places.logs / "sms.log", mark=mark)
    return Service(child, lambda: simulators.healthy(port))


def choose_ports(places: Places) -> dict[str, int]:
    known = simulators.known_ports(places)
    chosen: dict[str, int] = {}
    for name in PORTS:
        port = simulators.free_port(known.get(name, 0))
        while port in chosen.values():
            port = simulators.free_port()
        chosen[name] = port
    (places.data / "ports.json").write_text(json.dumps(chosen))
    return chosen
