#!/usr/bin/env python
"""Every command of the house; finds or starts the embedded services when no outside ones are named."""

import os
import sys

from django.core.management import execute_from_command_line

from oms.embedded.command import services_for
from oms.env import EnvironmentMistake


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings.local")
    services_for(sys.argv)
    try:
        execute_from_command_line(sys.argv)
    except EnvironmentMistake as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
