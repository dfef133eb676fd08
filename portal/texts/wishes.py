"""The words of the page where customers choose what they are sent."""

from collections.abc import Mapping

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "skip": "Skip to the content", "title": "What we may send you",
        "intro": "Mails about your order (confirmation, parcels, refunds) are always sent: the order needs them.",
        "rating_title": "Asking how it was", "rating_on": "Some days after delivery we ask you by mail how it was.",
        "rating_off": "We do not ask you for a rating.", "rating_stop": "Do not ask me",
        "rating_start": "You may ask me",
        "texts_title": "Texts to your phone",
        "texts_on": "We text the phone ending in {phone} when a parcel comes or goods can be fetched.",
        "texts_off": "We can text you when a parcel of this order comes or its goods can be fetched.",
        "texts_stop": "No more texts", "texts_start": "Text me", "phone": "Mobile number",
        "phone_help": "With its country, such as +49 151 23456789.", "done": "Kept.",
        "bad_phone": "This is no mobile number. Write it with its country, such as +49 151 23456789.",
        "order": "Order",
    },
    "de": {
        "skip": "Zum Inhalt springen", "title": "Was wir Ihnen senden dürfen",
        "intro": "Mails zu Ihrer Bestellung (Bestätigung, Pakete, Geld) kommen immer: die Bestellung braucht sie.",
        "rating_title": "Fragen, wie es war",
        "rating_on": "Einige Tage nach der Lieferung fragen wir per Mail, wie es war.",
        "rating_off": "Wir fragen nicht nach einer Bewertung.", "rating_stop": "Nicht fragen",
        "rating_start": "Sie dürfen fragen",
        "texts_title": "SMS an Ihr Telefon",
        "texts_on": "Wir schreiben an das Telefon mit der Endung {phone}, wenn ein Paket kommt oder Ware bereitliegt.",
        "texts_off": "Wir können eine SMS senden, wenn ein Paket dieser Bestellung kommt oder Ware abholbereit ist.",
        "texts_stop": "Keine SMS mehr", "texts_start": "SMS senden", "phone": "Mobilnummer",
        "phone_help": "Mit Land, zum Beispiel +49 151 23456789.", "done": "Gemerkt.",
        "bad_phone": "Das ist keine Mobilnummer. Schreiben Sie sie mit Land, zum Beispiel +49 151 23456789.",
        "order": "Bestellung",
    },
}  # fmt: skip
