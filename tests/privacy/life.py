"""One customer whose every word is a canary, through a whole life with us."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.actors import SYSTEM
from core.links.services import make_link
from core.models import Alert, ImportJob
from customers.models import Customer, CustomerExport
from customers.services.addresses import AddressText, add_address
from customers.services.exporting import request_export
from desk.tests.imports.test_table_pages import check
from orders.intake.channels.contract import Notice
from orders.intake.requests import AddressRequest, CustomerRequest, DiscountRequest, LineRequest
from orders.models import ChannelSource, Order
from orders.services.attaching import attach_to_order
from orders.services.canceling import cancel_order
from orders.services.holding import hold_order, release_hold
from orders.services.noticing import keep_notices
from orders.services.noting import add_note
from orders.tests.factories import Shop, placed_order
from payments.gateways.contract import Notice as GatewayNotice
from payments.services.webhooks import keep_notice
from returns.models import Disposition
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return
from shipping.models import CarrierEvent, ProofOfDelivery
from support.models import Case
from support.services.feedback import give_feedback
from support.services.keeping import keep_mail
from support.services.moving import move_case
from support.services.talking import add_note as note_in_case
from support.services.talking import reply
from support.tests.mails import raw_mail
from tests.journeys import people

ROOT = "zqxcanary"
EMAIL = f"{ROOT}.mail@example.com"
PHONE = "+493055501997"
IP = "203.0.113.77"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + ROOT.encode()
)


def word(where: str) -> str:
    return f"{ROOT}-{where}"


def person() -> CustomerRequest:
    return CustomerRequest(
        name=f"Kana {word('name')}", email=EMAIL, phone=PHONE, company=word("company"), external_id=word("external")
    )


def address() -> AddressRequest:
    return AddressRequest(
        name=word("to"), line1=word("street"), line2=word("floor"), company=word("firm"), city=word("city"),
        postal_code="10117", country="DE", phone=PHONE,
    )  # fmt: skip


def live(shop: Shop, client, outside) -> Customer:
    """Buy twice and by a file, complain, send back, rate, ask; all is over at the end."""
    order = _buy(shop, outside)
    customer = order.customer
    _talk_about(order)
    _send_back(order)
    _write_mails(order)
    give_feedback(order_id=order.pk, rating=5, words=word("rating"), actor=SYSTEM)
    _tell_from_outside(shop, order)
    _call_off(shop)
    _come_by_file(shop, client)
    _edit_in_the_office(client, customer)
    people.work()
    _end_cases()
    export = request_export(customer_id=customer.pk, actor=SYSTEM)
    people.work()
    assert CustomerExport.objects.get(pk=export.pk).state == "ready"
    return Customer.objects.get(pk=customer.pk)


def _buy(shop: Shop, outside) -> Order:
    lines = [LineRequest(sku_code=shop.skus[0].code, quantity=2, price_reason=word("price"))]
    order = placed_order(
        shop, lines=lines, customer=person(), shipping_address=address(), billing_address=address(),
        delivery_instructions=word("bell"), po_number=word("po"), client_ip=IP, tags=[word("tag")],
        discounts=[DiscountRequest(label=word("label"), amount=Decimal(1), reason=word("why"))],
        idempotency_key=word("key"), intake="phone",
    )  # fmt: skip
    people.work()
    (work,) = people.release_and_pick(shop.warehouses[0].pk)
    parcel = people.pack(work)
    people.work()
    people.hand_over(shop.warehouses[0].pk)
    people.work()
    people.deliver(outside["carrier"].url)
    people.work(1.0)
    ProofOfDelivery.objects.filter(parcel=parcel).delete()
    ProofOfDelivery.objects.create(
        parcel=parcel, delivered_at=order.placed_at, signed_by=word("signed"), signature_png=PNG, kept_by="user:1",
        location=word("door"),
    )  # fmt: skip
    return Order.objects.get(pk=order.pk)


def _talk_about(order: Order) -> None:
    add_note(order_id=order.pk, text=word("note"), actor=SYSTEM)
    attach_to_order(order_id=order.pk, name=f"{word('file')}.txt", content=word("content").encode(), actor=SYSTEM)
    make_link(order_id=order.pk, purpose="track", valid_for=timedelta(days=30))
    add_address(
        customer_id=order.customer_id, actor=SYSTEM,
        text=AddressText(name=word("second"), line1=word("second-street"), city=word("second-city"), country="DE"),
    )  # fmt: skip
    Alert.objects.create(kind="test", reference="1", message=f"A card of {EMAIL} was odd")


def _send_back(order: Order) -> None:
    line = order.lines.get()
    ret = request_return(
        order_id=order.pk, units={line.pk: 1}, reason_code="changed_mind", actor=SYSTEM, comment=word("return"),
        request_key=word("return-key"),
    )  # fmt: skip
    receive_return(return_id=ret.pk, actor=SYSTEM)
    judgment = Judgment(disposition=Disposition.RESTOCK, quantity=1)
    inspect_return(return_id=ret.pk, judgments={ret.lines.get().pk: [judgment]}, actor=SYSTEM)
    settle_return(return_id=ret.pk, actor=SYSTEM)
    people.work(1.0)


def _write_mails(order: Order) -> None:
    sender = f"{word('sender')} <{EMAIL}>"
    known = raw_mail(
        f"{word('words')} about {order.number}", sender=sender, subject=word("subject"), message_id=f"<{ROOT}.1@x>",
        files={f"{word('enclosed')}.txt": word("enclosed").encode()},
    )  # fmt: skip
    keep_mail(source="pipe", raw=known, envelope_from=EMAIL, envelope_to="support@shop.example")
    people.work()
    case = Case.objects.latest("pk")
    reply(case_id=case.pk, text=f"Dear {word('dear')}", actor=SYSTEM)
    note_in_case(case_id=case.pk, text=word("internal"), actor=SYSTEM)
    people.work()


def _tell_from_outside(shop: Shop, order: Order) -> None:
    """What gateway, carrier and shop send is kept whole, whatever it says."""
    body = {"id": "evt_z", "type": "customer.updated", "data": {"email": EMAIL, "name": word("gateway")}}
    told = GatewayNotice(event_id="evt_z", kind="customer.updated", body=body)
    keep_notice(source="sandbox", notice=told, raw=str(body).encode())
    CarrierEvent.objects.create(
        carrier="simcarrier", event_id=uuid4().hex, kind="tracking",
        body=f'{{"signed_by": "{word("carrier")}", "phone": "{PHONE}"}}'.encode(),
    )  # fmt: skip
    source = ChannelSource.objects.create(code="pods", make="shopify", channel=shop.channel)
    words = {"email": EMAIL, "note": word("channel")}
    keep_notices(source=source, notices=[Notice(event_id="1", topic="customers/update", body=words)])
    people.work()


def _call_off(shop: Shop) -> None:
    order = placed_order(shop, customer=person(), shipping_address=address())
    hold = hold_order(order_id=order.pk, kind="manual", reason=word("hold"), actor=SYSTEM)
    people.work()
    release_hold(hold_id=hold.pk, actor=SYSTEM, reason=word("released"))
    cancel_order(order_id=order.pk, actor=SYSTEM, reason=word("cancel"))
    people.work(0.5)


def _come_by_file(shop: Shop, client) -> None:
    head = "external_id,customer_name,customer_email,ship_line1,ship_city,ship_country,sku,quantity\n"
    row = f"F-100,{word('file-name')},{EMAIL},{word('file-street')},{word('file-city')},DE,{shop.skus[1].code},1\n"
    refused = f"F-101,{word('file-name')},{EMAIL},{word('file-street')},{word('file-city')},DE,NOPE,1\n"
    file = SimpleUploadedFile("orders.csv", (head + row + refused).encode())
    client.post("/admin/imports/", {"file": file}, follow=True)
    job = ImportJob.objects.get()
    check(client, job, shop.channel.code)
    client.post(f"/admin/imports/{job.pk}/start/")
    people.work()
    cancel_order(order_id=Order.objects.get(external_id="F-100").pk, actor=SYSTEM, reason=word("cancel-file"))
    people.work(0.5)


def _edit_in_the_office(client, customer: Customer) -> None:
    page = reverse("admin:customers_customer_change", args=[customer.pk])
    form = client.get(page).context["adminform"].form
    values = {name: form.initial[name] for name in form.fields if form.initial.get(name) is not None}
    flags = {name for name, value in values.items() if value is False}
    values = {name: value for name, value in values.items() if name not in flags}
    formsets = {"addresses-TOTAL_FORMS": 0, "addresses-INITIAL_FORMS": 0}
    answer = client.post(page, {**values, **formsets, "blocked_reason": word("blocked")})
    assert answer.status_code == 302, answer.context["adminform"].form.errors


def _end_cases() -> None:
    for case in Case.objects.exclude(state__in=["resolved", "closed"]):
        move_case(case_id=case.pk, move="resolve", actor=SYSTEM)
    people.work()


def unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
