"""The gateway's and the bank's pages for a customer: give a card, say yes or no. In English and in German."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape

LANGUAGES = ("en", "de")
WORDS = {
    "en": {
        "sandbox": "Sandbox: no money moves", "ask_title": "Is this payment yours?", "ask_card": "Card ending in",
        "confirm": "Confirm", "refuse": "Refuse", "over_title": "Nothing to confirm",
        "over": "This payment waits for nobody.", "back": "Back to the shop", "yes_title": "Payment confirmed",
        "no_title": "Payment refused", "close": "You may close this page.", "card_title": "Your card",
        "card": "Card", "card_intro": "Choose the card that pays.", "use": "Use this card",
    },
    "de": {
        "sandbox": "Sandkasten: es fließt kein Geld", "ask_title": "Ist das Ihre Zahlung?",
        "ask_card": "Karte mit den Endziffern", "confirm": "Bestätigen", "refuse": "Ablehnen",
        "over_title": "Nichts zu bestätigen", "over": "Diese Zahlung wartet auf niemanden.",
        "back": "Zurück zum Shop", "yes_title": "Zahlung bestätigt", "no_title": "Zahlung abgelehnt",
        "close": "Sie können diese Seite schließen.", "card_title": "Ihre Karte", "card": "Karte",
        "card_intro": "Wählen Sie die Karte, die zahlt.", "use": "Diese Karte verwenden",
    },
}  # fmt: skip
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{title}</title><link rel="icon" href="data:,"><style>
:root {{ --ground: #f4f5f7; --paper: #fff; --ink: #1f2933; --quiet: #5f6b7a; --rule: #9aa5b1; --yes: #0b6e4f;
  --on: #fff }}
@media (prefers-color-scheme: dark) {{ :root {{ --ground: #14171b; --paper: #1f242b; --ink: #eef1f5; --quiet: #aab4c0;
  --rule: #6b7785; --yes: #7fdcb8; --on: #06231a }} }}
* {{ box-sizing: border-box }}
body {{ font: 16px/1.5 system-ui, sans-serif; background: var(--ground); color: var(--ink); display: grid;
  place-items: center; min-height: 100vh; min-height: 100dvh; margin: 0; padding: 1rem }}
main {{ background: var(--paper); padding: 1.75rem; border-radius: 14px; box-shadow: 0 2px 16px #0002;
  width: min(100%, 25rem) }}
h1 {{ font-size: 1.35rem; line-height: 1.25; margin: .25rem 0 0 }}
p {{ margin: .75rem 0 0 }}
small {{ color: var(--quiet) }}
.sum {{ font-size: 2rem; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums }}
form {{ display: grid; gap: .75rem; margin-top: 1.5rem }}
label {{ font-weight: 600 }}
select, button, .button {{ font: inherit; width: 100%; min-height: 2.9rem; padding: .6rem 1rem; border-radius: 10px;
  border: 1px solid var(--rule); background: var(--paper); color: var(--ink) }}
button, .button {{ font-weight: 600; cursor: pointer; text-align: center; text-decoration: none; display: block }}
button[value=success] {{ background: var(--yes); border-color: var(--yes); color: var(--on) }}
:focus-visible {{ outline: 3px solid var(--yes); outline-offset: 2px }}
</style></head><body><main><small>{sandbox}</small><h1>{title}</h1>{body}</main></body></html>"""


@dataclass(frozen=True)
class Question:
    """What the bank asks its customer: a payment of ``amount`` by a card."""

    amount: Decimal | str
    currency: str
    last4: str


def language_of(header: str | None) -> str:
    """The first language of ours that a browser accepts; English otherwise."""
    for part in (header or "").split(","):
        wanted = part.partition(";")[0].strip().lower()[:2]
        if wanted in LANGUAGES:
            return wanted
    return LANGUAGES[0]


def question_page(question: Question, *, language: str) -> str:
    """The bank's page with its two buttons."""
    words = WORDS[language]
    amount = str(question.amount).replace(".", ",") if language == "de" else str(question.amount)
    card = f"<p>{words['ask_card']} {escape(question.last4)}</p>" if question.last4 else ""
    body = (
        f"<p class='sum'>{escape(amount)} {escape(question.currency)}</p>{card}<form method='post'>"
        f"<button name='result' value='success'>{words['confirm']}</button>"
        f"<button name='result' value='fail'>{words['refuse']}</button></form>"
    )
    return _page("ask_title", body, language)


def over_page(way_back: str, *, language: str) -> str:
    """The customer comes to a question that was answered, with the way back to the shop when there is one."""
    words = WORDS[language]
    back = f"<p><a class='button' href='{escape(way_back, quote=True)}'>{words['back']}</a></p>" if way_back else ""
    return _page("over_title", f"<p>{words['over']}</p>{back}", language)


def finished_page(*, success: bool, language: str) -> str:
    """What is left to say where there is no way back."""
    return _page("yes_title" if success else "no_title", f"<p>{WORDS[language]['close']}</p>", language)


def card_page(cards: Mapping[str, str], return_url: str, *, language: str) -> str:
    """The page on which a card is chosen; ``cards`` is what each token is called."""
    words = WORDS[language]
    choices = "".join(f"<option value='{escape(token)}'>{escape(name)}</option>" for token, name in cards.items())
    body = (
        f"<p>{words['card_intro']}</p>"
        f"<form method='post'><input type='hidden' name='return_url' value='{escape(return_url, quote=True)}'>"
        f"<label for='card'>{words['card']}</label><select id='card' name='card'>{choices}</select>"
        f"<button name='result' value='success'>{words['use']}</button></form>"
    )
    return _page("card_title", body, language)


def _page(title: str, body: str, language: str) -> str:
    words = WORDS[language]
    return PAGE.format(title=words[title], body=body, language=language, sandbox=words["sandbox"])
