"""What strangers wrote is shown in the office and on paper, and never run: watched in a real browser."""

import pytest
from django.urls import reverse

from orders.tests.factories import placed_order
from tests.fuzz.naughty import SCRIPTS, every_string

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 60
# Set by any script of a string that ran; the console would tell of one the policy stopped.
HOOK = (
    "window.__ran = 0; for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => window.__ran++;"
)


def test_no_string_of_a_stranger_runs_in_the_office(shop, sign_in, form):
    texts = [text for text in every_string(form, share=1) if "\x00" not in text and text[:1] < "\ud800"]
    texts = [*SCRIPTS, *(text for text in texts if any(sign in text for sign in "<>\"'`{&:"))]
    numbers = []
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        order = placed_order(shop, {0: 1})
        write(order, some)
        numbers.append(order.pk)
    page = sign_in("csr-lead")
    page.add_init_script(HOOK)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    for path in (
        *(reverse("admin:orders_order_change", args=[key]) for key in numbers),
        reverse("admin:orders_order_changelist"),
    ):
        page.goto(path)
        assert page.evaluate("window.__ran") == 0
        assert page.locator("img[src=x], iframe, embed, svg[onload], [onerror], [onload], [onclick]").count() == 0
    assert dialogs == []


def write(order, texts) -> None:
    """Every text as a note, and the first ones where a customer's words stand in the page's own places."""
    order.notes.model.objects.bulk_create(order.notes.model(order=order, text=text, author=text[:40]) for text in texts)
    one = texts[0][:160]
    type(order.customer).objects.filter(pk=order.customer_id).update(name=one, company=one)
    where = order.shipping_address
    type(where).objects.filter(pk=where.pk).update(name=one, line1=one, city=one[:80])
    order.lines.update(name=one)
    type(order).objects.filter(pk=order.pk).update(
        po_number=one[:64], delivery_instructions=texts[-1][:300], tags=[text[:40] for text in texts[:20]]
    )


def test_where_nothing_is_escaped_a_script_is_noticed(sign_in):
    page = sign_in("csr")
    page.add_init_script(HOOK)
    page.goto("about:blank")
    page.set_content(f"<p>{SCRIPTS[0]}{SCRIPTS[1]}</p>")
    page.wait_for_function("window.__ran > 0")
