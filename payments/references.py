"""The reference a customer writes on a transfer, so that the bank's line finds its payment.

Source: ISO 11649 (structured creditor reference) with the check digits of ISO 7064 MOD 97-10.
"""

import re

_OURS = re.compile(r"RF(\d{2})(P\d{1,18})")
_ORDER = re.compile(r"\b[A-Z]{1,8}-?\d{3,12}\b")


def payment_reference(number: str) -> str:
    """The reference of a payment by its number, in groups of four: ``RF18 P100 042``."""
    body = re.sub(r"[^A-Z0-9]", "", number.upper())
    compact = f"RF{98 - _mod97(f'{body}RF00'):02d}{body}"
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def payment_numbers_in(text: str) -> list[str]:
    """Numbers of payments whose reference stands in the text with the right check digits, however it is spaced."""
    found = []
    compact = re.sub(r"[^A-Z0-9]", "", text.upper())
    for match in _OURS.finditer(compact):
        # Digits that follow in the text were no part of it: the longest part whose check digits fit is meant.
        for end in range(len(match[2]), 1, -1):
            if _mod97(f"{match[2][:end]}RF{match[1]}") == 1:
                found.append(f"P-{match[2][1:end]}")
                break
    return found


def order_numbers_in(text: str) -> list[str]:
    """What looks like the number of an order; only a hint."""
    return _ORDER.findall(text.upper())


def _mod97(text: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in text)) % 97
