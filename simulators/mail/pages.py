"""The mailbox for people: a list, and one message with its headers and both bodies."""

import re
from email.message import EmailMessage
from html import escape
from typing import Any

from simulators.mail.mailbox import attachments, body_of

SHOWN_HEADERS = ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "Auto-Submitted")

# A link of a mail opens a tab of its own: most pages refuse to be shown inside another one.
FRAME = "sandbox='allow-popups allow-popups-to-escape-sandbox'"
LEAVES = "<base target='_blank'>"
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root {{ color-scheme: light dark; --line: #8883; --soft: #8881 }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
h1 {{ font-size: 1.4rem }} h2 {{ font-size: 1rem; margin-top: 2rem }}
a {{ color: inherit }} .quiet {{ opacity: .7; font-size: .9rem }}
ul {{ list-style: none; padding: 0 }} li {{ border-bottom: 1px solid var(--line) }}
li a {{ display: grid; gap: 0 1rem; grid-template-columns: 1fr auto; padding: .7rem .4rem; text-decoration: none }}
li a:hover {{ background: var(--soft) }}
form {{ display: flex; gap: .5rem; flex-wrap: wrap }} input, button {{ font: inherit; padding: .4rem .6rem }}
th {{ text-align: left; padding-right: 1rem; vertical-align: top; white-space: nowrap }}
td {{ overflow-wrap: anywhere }}
pre {{ white-space: pre-wrap; background: var(--soft); padding: 1rem; border-radius: 8px }}
iframe {{ width: 100%; height: 75vh; border: 1px solid var(--line); border-radius: 8px; background: #fff }}
</style></head><body>{body}</body></html>"""


def list_page(messages: list[dict[str, Any]], *, to: str, subject: str) -> str:
    rows = "".join(
        f"<li><a href='/messages/{message['id']}'><strong>{escape(message['subject'] or '(no subject)')}</strong>"
        f"<span class=quiet>{escape(message['received_at'][:19].replace('T', ' '))}</span>"
        f"<span>{escape(message['to'])}</span><span class=quiet>{message['size'] / 1024:.1f} KB</span></a></li>"
        for message in messages
    )
    search = (
        f"<form><input name=to aria-label='To' placeholder='To' value='{escape(to)}'>"
        f"<input name=subject aria-label='Subject' placeholder='Subject' value='{escape(subject)}'>"
        "<button>Search</button></form>"
    )
    empty = "<p class=quiet>No mail here yet.</p>"
    return PAGE.format(title="Mail", body=f"<h1>Caught mail</h1>{search}<ul>{rows}</ul>{'' if messages else empty}")


def message_page(message_id: str, message: EmailMessage) -> str:
    headers = "".join(
        f"<tr><th>{name}</th><td>{escape(str(message[name]))}</td></tr>" for name in SHOWN_HEADERS if message[name]
    )
    html, text = body_of(message, "html"), body_of(message, "plain")
    parts = ""
    if html:
        parts += f"<h2>HTML</h2><iframe {FRAME} title='HTML part' srcdoc='{escape(leaving(html))}'></iframe>"
    if text:
        parts += f"<h2>Text</h2><pre>{with_links(text)}</pre>"
    files = "".join(
        f"<li><a href='/messages/{message_id}/attachments/{place}'>{escape(name)}"
        f"<span class=quiet>{escape(kind)}, {len(content) / 1024:.1f} KB</span></a></li>"
        for place, (name, kind, content) in enumerate(attachments(message))
    )
    body = (
        f"<p><a href='/'>All mail</a> · <a href='/messages/{message_id}.eml'>Source</a></p>"
        f"<h1>{escape(str(message['Subject'] or '(no subject)'))}</h1><table>{headers}</table>{parts}"
        f"{f'<h2>Attachments</h2><ul>{files}</ul>' if files else ''}"
    )
    return PAGE.format(title=escape(str(message["Subject"] or "Message")), body=body)


def leaving(html: str) -> str:
    """The body with every link opening a tab of its own."""
    head = re.search(r"<head[^>]*>", html, re.IGNORECASE)
    place = head.end() if head else 0
    return html[:place] + LEAVES + html[place:]


def with_links(text: str) -> str:
    """Plain text as HTML, its addresses to be clicked."""
    pieces, done = [], 0
    for found in ADDRESS.finditer(text):
        address = escape(found[0])
        link = f"<a href='{address}' target='_blank' rel='noopener'>{address}</a>"
        pieces += [escape(text[done : found.start()]), link]
        done = found.end()
    return "".join(pieces) + escape(text[done:])
