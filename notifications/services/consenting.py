"""A customer's yes, and no, to texts on a phone."""

import phonenumbers
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.service import service
from customers.locks import lock_customer, stands
from customers.models import Customer
from notifications.events import PhoneGiven
from notifications.models import TextConsent
from orders.models import Order

RIGHT = "notifications.record_textconsent"


@service
def allow_texts(*, customer_id: int, phone: str, actor: Actor, country: str = "") -> TextConsent:
    """The customer agrees to texts about all their orders at ``phone``, written as at home in ``country``.

    A yes for another number replaces the one before. Raises NotPermitted, CustomerNotFound for somebody erased, and
    InvalidInput for what is no number of a phone that takes texts.
    """
    ensure_may(actor, RIGHT)
    number = e164(phone, country=country)
    customer = lock_customer(customer_id)
    living = TextConsent.objects.filter(customer=customer, order=None, withdrawn_at=None).first()
    if living is not None and living.phone == number:
        return living
    if living is not None:
        end(living, actor)
    return TextConsent.objects.create(customer=customer, phone=number, given_by=actor.label)


@service
def allow_order_texts(*, order_id: int, phone: str, actor: Actor, country: str = "") -> TextConsent:
    """The holder of an order's link agrees to texts about this order alone; its customer is told by mail.

    A link may have been passed on, so nothing that is typed there counts for another order. A yes for another number
    replaces the one before. Raises NotPermitted, and InvalidInput for such a number, and for an order whose customer is
    not there or erased.
    """
    ensure_may(actor, RIGHT)
    number = e164(phone, country=country)
    order = Order.objects.select_for_update(no_key=True, of=("self",)).select_related("customer").get(pk=order_id)
    if order.customer is None or not stands(order.customer.pk):
        raise InvalidInput("This order has no customer who could agree. Give it one first.", field="customer")
    living = TextConsent.objects.filter(order=order, withdrawn_at=None).first()
    if living is not None and living.phone == number:
        return living
    if living is not None:
        end(living, actor)
    made = TextConsent.objects.create(customer=order.customer, order=order, phone=number, given_by=actor.label)
    publish(PhoneGiven(order_id=order.pk, consent_id=made.pk), actor=actor)
    return made


@service
def refuse_texts(*, customer_id: int, actor: Actor) -> None:
    """No more texts to this customer, about whichever order. Raises NotPermitted."""
    ensure_may(actor, RIGHT)
    Customer.objects.select_for_update(no_key=True).get(pk=customer_id)
    for living in TextConsent.objects.filter(customer_id=customer_id, withdrawn_at=None):
        end(living, actor)


def end(consent: TextConsent, actor: Actor) -> None:
    consent.withdrawn_at, consent.withdrawn_by = timezone.now(), actor.label
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])


def e164(phone: str, *, country: str = "") -> str:
    """``+`` and digits. Raises InvalidInput with what to write instead."""
    try:
        number = phonenumbers.parse(phone, country.upper() or None)
    except phonenumbers.NumberParseException as error:
        raise InvalidInput(
            f"“{phone[:40]}” is no phone number. Write it with its country, such as +49 151 23456789.", field="phone"
        ) from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidInput(f"No phone has the number “{phone[:40]}”.", field="phone")
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE:
        raise InvalidInput(f"“{phone[:40]}” is not a mobile number: it cannot take texts.", field="phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
