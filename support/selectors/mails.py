"""Whom a mail is from, what it is about, and what it answers."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower

from catalog.models import SKU, Channel
from customers.models import Customer
from orders.intake.requests import LineRequest
from orders.models import Order
from support.intake.reply_address import case_in_address, without_tag
from support.intake.wishes import MOST_UNITS, Wish, wishes_in
from support.models import Case, CaseMail, InboundMail, MailRoute

_NUMBER = re.compile(r"\b[A-Z][A-Z0-9]{0,11}-\d{1,12}\b")
MOST_NUMBERS = 5
HOUR = timedelta(hours=1)


def address_of_ours(envelope_to: str, recipients: Sequence[str]) -> str:
    """The address that decides: the first with a route, else where it was delivered, else the first named."""
    named = [without_tag(address) for address in (envelope_to, *recipients) if address]
    routed = set(MailRoute.objects.filter(address__in=named, is_active=True).values_list("address", flat=True))
    return next((address for address in named if address in routed), named[0] if named else "")


def route_of(mail: InboundMail) -> MailRoute | None:
    return MailRoute.objects.filter(address=mail.sent_to, is_active=True).select_related("channel").first()


def customer_named(email: str) -> Customer | None:
    """The oldest customer with this address, erased ones left out."""
    if not email:
        return None
    known = Customer.objects.alias(low=Lower("email")).filter(low=email.lower(), erased_at=None)
    return known.order_by("pk").first()


def last_address_of(customer_id: int) -> int | None:
    """Where the customer's newest order goes; None when none goes anywhere."""
    sent = Order.objects.filter(customer_id=customer_id).exclude(shipping_address=None).order_by("-pk")
    return sent.values_list("shipping_address_id", flat=True).first()


def case_answered(mail: InboundMail, *, addresses: Sequence[str], references: Sequence[str]) -> Case | None:
    """The case this mail goes on with: by a signed address, by what it answers, by a number and its customer."""
    signed = next((key for key in map(case_in_address, addresses) if key is not None), None)
    if signed is not None:
        return _where_it_goes_on(Case.objects.filter(pk=signed).first())
    own = CaseMail.objects.filter(message_id__in=references).select_related("said__case").order_by("-pk").first()
    if own is not None:
        return _where_it_goes_on(own.said.case)
    before = InboundMail.objects.filter(message_id__in=references).exclude(pk=mail.pk).exclude(case=None)
    answered = before.select_related("case").order_by("-pk").first() if references else None
    if answered is not None:
        return _where_it_goes_on(answered.case)
    return _where_it_goes_on(_case_by_number(mail))


def order_answered(mail: InboundMail, references: Sequence[str]) -> Order | None:
    """The order that an earlier mail of the same sender became, when this one answers that."""
    if not references:
        return None
    before = InboundMail.objects.filter(message_id__in=references, sender_email=mail.sender_email)
    earlier = before.exclude(pk=mail.pk).exclude(order=None).select_related("order").order_by("-pk").first()
    return earlier.order if earlier else None


def order_named(mail: InboundMail) -> tuple[Order | None, bool]:
    """The order whose number stands in the subject, and whether the sender is its customer."""
    numbers = numbers_in(mail.subject)
    named = list(Order.objects.filter(number__in=numbers).select_related("customer").order_by("-pk")) if numbers else []
    theirs = [order for order in named if _is_customer(mail, order.customer)]
    return next(iter(theirs or named), None), bool(theirs)


def open_case_of(order: Order) -> Case | None:
    """The order's newest case that nobody has resolved."""
    return Case.objects.filter(order=order, resolved_at=None).order_by("-pk").first()


def numbers_in(text: str) -> list[str]:
    return list(dict.fromkeys(_NUMBER.findall(text.upper())))[:MOST_NUMBERS]


def is_from_ourselves(mail: InboundMail) -> bool:
    """Whether the sender is one of our own addresses: to answer would be a loop."""
    sender = without_tag(mail.sender_email) if mail.sender_email else ""
    own = without_tag(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return bool(sender) and (sender == own or MailRoute.objects.filter(address=sender).exists())


def mails_lately(mail: InboundMail, *, now: datetime) -> int:
    """How many mails the same sender sent in the last hour, this one among them."""
    return InboundMail.objects.filter(sender_email=mail.sender_email, received_at__gt=now - HOUR).count()


def sure_lines(text: str) -> list[LineRequest]:
    """The order's lines when every one of them is certain; else none, and a person reads the mail."""
    wishes = wishes_in(text)
    codes = {wish.code for wish in wishes}
    if not wishes or not all(map(_is_plain, wishes)):
        return []
    skus = SKU.objects.filter(Q(code__in=codes) | Q(barcodes__code__in=codes), is_active=True)
    meant: dict[str, set[str]] = {}
    for code, barcode in skus.values_list("code", "barcodes__code"):
        for spoken in {code, barcode} & codes:
            meant.setdefault(spoken, set()).add(code)
    if any(len(meant.get(code, ())) != 1 for code in codes):
        return []
    return [LineRequest(sku_code=next(iter(meant[wish.code])), quantity=wish.units) for wish in wishes]


def channel_of(route: MailRoute | None) -> Channel | None:
    """The channel of the route, else the first one that sells."""
    if route is not None and route.channel is not None:
        return route.channel
    return Channel.objects.filter(is_active=True, is_practice=False).order_by("pk").first()


def _where_it_goes_on(case: Case | None) -> Case | None:
    return case.merged_into or case if case is not None else None


def _is_plain(wish: Wish) -> bool:
    """A short number as a code could as well be the quantity."""
    return 1 <= wish.units <= MOST_UNITS and not (wish.code.isdecimal() and len(wish.code) < 6)


def _case_by_number(mail: InboundMail) -> Case | None:
    numbers = numbers_in(mail.subject)
    if not numbers or not mail.sender_email:
        return None
    cases = Case.objects.filter(number__in=numbers).select_related("customer").order_by("-pk")
    return next((case for case in cases if _knows(case, mail)), None)


def _knows(case: Case, mail: InboundMail) -> bool:
    if _is_customer(mail, case.customer):
        return True
    return case.mails.filter(sender_email=mail.sender_email).exists()


def _is_customer(mail: InboundMail, customer: Customer | None) -> bool:
    return bool(customer and customer.email and customer.email.lower() == mail.sender_email)
