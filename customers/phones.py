"""A phone as the house keeps it, whoever typed it and however."""

import phonenumbers


def as_kept(phone: str, *, country: str = "") -> str:
    """``+`` and digits (E.164), so that it is found however a caller says it.

    A number without its country is one of ``country`` (ISO 3166-1 alpha-2). What is no phone number, lacks its town or
    has an extension stays as it was typed: nothing is lost.
    """
    typed = phone.strip()
    try:
        number = phonenumbers.parse(typed, country.upper() or None)
    except phonenumbers.NumberParseException:
        return typed
    reason = phonenumbers.is_possible_number_with_reason(number)
    if number.extension or reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return typed
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
