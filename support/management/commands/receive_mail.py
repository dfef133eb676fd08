"""One mail from a mail server's pipe: ``receive_mail < message.eml``."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from support.errors import MailTooLarge
from support.services.keeping import keep_mail

# What mail servers understand: bounce, or keep it and try again. Source: sysexits.h of BSD.
EX_DATAERR = 65
EX_TEMPFAIL = 75


class Command(BaseCommand):
    help = "Keep one mail read from standard input; a worker makes a draft order or a case of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", default="pipe", help="What this way in is called.")
        parser.add_argument("--sender", default=None, help="The envelope's sender; empty for a delivery report.")
        parser.add_argument("--recipient", default="", help="The envelope's recipient, with what stands after a plus.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 when it is kept, 65 when it is refused for good, 75 when it is to be tried again."""
        raw = sys.stdin.buffer.read(settings.MAIL_MAX_BYTES + 1)
        if not raw.strip():
            raise CommandError("There is no mail on standard input.", returncode=EX_DATAERR)
        try:
            mail, is_new = keep_mail(
                source=options["source"][:24], raw=raw, envelope_from=options["sender"],
                envelope_to=options["recipient"],
            )  # fmt: skip
        except MailTooLarge as error:
            raise CommandError(error.message, returncode=EX_DATAERR) from error
        except (DatabaseError, OSError) as error:
            raise CommandError("The mail could not be kept now. Try again.", returncode=EX_TEMPFAIL) from error
        self.stdout.write(f"{'kept' if is_new else 'known'} {mail.pk}")
