"""The page on which the card holder says yes or no."""

from collections.abc import Mapping
from html import escape
from typing import Any

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; background: #f4f5f7; color: #1f2933; display: grid; place-items: center;
  min-height: 100vh; margin: 0 }}
main {{ background: #fff; padding: 2rem; border-radius: 12px; box-shadow: 0 2px 12px #0002; max-width: 22rem }}
h1 {{ font-size: 1.25rem; margin-top: 0 }}
button {{ font: inherit; padding: .6rem 1.2rem; border-radius: 8px; border: 1px solid #9aa5b1; background: #fff }}
button[value=success] {{ background: #0b6e4f; border-color: #0b6e4f; color: #fff }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


def action_page(authorization: dict[str, Any]) -> str:
    if authorization["status"] != "requires_action":
        return PAGE.format(title="Nothing to confirm", body="<p>This payment waits for nobody.</p>")
    told = f"{authorization['amount']} {authorization['currency']}, card ending in {authorization['card']['last4']}"
    body = (
        f"<p>{escape(told)}</p><form method='post'>"
        "<button name='result' value='success'>Confirm</button> "
        "<button name='result' value='fail'>Refuse</button></form>"
    )
    return PAGE.format(title="Is this payment yours?", body=body)


def finished_page(*, success: bool) -> str:
    title = "Payment confirmed" if success else "Payment refused"
    return PAGE.format(title=title, body="<p>You may close this page.</p>")


def card_page(cards: Mapping[str, str], return_url: str) -> str:
    """The page on which a card is chosen; ``cards`` is what each token is called."""
    choices = "".join(f"<option value='{escape(token)}'>{escape(name)}</option>" for token, name in cards.items())
    body = (
        "<p>This is a sandbox: no money moves. Choose the card that pays.</p>"
        f"<form method='post'><input type='hidden' name='return_url' value='{escape(return_url, quote=True)}'>"
        f"<p><label for='card'>Card</label><br><select id='card' name='card'>{choices}</select></p>"
        "<button name='result' value='success'>Use this card</button></form>"
    )
    return PAGE.format(title="Your card", body=body)
