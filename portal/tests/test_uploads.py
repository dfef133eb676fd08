"""Pictures over real HTTP: what is none is refused with a sentence, what is one is drawn anew, for its sender alone."""

import io
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from functools import lru_cache

import httpx
import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from PIL import Image

from core.links.services import make_link
from fulfillment.tests.pictures import MAKER, photo_file
from oms.embedded.simulators import free_port
from orders.filing.pictures import MOST_PIXELS
from orders.filing.store import read_file
from orders.models import Attachment, CustomerPhoto, Order
from orders.services import picturing
from orders.tests import factories
from returns.models import Return, ReturnPhoto
from returns.tests.factories import paid_and_delivered
from support.models import Case, CaseAttachment

pytestmark = pytest.mark.django_db(transaction=True)

MEBIBYTE = 1024 * 1024


def link_to(order: Order) -> str:
    return make_link(order_id=order.pk, purpose="order", valid_for=timedelta(days=1))


class Sender:
    """A customer with the link to a delivered order, and a browser that speaks HTTP."""

    def __init__(self, site: str, shop: factories.Shop) -> None:
        self.shop, self.order = shop, paid_and_delivered(shop, {0: 2})
        self.token = link_to(self.order)
        self.client = httpx.Client(base_url=site, timeout=20)

    def ask_return(self, *files: tuple[str, bytes], key: str = "k") -> httpx.Response:
        line = self.order.lines.get()
        return self.client.post(
            reverse("portal:return", args=[self.token]), files=[("photos", (name, data)) for name, data in files],
            data={f"line_{line.pk}": "1", "reason": "damaged", "comment": "Cracked.", "key": key},
        )  # fmt: skip

    def write(self, *files: tuple[str, bytes], text: str = "Look.") -> httpx.Response:
        return self.client.post(
            reverse("portal:message", args=[self.token]), data={"kind": "damage", "text": text, "key": "m"},
            files=[("photos", (name, data)) for name, data in files],
        )  # fmt: skip


@pytest.fixture
def sender(transactional_db, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sender = Sender(live_server.url, factories.open_shop())
    yield sender
    sender.client.close()


@lru_cache
def image_bomb() -> bytes:
    """A PNG of a few kilobytes that says it is wider and higher than any memory."""
    kept = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(kept, "PNG")
    return kept.getvalue()


def archive() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        file.writestr("photo.jpg", photo_file())
    return kept.getvalue()


WRONG = {
    "an image bomb": ("bomb.png", image_bomb, "too many points"),
    "a zip": ("photos.zip", archive, "no picture that can be read"),
    "a zip named .jpg": ("photos.jpg", archive, "no picture that can be read"),
    "an HTML file named .jpg": (
        "me.jpg",
        lambda: b"<!doctype html><script>alert(1)</script>",
        "no picture that can be",
    ),
    "an SVG": ("me.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "no picture that can be"),
    "half a picture": ("half.jpg", lambda: photo_file()[:2000], "damaged"),
    "nothing": ("none.jpg", lambda: b"", "no picture that can be read"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_picture_is_refused_in_under_a_second_with_a_sentence_and_nothing_is_kept(sender, case):
    name, make, sentence = WRONG[case]
    content = make()
    sender.client.get("/o/find/")  # the server is awake
    began = time.monotonic()

    answer = sender.ask_return((name, content))

    assert time.monotonic() - began < 1
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Cracked." in answer.text
    assert not Return.objects.exists()
    assert not Attachment.objects.exists()


def test_a_picture_beyond_the_limit_of_points_is_refused_before_it_is_unfolded():
    assert len(image_bomb()) < 200_000
    assert MOST_PIXELS < 30_000 * 30_000


def test_a_picture_is_kept_with_its_return_without_place_and_device_and_shown_to_the_holder_alone(sender):
    taken = photo_file()
    assert MAKER.encode() in taken

    assert sender.ask_return(("IMG_1.jpg", taken)).status_code == 303

    photo = CustomerPhoto.objects.get()
    assert (photo.kind, photo.reference) == ("return", Return.objects.get().number)
    assert MAKER.encode() not in read_file(photo.attachment.path)
    shown = sender.client.get(reverse("portal:photo", args=[sender.token, photo.pk]))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"] == 'inline; filename="photo.jpg"'
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    other = link_to(factories.placed_order(sender.shop))
    assert sender.client.get(reverse("portal:photo", args=[other, photo.pk])).status_code == 404
    assert Client().get(f"/media/{photo.attachment.path}").status_code == 404


def test_the_same_form_sent_twice_keeps_one_return_and_its_pictures_once(sender):
    for _ in range(2):
        assert sender.ask_return(("a.jpg", photo_file()), ("b.jpg", photo_file(size=(300, 200)))).status_code == 303

    assert (Return.objects.count(), CustomerPhoto.objects.count()) == (1, 2)
    files = CustomerPhoto.objects.values_list("attachment", flat=True)
    shown = ReturnPhoto.objects.filter(rma=Return.objects.get(), is_from_customer=True)
    assert set(shown.values_list("attachment", flat=True)) == set(files)


def test_pictures_of_a_message_are_files_of_its_case(sender):
    assert sender.write(("a.png", photo_file(kind="PNG"))).status_code == 303

    assert CaseAttachment.objects.get().message == Case.objects.get().messages.get()
    page = sender.client.get(reverse("portal:order", args=[sender.token])).text
    assert "Your photo" in page


def test_seven_pictures_at_once_and_more_than_an_order_takes_in_a_day_are_refused(sender, monkeypatch):
    small = [(f"{nr}.jpg", photo_file(size=(40 + nr, 30))) for nr in range(7)]
    assert sender.ask_return(*small).status_code == 422

    monkeypatch.setattr(picturing, "MOST_A_DAY", 3)
    assert sender.write(*small[:3]).status_code == 303
    again = sender.ask_return(small[3])

    assert again.status_code == 422
    assert "in a day" in again.text
    assert not Return.objects.exists()


@pytest.fixture
def web_server(tmp_path):
    """The web server as the house runs it."""
    port = free_port()
    words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    more = ["--blocking-threads", "2", "--no-ws", "--http", "1", "--log-level", "error", "oms.wsgi:application"]
    with (tmp_path / "web.log").open("w") as log:
        child = subprocess.Popen([sys.executable, *words, *more], cwd=house.BASE_DIR, stdout=log, stderr=log)
    site = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{site}/o/find/", timeout=10)
            break
        except httpx.TransportError:
            assert time.monotonic() < deadline, (tmp_path / "web.log").read_text()
            time.sleep(0.1)
    yield site
    child.terminate()
    child.wait(timeout=10)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/o/x/return/", "Together the pictures may have 40 MB."),
        ("/o/x/message/", "Together the pictures may have 40 MB."),
        ("/admin/support/case/1/move/attach/", "What was sent is too large: it may have 40 MB."),
    ],
)
def test_a_hundred_megabytes_are_refused_in_about_a_second_with_a_sentence(web_server, path, told):
    with httpx.Client(base_url=web_server, timeout=20) as client:
        began = time.monotonic()
        answer = client.post(path, files={"photos": ("a.jpg", b"\xff" * (100 * MEBIBYTE), "image/jpeg")})
        took = time.monotonic() - began

    assert answer.status_code == 413
    assert told in answer.text
    assert took < 2, "0.7 s on an idle machine; the test shares its own"
