"""Before the first request: the schema as the code expects it, and a login for each role."""

import io
import sys

import django
from django.core.management import call_command, get_commands

from oms.embedded.keys import write_privately
from oms.embedded.places import places_of


def prepare() -> None:
    """Migrate, and write the logins down the first time."""
    call_command("migrate", verbosity=0, interactive=False)
    logins = places_of().logins_file
    if "seed_logins" in get_commands() and not logins.exists():
        said = io.StringIO()
        call_command("seed_logins", "--json", "--reset-demo", stdout=said)
        write_privately(logins, said.getvalue())


if __name__ == "__main__":
    django.setup()
    prepare()
    sys.exit(0)
