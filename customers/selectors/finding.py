"""Find customers by what a caller says: number, name in any order, company, e-mail, phone however it is written."""

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Lower

from customers.models import Customer
from customers.models.customer import PHONE_BACKWARDS, WORDS
from customers.selectors.phone_reading import spellings

_WORD = re.compile(r"\w+")
_PHONE = re.compile(r"\+?[\d ()/.-]{6,}")
# Fewer digits at the end of a number are those of too many people.
_ENDING = 7


def customers_matching(term: str, customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """By indexes alone; names match by the beginnings of their words, in any order. Nothing for a term without any."""
    term = term.strip().replace("\x00", "")
    if "@" in term:
        return customers.annotate(email_lower=Lower("email")).filter(email_lower=Lower(Value(term)))
    exact = Q(number=term.upper()) | Q(external_id=term)
    if _PHONE.fullmatch(term):
        # As text: the field would read each of the spellings once more.
        written = customers.alias(phone_written=Cast("phone", TextField()), phone_backwards=PHONE_BACKWARDS)
        digits = re.sub(r"\D", "", term)
        ending = Q(phone_backwards__startswith=digits[::-1]) if len(digits) >= _ENDING else Q()
        return written.filter(exact | Q(phone_written__in=spellings(term)) | ending)
    words = _WORD.findall(term.lower())
    if not words:
        return customers.none()
    query = " & ".join(f"{word}:*" for word in words)
    named = Customer.objects.annotate(words=WORDS).filter(words=SearchQuery(query, config="simple", search_type="raw"))
    return customers.filter(exact | Q(pk__in=named.values("pk")))
