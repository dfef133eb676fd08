"""The office's import pages: upload, dry run, start, refused rows."""

import csv
import io
import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from core.effects import drain
from core.models import ImportJob, ImportRow
from desk.imports.table.columns import COLUMNS
from orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)
SHARED = Path(os.environ.get("SHARED_DATA_DIR", settings.BASE_DIR.parent / "shared" / "data"))
NAUGHTY = SHARED / "naughty-strings" / "blns.json"


def upload(client, text: str):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return client.post("/admin/imports/", {"file": SimpleUploadedFile("orders.csv", data)}, follow=True)


def check(client, job, channel, policy="skip_bad"):
    mapping = {f"column-{column.name}": job.options["mapping"].get(column.name, "") for column in COLUMNS}
    form = {**mapping, "channel": channel, "policy": policy}
    page = client.post(f"/admin/imports/{job.pk}/", form, follow=True)
    drain(["bulk"])
    return page


def test_a_file_goes_from_upload_over_a_dry_run_to_orders(shop, client, sign_in):
    sign_in("Admin")
    code = shop.skus[0].code
    rows = f"external_id,customer_name,ship_line1,ship_city,ship_country,sku,quantity\nA,Ada,L 1,Berlin,DE,{code},1\n"
    page = upload(client, rows + "B,Bea,L 1,Berlin,DE,NOPE,1\n")
    assert "What the columns hold" in page.content.decode()
    job = ImportJob.objects.get()

    check(client, job, shop.channel.code)
    page = client.get(f"/admin/imports/{job.pk}/").content.decode()
    assert "SKU “NOPE” is unknown." in page
    assert "Place the orders" in page
    assert not Order.objects.exists()
    client.post(f"/admin/imports/{job.pk}/start/")
    drain(["bulk"])

    assert Order.objects.get().external_id == "A"
    refused = b"".join(client.get(f"/admin/imports/{job.pk}/refused.csv").streaming_content).decode()
    assert refused.splitlines()[1].startswith("3,B,sku,SKU “NOPE” is unknown.")
    assert "1 orders placed" in client.get(f"/admin/imports/{job.pk}/").content.decode()


def test_somebody_without_the_right_sees_no_form_and_may_not_upload(shop, client, sign_in):
    sign_in("Warehouse")

    assert client.get("/admin/imports/").status_code == 403
    assert upload(client, "a,b\n1,2\n").status_code == 403
    assert not ImportJob.objects.exists()


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared data set is not here")
def test_naughty_strings_are_kept_intact_or_refused_with_a_sentence(shop, client, sign_in, tmp_path):
    sign_in("Admin")
    strings = json.loads(NAUGHTY.read_text())
    path = tmp_path / "naughty.csv"
    with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "customer_name", "ship_line1", "ship_city", "ship_country", "sku", "quantity"])
        writer.writerows([f"N{n}", text, "L 1", text, "DE", shop.skus[0].code, 1] for n, text in enumerate(strings))
    page = upload(client, path.read_bytes())
    assert page.status_code == 200
    job = ImportJob.objects.get()

    check(client, job, shop.channel.code)
    client.post(f"/admin/imports/{job.pk}/start/")
    drain(["bulk"])

    job.refresh_from_db()
    assert (job.state, job.rows_total) == ("done", len(strings))
    names = dict(Order.objects.values_list("external_id", "customer__name"))
    assert {key: names[key] for key in names} == {f"N{n}": s for n, s in enumerate(strings) if f"N{n}" in names}
    refused = ImportRow.objects.filter(job=job, outcome="rejected")
    assert len(names) + refused.count() == len(strings)
    assert all(row.reason for row in refused)
    answer = client.get(f"/admin/imports/{job.pk}/refused.csv")
    report = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines(keepends=True)))
    assert len(report) == 1 + refused.count()
    assert {len(line) for line in report} == {11}
    for url in ("/admin/imports/", f"/admin/imports/{job.pk}/", "/admin/orders/order/", "/admin/core/importrow/"):
        assert client.get(url).status_code == 200


# Column → how long it may be, and where it is kept.
TEXTS = {
    "customer_name": (160, "customer__name"), "customer_company": (160, "customer__company"),
    "ship_name": (160, "shipping_address__name"),
    "ship_company": (160, "shipping_address__company"), "ship_line1": (160, "shipping_address__line1"),
    "ship_line2": (160, "shipping_address__line2"), "ship_postal_code": (20, "shipping_address__postal_code"),
    "ship_city": (80, "shipping_address__city"), "ship_region": (80, "shipping_address__region"),
    "po_number": (64, "po_number"), "delivery_instructions": (300, "delivery_instructions"),
    "price_reason": (200, "lines__price_reason"),
}  # fmt: skip


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared data set is not here")
def test_naughty_strings_in_every_text_column_are_kept_intact_or_refused_by_their_column(shop, client, sign_in):
    sign_in("Admin")
    strings = [text for text in json.loads(NAUGHTY.read_text()) if text.strip()]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["external_id", "ship_country", "sku", "quantity", "unit_price", *TEXTS])
    for n, text in enumerate(strings):
        cells = [text[:limit] for limit, _ in TEXTS.values()]
        writer.writerow([f"N{n}", "DE", shop.skus[0].code, 1, 5, *cells])
    upload(client, file.getvalue())
    job = ImportJob.objects.get()
    check(client, job, shop.channel.code)
    client.post(f"/admin/imports/{job.pk}/start/")
    drain(["bulk"])

    kept = {row[0]: row[1:] for row in Order.objects.values_list("external_id", *(to for _, to in TEXTS.values()))}
    for key, texts in kept.items():
        wanted = [strings[int(key[1:])][:limit] for limit, _ in TEXTS.values()]
        assert [text.strip() for text in texts] == [text.strip() for text in wanted]
    refused = ImportRow.objects.filter(job=job, outcome="rejected")
    print(f"{len(kept)} kept, {refused.count()} refused")
    assert len(kept) + refused.count() == len(strings)
    assert all(row.reason and row.field for row in refused)
    assert len(kept) > 100
