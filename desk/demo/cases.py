"""How the demo house answers: its hours, its limits, its words and its playbooks."""

from datetime import time
from decimal import Decimal

from django.contrib.auth.models import Group

from payments.models import GoodwillLimit
from support.models import (
    Act,
    CannedAnswer,
    CaseKind,
    CasePlaybook,
    OpeningHours,
    PlaybookStep,
    Priority,
    SlaPolicy,
    StepMode,
    SupportCalendar,
)

WORDS = (
    ("Sorry, it arrived damaged", CaseKind.DAMAGE, "en",
     "Dear {customer_name},\n\nwe are sorry that goods of your order {order_number} arrived damaged. You need not send"
     " anything back; we make it good at once.\n\n{agent_name}, {shop}"),
    ("Where it is", CaseKind.DELIVERY, "en",
     "Dear {customer_name},\n\nyour parcel travels with {carrier}, number {tracking_number}. You can follow it on your"
     " page: {page_url}\n\n{agent_name}"),
    ("We look into it", "", "en",
     "Dear {customer_name},\n\nthank you for your message. We look into it and write again soon; your case is"
     " {case_number}.\n\n{agent_name}"),
    ("Wir kümmern uns", "", "de",
     "Guten Tag {customer_name},\n\nvielen Dank für Ihre Nachricht. Wir kümmern uns darum und melden uns bald; Ihr"
     " Fall hat die Nummer {case_number}.\n\n{agent_name}"),
)  # fmt: skip


def make_house_of_cases() -> None:
    """Office hours on weekdays, canned answers in two languages, two playbooks, and limits of goodwill."""
    calendar = SupportCalendar.objects.create(name="Office hours", time_zone="Europe/Berlin")
    OpeningHours.objects.bulk_create(
        OpeningHours(calendar=calendar, weekday=day, opens_at=time(8), closes_at=time(18)) for day in range(5)
    )
    leads = Group.objects.filter(name="CSR lead").first()
    # Urgent cases are looked at by night, too.
    SlaPolicy.objects.exclude(priority=Priority.URGENT).update(calendar=calendar)
    SlaPolicy.objects.update(escalate_to=leads)
    CannedAnswer.objects.bulk_create(
        CannedAnswer(name=name, kind=kind, locale=locale, text=text) for name, kind, locale, text in WORDS
    )
    _playbooks()
    reps = Group.objects.filter(name="CSR").first()
    if reps is not None:
        GoodwillLimit.objects.get_or_create(
            group=reps, currency="EUR", channel=None, defaults={"amount": Decimal(20), "daily_amount": Decimal(60)}
        )


def _playbooks() -> None:
    sorry, where = (CannedAnswer.objects.get(name=name) for name in (WORDS[0][0], WORDS[1][0]))
    damaged = CasePlaybook.objects.create(
        name="Arrived damaged",
        kind=CaseKind.DAMAGE,
        text="Look at the photos first; ask for some where there are none.",
    )
    late = CasePlaybook.objects.create(name="Late parcel", kind=CaseKind.DELIVERY, text="Look where it is first.")
    steps = (
        (damaged, Act.CLAIM, StepMode.ALWAYS, None, None),
        (damaged, Act.CARRIER_CLAIM, StepMode.ON, None, None),
        (damaged, Act.RESHIP, StepMode.ON, None, None),
        (damaged, Act.REFUND, StepMode.OFF, None, None),
        (damaged, Act.WRITE_OFF, StepMode.OFF, None, None),
        (damaged, Act.MAIL, StepMode.ALWAYS, sorry, None),
        (damaged, Act.CLOSE, StepMode.ON, None, None),
        (late, Act.GOODWILL, StepMode.OFF, None, Decimal(5)),
        (late, Act.MAIL, StepMode.ALWAYS, where, None),
    )
    PlaybookStep.objects.bulk_create(
        PlaybookStep(playbook=playbook, position=number * 10, act=act, mode=mode, canned=canned, amount=amount)
        for number, (playbook, act, mode, canned, amount) in enumerate(steps, start=1)
    )
