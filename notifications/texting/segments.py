"""How many parts a text is sent, and charged, in. Source: 3GPP TS 23.038 (alphabet) and TS 23.040 (parts)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each takes two places.
_EXTENDED = frozenset("^{}\\[~]|€\f")
GSM_ALONE, GSM_PART = 160, 153
UCS2_ALONE, UCS2_PART = 70, 67


def is_gsm(text: str) -> bool:
    """Whether the phone's own alphabet writes it; one letter that it does not know makes all of them twice as long."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def segments_of(text: str) -> int:
    """Parts of a text; 0 for none. A letter of two places is never cut in two."""
    if not text:
        return 0
    if is_gsm(text):
        sizes = [2 if letter in _EXTENDED else 1 for letter in text]
        return _parts(sizes, alone=GSM_ALONE, part=GSM_PART)
    return _parts([len(letter.encode("utf-16-be")) // 2 for letter in text], alone=UCS2_ALONE, part=UCS2_PART)


def _parts(sizes: list[int], *, alone: int, part: int) -> int:
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, part
    for size in sizes:
        if size > room:
            parts, room = parts + 1, part
        room -= size
    return parts
