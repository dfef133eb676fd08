import pytest

from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Effect
from orders.filing.store import read_file
from orders.models import Attachment, Order
from orders.services.drafts import place_draft
from orders.tests.factories import placed_order
from support.errors import MailTooLarge
from support.intake.reply_address import reply_address
from support.models import Case, InboundMail, MailRoute
from support.services.keeping import POSTMAN, keep_mail
from support.services.mailing import case_from_mail, draft_from_mail, link_case
from support.services.moving import move_case
from support.services.sorting import take_up, work_mail
from support.tests.mails import PDF, raw_mail

pytestmark = pytest.mark.django_db


def received(text: str = "Where is my parcel?", *, envelope_from=None, envelope_to="", **options) -> InboundMail:
    """A mail kept and worked."""
    raw = raw_mail(text, **options)
    mail, _ = keep_mail(source="pipe", raw=raw, envelope_from=envelope_from, envelope_to=envelope_to)
    work_mail(mail_id=mail.pk)
    return InboundMail.objects.get(pk=mail.pk)


@pytest.fixture
def orders_route(shop) -> MailRoute:
    return MailRoute.objects.create(address="orders@shop.example", aim="order", channel=shop.channel)


def test_a_mail_is_kept_as_it_came_with_the_promise_to_read_it(db, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    raw = raw_mail()

    mail, is_new = keep_mail(source="pipe", raw=raw)

    assert (is_new, mail.state, read_file(mail.raw.path)) == (True, "kept", raw)
    assert Effect.objects.get(task="support.tasks.work_mail").payload["mail_id"] == mail.pk


def test_the_same_mail_again_is_kept_once_also_without_a_message_id(db):
    for options in ({}, {"message_id": ""}):
        raw = raw_mail(**options)
        first, _ = keep_mail(source="pipe", raw=raw)
        again, is_new = keep_mail(source="pipe", raw=raw)
        assert (again.pk, is_new) == (first.pk, False)

    assert (InboundMail.objects.count(), Attachment.objects.count()) == (2, 2)


def test_a_mail_that_is_too_large_is_refused_and_nothing_is_kept(db, settings):
    settings.MAIL_MAX_BYTES = 1024**2

    with pytest.raises(MailTooLarge, match="larger than 1 MiB"):
        keep_mail(source="pipe", raw=raw_mail(files={"big.txt": b"x" * 1024**2}))

    assert not InboundMail.objects.exists()


def test_a_mail_to_no_known_address_becomes_a_case_with_its_files_and_a_clock(shop):
    order = placed_order(shop)

    mail = received(files={"plan.pdf": PDF, "virus.exe": b"MZ" + bytes(60)})

    case = mail.case
    assert (mail.state, case.subject, case.customer_id) == ("cased", "A question", order.customer_id)
    assert (case.kind, case.priority, case.answer_due_at is not None) == ("question", "normal", True)
    message = case.messages.get()
    assert (message.direction, message.text) == ("inbound", "Where is my parcel?")
    assert [file.attachment.name for file in message.files.all()] == ["plan.pdf"]
    kept, removed = mail.parts.all()
    assert (kept.removed_because, removed.attachment) == ("", None)
    assert "is a program" in removed.removed_because


def test_a_mail_worked_twice_is_one_case(shop):
    mail = received(files={"plan.pdf": PDF})
    InboundMail.objects.update(state="kept")

    work_mail(mail_id=mail.pk)

    assert (Case.objects.count(), mail.parts.count()) == (1, 1)
    assert InboundMail.objects.get().case_id == mail.case_id


def test_the_route_of_an_address_says_kind_priority_and_queue(shop, django_user_model):
    team = django_user_model.groups.field.related_model.objects.create(name="Damages")
    MailRoute.objects.create(
        address="damage@shop.example", aim="case", kind="damage", priority="urgent", team=team
    )  # fmt: skip

    case = received(to="Us <Damage+x@Shop.example>").case

    assert (case.kind, case.priority, case.team) == ("damage", "urgent", team)


def test_an_order_in_the_plain_form_becomes_a_draft_and_is_never_placed_by_itself(shop, orders_route):
    text = "Please send\nSKU-1 x 3\n2 x SKU-2\nto my usual address."

    mail = received(text, to="orders@shop.example", files={"po.pdf": PDF})

    order = mail.order
    assert (mail.state, order.state, order.intake) == ("drafted", "draft", "email")
    assert list(order.lines.order_by("position").values_list("sku__code", "ordered")) == [("SKU-1", 3), ("SKU-2", 2)]
    assert (order.customer.name, order.customer.email) == ("Ada Lovelace", "ada@example.com")
    assert text in order.notes.get().text
    assert [file.name for file in order.attachments.all()] == ["po.pdf"]
    assert not Case.objects.exists()


def test_a_known_customers_draft_goes_where_their_last_order_went_and_can_be_placed(shop, orders_route):
    before = placed_order(shop)
    draft = received("SKU-1 x 1", to="orders@shop.example", sender="ADA@Example.com").order
    assert (draft.customer_id, draft.shipping_address_id) == (before.customer_id, before.shipping_address_id)

    place_draft(order_id=draft.pk, actor=POSTMAN)

    assert Order.objects.get(pk=draft.pk).state == "placed"


@pytest.mark.parametrize("text", ["I would like two lamps.", "SKU-1 x 2\nSKU-99 x 1", "SKU-1 x 0", ""])
def test_what_is_not_certain_becomes_a_case_that_asks_for_a_draft(shop, orders_route, text):
    mail = received(text, to="orders@shop.example")

    assert (mail.state, mail.case.kind, mail.order) == ("cased", "order", None)
    assert mail.case.messages.filter(direction="internal", text__contains="Make a draft").exists()
    assert not Order.objects.exists()


def test_an_order_the_house_refuses_becomes_a_case_with_the_reason(shop, orders_route):
    shop.skus[0].prices.all().delete()

    mail = received("SKU-1 x 2", to="orders@shop.example")

    assert mail.case.kind == "order"
    assert mail.case.messages.filter(direction="internal", text__contains="No draft could be made").exists()
    assert not Order.objects.exists()


def test_an_answer_to_the_signed_address_goes_on_in_its_case_and_opens_it_again(shop, rep):
    case = received().case
    move_case(case_id=case.pk, move="resolve", actor=rep)

    mail = received(
        "Still nothing.", message_id="<2@x.example>",
        to=reply_address(case_id=case.pk, base="support@shop.example"),
    )  # fmt: skip

    assert (mail.state, mail.case_id, Case.objects.count()) == ("answered", case.pk, 1)
    assert Case.objects.get().state == "in_progress"
    assert list(case.messages.values_list("text", flat=True)) == ["Where is my parcel?", "Still nothing."]


@pytest.mark.parametrize("name", ["In-Reply-To", "References"])
def test_an_answer_to_an_earlier_mail_goes_on_in_its_case(shop, name):
    case = received().case

    mail = received(message_id="<2@x.example>", subject="Re: A question", headers={name: "<1@example.com>"})

    assert (mail.state, mail.case_id) == ("answered", case.pk)


def test_a_case_number_counts_only_from_who_is_in_the_case(shop):
    case = received().case
    subject = f"Re: [{case.number}] A question"

    ours = received(message_id="<2@x.example>", subject=subject)
    foreign = received(message_id="<3@x.example>", subject=subject, sender="eve@evil.example")

    assert (ours.state, ours.case_id) == ("answered", case.pk)
    assert (foreign.state, foreign.case_id == case.pk) == ("cased", False)


def test_an_order_number_links_the_case_only_for_the_orders_customer(shop):
    order = placed_order(shop)
    subject = f"Question about {order.number.lower()}"

    theirs = received(subject=subject)
    foreign = received(subject=subject, message_id="<2@x.example>", sender="eve@evil.example")

    assert (theirs.case.order_id, theirs.suggested_order) == (order.pk, None)
    assert (foreign.case.order, foreign.suggested_order_id) == (None, order.pk)
    assert Order.objects.get(pk=order.pk).open_cases == 1


def test_a_second_mail_about_an_order_goes_on_in_its_open_case(shop):
    order = placed_order(shop)

    first = received(subject=order.number)
    second = received(subject=f"AW: {order.number}", message_id="<2@x.example>")

    assert (second.state, second.case_id) == ("answered", first.case_id)


def test_an_answer_about_a_mailed_order_opens_a_case_on_it_and_no_second_draft(shop, orders_route):
    order = received("SKU-1 x 1", to="orders@shop.example").order

    mail = received(
        "SKU-1 x 1\nBut in blue.", to="orders@shop.example", message_id="<2@x.example>",
        headers={"In-Reply-To": "<1@example.com>"},
    )  # fmt: skip

    assert (mail.state, mail.case.order_id, Order.objects.count()) == ("cased", order.pk, 1)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"headers": {"Auto-Submitted": "auto-replied"}}, "answers by itself"),
        ({"envelope_from": ""}, "empty return path"),
        ({"sender": "orders@shop.example"}, "our own addresses"),
    ],
)
def test_answering_machines_reports_and_loops_are_kept_and_open_nothing(shop, options, why):
    mail = received(**options)

    assert (mail.state, Case.objects.count()) == ("ignored", 0)
    assert why in mail.reason


def test_a_flood_of_one_sender_is_kept_and_parked(shop, settings):
    settings.MAIL_MAX_PER_SENDER_HOUR = 2

    states = [received(message_id=f"<{number}@x.example>").state for number in range(3)]
    other = received(message_id="<9@x.example>", sender="bob@example.com").state

    assert (states, other) == (["cased", "cased", "parked"], "cased")


def test_more_files_than_are_kept_are_named_with_the_reason(shop):
    mail = received(files={f"{number}.txt": b"x" for number in range(22)})

    assert mail.parts.exclude(attachment=None).count() == 20
    assert set(mail.parts.filter(attachment=None).values_list("removed_because", flat=True)) == {
        "The mail has more than 20 files."
    }


def test_an_ignored_mail_is_taken_up_by_who_may_and_once(shop, rep):
    mail = received(headers={"Precedence": "bulk"})
    with pytest.raises(NotPermitted):
        take_up(mail_id=mail.pk, actor=rep)

    take_up(mail_id=mail.pk, actor=POSTMAN)

    assert InboundMail.objects.get().state == "cased"
    with pytest.raises(MoveRefused, match="already"):
        take_up(mail_id=mail.pk, actor=POSTMAN)


def test_a_draft_made_of_a_case_resolves_it_and_takes_the_files_along_once(shop, orders_route):
    mail = received("Two of the small ones.", to="orders@shop.example", files={"po.pdf": PDF})

    order = draft_from_mail(mail_id=mail.pk, request=shop.request({0: 2}, intake="email"), actor=POSTMAN)

    mail.refresh_from_db()
    case = Case.objects.get()
    assert (mail.state, mail.order, case.order, case.state) == ("drafted", order, order, "resolved")
    assert [file.name for file in order.attachments.all()] == ["po.pdf"]
    assert Order.objects.get().open_cases == 0
    with pytest.raises(MoveRefused, match="became an order already"):
        draft_from_mail(mail_id=mail.pk, request=shop.request(), actor=POSTMAN)


def test_a_case_is_linked_to_an_order_once(shop, rep):
    order, case = placed_order(shop), received().case
    with pytest.raises(InvalidInput, match="no order"):
        link_case(case_id=case.pk, order_number="O-0", actor=rep)

    link_case(case_id=case.pk, order_number=f" {order.number.lower()}", actor=rep)

    assert (Case.objects.get().order, Order.objects.get(pk=order.pk).open_cases) == (order, 1)
    with pytest.raises(MoveRefused, match="has its order"):
        link_case(case_id=case.pk, order_number=order.number, actor=rep)


def test_a_mail_becomes_no_second_thing(shop):
    mail = received()

    assert case_from_mail(mail_id=mail.pk, actor=POSTMAN).case_id == mail.case_id
    assert Case.objects.count() == 1


def test_a_long_mail_is_cut_in_the_case_and_whole_beside_it(shop):
    mail = received("word " * 4000)

    assert len(mail.text) > 19_000
    assert mail.case.messages.get().text.endswith("[… the whole is kept with the mail]")
