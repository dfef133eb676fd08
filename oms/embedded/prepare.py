"""Before the first request: the schema as the code expects it, and a login for each role."""

import io
import sys
from typing import TextIO

import django
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from oms.embedded.keys import write_privately
from oms.embedded.places import places_of

TOLD_EVERY = 20


class Progress(io.TextIOBase):
    """Hears each migration's "OK" and says a line for every twentieth."""

    def __init__(self, output: TextIO, *, steps: int) -> None:
        self.output, self.steps, self.done = output, steps, 0

    def write(self, text: str) -> int:
        if text.strip() == "OK":
            self.done += 1
            if self.done % TOLD_EVERY == 0 or self.done == self.steps:
                print(f"{self.done} of {self.steps} steps of the schema", file=self.output, flush=True)
        return len(text)


def steps_missing() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare() -> None:
    """Migrate, and write the logins down the first time. Prints how far it is: a slow machine takes minutes."""
    call_command("migrate", interactive=False, no_color=True, stdout=Progress(sys.stdout, steps=steps_missing()))
    logins = places_of().logins_file
    if "seed_logins" in get_commands() and not logins.exists():
        said = io.StringIO()
        call_command("seed_logins", "--json", "--reset-demo", stdout=said)
        write_privately(logins, said.getvalue())


if __name__ == "__main__":
    django.setup()
    prepare()
    sys.exit(0)
