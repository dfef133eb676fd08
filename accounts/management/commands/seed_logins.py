import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.logins import seed_logins
from accounts.services.roles import sync_roles


class Command(BaseCommand):
    help = "Makes one login per role for a demo and prints those made now with their passwords."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a list of role, username, password")
        parser.add_argument("--reset-demo", action="store_true", help="give logins made earlier a new password")

    def handle(self, *args: Any, **options: Any) -> None:
        sync_roles()
        logins = seed_logins(reset=options["reset_demo"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(login) for login in logins]))
            return
        for login in logins:
            self.stdout.write(f"{login.role:<16}{login.username:<16}{login.password or '(set earlier)'}")
