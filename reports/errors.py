"""What reports refuse."""

from core.errors import OmsError


class RateMissing(OmsError):
    """A currency cannot be converted for want of a rate of those days."""

    code = "rate_missing"


class JournalUnbalanced(OmsError):
    """Debits and credits of a day differ: nothing was written. ``context['sums']`` names channel, currency, amount."""

    code = "journal_unbalanced"
    status = 500


class TooManyRows(OmsError):
    """The list is larger than a file of this kind may be; the sentence names the way that goes."""

    code = "too_many_rows"
    status = 413
