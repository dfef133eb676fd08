"""Refusals of reports."""

from core.errors import OmsError


class JournalUnbalanced(OmsError):
    """Debits and credits of a day differ: nothing was written. ``context['sums']`` names channel, currency, amount."""

    code = "journal_unbalanced"
    status = 500
