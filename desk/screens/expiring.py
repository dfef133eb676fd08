"""The radar: reserved money that runs out soon, what can ship by then, and what to do about the rest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from core.errors import NotPermitted, OmsError
from core.money import ZERO, format_money
from payments.selectors.radar import LIMIT, Expiring, ExpiryAct, radar
from payments.services.renewing import RIGHTS, act_on_expiry

DAYS = (1, 3, 7, 14, 30)
USUAL_DAYS = 7
DONE = {
    ExpiryAct.REAUTHORIZE: "A worker asks the card; the old reservation goes once the new one stands.",
    ExpiryAct.CAPTURE: "A worker captures it.",
    ExpiryAct.RELEASE: "A worker lets it go.",
    ExpiryAct.HOLD: "The order waits for a person.",
}


@dataclass(frozen=True)
class Sums:
    """Of one currency: how many authorizations run out, how much, and what of it cannot ship by then."""

    currency: str
    count: int
    left: Decimal
    at_risk: Decimal


def expiring(request: HttpRequest) -> HttpResponse:
    """What runs out within the chosen days, the soonest first, with a button for each act the user has the right to."""
    if not request.user.has_perm("payments.view_payment"):
        raise PermissionDenied
    days = _days(request.GET.get("days", ""))
    rows = radar(now=timezone.now(), days=days)
    context = {
        **admin.site.each_context(request),
        "title": "Expiring reservations", "days": days, "choices": DAYS, "limit": LIMIT, "sums": sums_of(rows),
        "rows": [(row, _offered(request, row)) for row in rows],
    }  # fmt: skip
    return TemplateResponse(request, "desk/expiring.html", context)


def sums_of(rows: Sequence[Expiring]) -> list[Sums]:
    by_currency: dict[str, list[Expiring]] = defaultdict(list)
    for row in rows:
        by_currency[row.order.currency].append(row)
    return [
        Sums(code, len(found), sum((r.left for r in found), ZERO), sum((r.at_risk for r in found), ZERO))
        for code, found in sorted(by_currency.items())
    ]


def _offered(request: HttpRequest, row: Expiring) -> list[ExpiryAct]:
    """The proposed act first; of money the order does not need only letting it go is offered."""
    acts = [ExpiryAct.RELEASE] if not row.needed else [act for act in RIGHTS if act != row.act]
    if row.act in RIGHTS and row.needed:
        acts.insert(0, row.act)
    return [act for act in acts if request.user.has_perm(RIGHTS[act])]


def _days(wanted: str) -> int:
    return int(wanted) if wanted.isdigit() and int(wanted) in DAYS else USUAL_DAYS


@require_POST
def expiring_act(request: HttpRequest, authorization_id: int) -> HttpResponse:
    """Do what a person decided about one row; the service refuses with the reason."""
    act = request.POST.get("act", "")
    back = HttpResponseRedirect(f"{reverse('desk:expiring')}?days={_days(request.POST.get('days', ''))}")
    if act not in RIGHTS:
        messages.error(request, "Choose what is to be done about it.")
        return back
    try:
        seen = act_on_expiry(authorization_id=authorization_id, act=act, actor=actor_of(request.user))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except OmsError as error:
        messages.error(request, error.message)
    else:
        amount = format_money(seen.needed or seen.left, seen.order.currency)
        messages.success(request, f"{seen.order.number}, {amount}: {DONE[ExpiryAct(act)]}")
    return back
