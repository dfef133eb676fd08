"""What returns refuse, each with its code and a sentence."""

from core.errors import InvalidInput, NotFound, OmsError


class ReturnNotFound(NotFound):
    """No such return."""

    code = "return_not_found"


class ReceiptNotFound(NotFound):
    """No such box, or it is booked."""

    code = "return_receipt_not_found"


class ReturnForbidden(OmsError):
    """The policy does not allow it; ``context['rules']`` names every broken rule with its sentence and right."""

    code = "return_forbidden"


class ReturnWindowClosed(ReturnForbidden):
    """The time to ask for a return is over; ``context['until']`` tells when it ended."""

    code = "return_window_closed"


class FinalSale(ReturnForbidden):
    """These goods do not come back."""

    code = "final_sale"


class TooManyUnits(ReturnForbidden):
    """More units than the policy takes back of one order."""

    code = "too_many_units"


class NotReturnable(InvalidInput):
    """More units were named than the customer has and has not announced; ``left`` tells how many there are."""

    code = "not_returnable"
    turns_on = ("line",)


class UnitsDoNotAddUp(InvalidInput):
    """The parts named for a line are not exactly its units."""

    code = "units_do_not_add_up"


class ExchangeNotFound(NotFound):
    """No such exchange."""

    code = "exchange_not_found"


class ClaimNotFound(NotFound):
    """No such claim."""

    code = "claim_not_found"


class NotClaimable(InvalidInput):
    """More units were named than were shipped and are neither returned nor claimed; ``left`` tells how many are."""

    code = "not_claimable"
    turns_on = ("line",)
