"""Who is let in where: the table in the docs, what the code declares, and what the real pages answer, are one."""

import re
from contextlib import nullcontext

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory, override_settings
from django.urls import URLPattern, get_resolver, resolve, reverse

from api.models.key import Scope
from api.services.keys import make_key
from api.tests.asking import Caller, key_for
from catalog.models import Channel
from core.actors import SYSTEM
from core.admin.moves_admin import MovesAdmin
from desk.admin.reporting import Reporting
from desk.doors.matrix import PAGES, differences, drawn, key_of, read
from desk.doors.pages import FRAME
from desk.doors.rows import Reach, Way
from desk.doors.shops import described, operations
from fulfillment.admin.houses import OfOwnHouses
from fulfillment.models import FulfillmentOrder, Parcel, PickBatch, PickTask, Wave
from fulfillment.tests.pictures import photo_file
from inventory.models import WarehouseMember
from orders.admin.saved_views import SavedViews
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.tests.factories import open_shop
from shipping.models import Manifest, PickupBooking
from tests.architecture.doors_house import House, build
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs" / "reference" / "rights.md"
LACKS = re.compile("lacks the right|Ask a lead for the right")
DESCRIBED = described()
OPERATIONS = tuple(operations())
# What an operation cannot do without, besides its body.
ASKED = {"read_availability": "?sku=SKU-1"}
# Django's and the import's own ends of an admin address; who may use them is asked of the admin itself.
ADMIN_ENDS = ("_changelist", "_add", "_change", "_delete", "_history", "_move", "_import", "_process_import", "_export",
             "_view_save", "_view_rename", "_view_delete", "_view_counts")  # fmt: skip
# Nothing stands behind these in the house; their rights are tried where it does.
ELSEWHERE = {
    "admin:payments_document_print": "payments/tests/test_document_office.py",
    "admin:payments_document_sealed": "tests/privacy/test_sealing.py",
    "admin:support_case_playbook": "desk/tests/test_cases.py",
    "shipping:label": "shipping/tests/test_documents.py",
    "shipping:label_file": "shipping/tests/test_documents.py",
    "shipping:customs_paper": "shipping/tests/test_customs.py",
    "shipping:loose_label": "shipping/tests/test_loose_labels.py",
}


def addresses(plan=None, space: str = "") -> set[str]:
    """The names of the address plan."""
    found = set()
    for part in (plan or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            found.add(f"{space}:{part.name}" if space else str(part.name))
        else:
            found |= addresses(part, part.namespace or space)
    return found


def test_every_address_of_the_house_has_a_row():
    declared = {page.address for page in PAGES} | FRAME
    office = {
        f"admin:{m._meta.app_label}_{m._meta.model_name}{end}" for m in admin.site._registry for end in ADMIN_ENDS
    }
    shops = {f"api:{one.name}" for one in OPERATIONS}

    assert sorted(addresses() - declared - office - shops - {name for name in addresses() if name[:4] == "api:"}) == []
    assert sorted(declared - addresses()) == []


def test_the_table_in_the_docs_is_fresh():
    said = read(PAGE.read_text(encoding="utf-8"))

    assert differences(said, read(drawn())) == [], "Look at each, then run: python manage.py rights_matrix"
    assert PAGE.read_text(encoding="utf-8") == drawn(), "Run: python manage.py rights_matrix"


def test_a_difference_is_told_with_its_page_and_its_role():
    said = {"desk:doctor": frozenset({"manager"}), "desk:find": frozenset({"csr"})}
    is_so = {"desk:doctor": frozenset({"manager", "csr"}), "desk:road": frozenset()}

    assert differences(said, is_so) == [
        "desk:doctor: csr is let in, the docs say refused", "desk:find: in the docs, but gone",
        "desk:road: new, not in the docs",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """One house for all of these tests: to build it takes longer than to ask at its doors."""
    quiet = override_settings(OMS_WIRING="fulfillment.tests.wiring.WIRING", OMS_UNDO_SECONDS=0)
    with django_db_blocker.unblock(), quiet, transaction.atomic():
        forget_reference()
        yield build(open_shop(stock=50))
        transaction.set_rollback(True)
    forget_reference()


@pytest.fixture(autouse=True)
def nothing_stays(request):
    """What a test changes in the house is taken back before the next one."""
    if "house" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("house")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answered(user, url: str, way: str = "GET", sent=None):
    """What the page says to somebody: its answer, or the refusal. What it does is taken back, nothing is drawn."""
    request = RequestFactory().get(url) if way == "GET" else RequestFactory().post(url, sent or {})
    request.user, request.session, request.htmx, request.csp_nonce = user, {}, False, ""
    request._messages, request._dont_enforce_csrf_checks = CookieStorage(request), True
    view = resolve(request.path_info)
    # Who looks changes nothing, and a savepoint each would cost more than the page.
    with transaction.atomic() if way == "POST" else nullcontext():
        try:
            answer = view.func(request, *view.args, **view.kwargs)
            # Not close(): the signal it sends would close the database's connection.
            for close in answer._resource_closers:
                close()
        except (PermissionDenied, Http404) as refusal:
            return refusal, ""
        except Exception as error:
            raise AssertionError(f"{user} at {way} {url}: the page fell over instead of answering") from error
        finally:
            if way == "POST":
                transaction.set_rollback(True)
    return answer, " ".join(str(message) for message in request._messages)


def is_let_in(user, url: str, way: str = "GET", sent=None, *, missing_opens: bool = False) -> bool:
    """Whether the page opens; ``missing_opens`` where nothing stands behind the address, and who may is told so."""
    answer, told = answered(user, url, way, sent)
    if isinstance(answer, Http404):
        return missing_opens
    if isinstance(answer, PermissionDenied) or answer.status_code == 403:
        return False
    if answer.status_code == 302 and "/login/" in answer["Location"]:
        return False
    is_drawn = not answer.streaming and getattr(answer, "is_rendered", True)
    return LACKS.search(told + (answer.content.decode(errors="replace") if is_drawn else "")) is None


def url_of(page, house: House) -> str:
    arguments = (page.named,) if page.named else house.arguments.get(page.address, ())
    if page.reach == Reach.MEMBERS:
        arguments = (house.shop.warehouses[0].code, *arguments)
    return reverse(page.address, args=arguments)


def form_of(page, house: House) -> dict:
    photo = {"photo": SimpleUploadedFile("box.jpg", photo_file())} if page.address.endswith("take_photo") else {}
    return {**page.sent, **house.sent.get(page.address, {}), **photo}


def test_the_pages_let_in_whom_the_docs_say(house):
    said, found = read(PAGE.read_text(encoding="utf-8")), {}
    for page in PAGES:
        if page.reach == Reach.ANYONE or page.address in ELSEWHERE:
            continue
        url, is_missing = url_of(page, house), not {0, "0"}.isdisjoint(house.arguments.get(page.address, ()))
        found[key_of(page)] = frozenset(
            code for code, user in house.users.items()
            if is_let_in(user, url, page.way, form_of(page, house), missing_opens=is_missing)
        )  # fmt: skip
        assert not is_let_in(AnonymousUser(), url, page.way), f"{page.address} opens without signing in"

    told = differences({key: said[key] for key in found}, found)
    assert told == [], "\n".join(told)


def test_lists_forms_and_moves_of_the_office_let_in_whom_the_docs_say(house):
    said, found = read(PAGE.read_text(encoding="utf-8")), {}
    for model, page in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for key, url, way in knocks(page, base):
            found[key] = frozenset(
                code for code, user in house.users.items() if is_let_in(user, url, way, missing_opens=True)
            )
            assert not is_let_in(AnonymousUser(), url, way), f"{key} opens without signing in"

    told = differences({key: said.get(key, frozenset()) for key in found}, found)
    assert told == [], "\n".join(told)


def knocks(page, base: str):
    """(key of the row, address, way) of one admin. Its forms and moves are asked about a row that is not there: who
    lacks the right is refused before anybody looks.
    """
    # A filter nobody knows: the list sends whoever may see it to itself, and reads no rows.
    yield f"{base}_changelist", reverse(f"{base}_changelist") + "?nothing__of__it=1", "GET"
    yield f"{base}_add", reverse(f"{base}_add"), "GET"
    if type(page).change_view is ModelAdmin.change_view:
        yield f"{base}_change POST", reverse(f"{base}_change", args=[0]), "POST"
    yield f"{base}_delete", reverse(f"{base}_delete", args=[0]), "POST"
    if isinstance(page, SavedViews):
        for act in ("save", "rename", "delete"):
            yield f"{base}_view_{act} POST", reverse(f"{base}_view_{act}", args=[] if act == "save" else [0]), "POST"
        yield f"{base}_view_counts", reverse(f"{base}_view_counts"), "GET"
    if isinstance(page, Reporting):
        yield f"{base}_export POST", reverse(f"{base}_export"), "POST"
    elif hasattr(page, "has_export_permission"):
        yield f"{base}_export", reverse(f"{base}_export"), "GET"
    if hasattr(page, "has_import_permission"):
        yield f"{base}_import", reverse(f"{base}_import"), "GET"
    for name in page.moves if isinstance(page, MovesAdmin) else ():
        yield f"{base}_move {name}", reverse(f"{base}_move", args=[0, name]), "POST"


def test_no_row_of_the_office_is_shown_to_whom_its_list_is_closed(house):
    """The page of a real row of every table that has one, where the docs say that the list is closed."""
    said = read(PAGE.read_text(encoding="utf-8"))
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row, able = model._default_manager.first(), said[f"{base}_changelist"]
        for code, user in house.users.items() if row is not None else ():
            if code not in able:
                url = reverse(f"{base}_change", args=[row.pk])
                assert not is_let_in(user, url), f"{code} sees {url}"


def test_a_warehouse_is_there_for_its_own_people_alone(house):
    strange = house.shop.warehouses[1].code
    shown = {page.address for page in PAGES if page.reach == Reach.MEMBERS and page.way == Way.LOOK}
    plain = [name for name in shown if name not in house.arguments]

    for code, user in house.users.items():
        seen = [name for name in plain if is_let_in(user, reverse(name, args=[strange]))]
        assert seen == [], f"{code} sees another warehouse"
    WarehouseMember.objects.all().delete()
    today = reverse("warehouse:today", args=[strange])
    assert {code for code, user in house.users.items() if is_let_in(user, today)} == {
        code for code, user in house.users.items() if user.has_perm("inventory.change_warehouse")
    }


def test_an_operation_of_the_api_opens_to_the_scopes_its_row_names(client, house):
    said = read(PAGE.read_text(encoding="utf-8"))
    keys = {scope: key_for(house.shop, scope)[1] for scope in Scope.values}
    found = {}
    for one in OPERATIONS:
        acts = ("approve", "request") if "{act}" in one.path else ("",)
        able = {scope for scope, key in keys.items() for act in acts if opens_to(client, key, one, act)}
        found[one.key] = frozenset(able)

    told = differences({key: said[key] for key in found}, found)
    assert told == [], "\n".join(told)


def opens_to(client, key: str, operation, act: str) -> bool:
    """Whether the operation gets past the key, sent what its own description gives as an example."""
    names = {"act": act, "refund": "R-0", "number": "W-0", "endpoint": "we_0", "event": "0", "token": "none"}
    path = operation.path.format(**names).removeprefix("/api/v1") + ASKED.get(operation.name, "")
    sent = () if operation.method in ("GET", "DELETE") else (example_of(operation),)
    with transaction.atomic():
        answer = getattr(Caller(client, key), operation.method.lower())(path, *sent)
        transaction.set_rollback(True)
    assert answer.status_code != 401
    return answer.status_code != 403


def example_of(operation) -> dict:
    whole = DESCRIBED
    body = whole["paths"][operation.path][operation.method.lower()].get("requestBody", {})
    name = body.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return whole["components"]["schemas"][name].get("example", {}) if name else {}


def test_a_key_sees_orders_of_its_own_channel_alone(client, house):
    other = Channel.objects.create(code="other", name="Other", currency="EUR", country="DE")
    order = Order.objects.exclude(state="draft").first()
    _, own = key_for(house.shop, Scope.READ)
    _, strange = make_key(channel_id=other.pk, name="Other", scopes=(Scope.READ,), actor=SYSTEM)

    asked = [f"/orders/{order.number}{end}" for end in ("", "/events", "/refunds")]

    assert [Caller(client, own).get(path).status_code for path in asked] == [200, 200, 200]
    assert [Caller(client, strange).get(path).status_code for path in asked] == [404, 404, 404]
    assert Caller(client, strange).get("/orders").json()["orders"] == []


def test_who_works_on_a_floor_finds_rows_of_their_own_warehouse_in_the_office(house):
    """The lists of the floor, asked by everybody from the other warehouse."""
    WarehouseMember.objects.update(warehouse=house.shop.warehouses[1])
    rows = {}
    for model, page in admin.site._registry.items():
        if isinstance(page, OfOwnHouses) and model._default_manager.exists():
            rows[model] = {code for code, user in house.users.items() if page.get_queryset(as_of(user)).exists()}

    assert {FulfillmentOrder, PickBatch, PickTask, Wave, Parcel, Manifest, PickupBooking} <= rows.keys()
    assert all(able.isdisjoint({"warehouse", "warehouse-lead"}) for able in rows.values()), rows
    assert all({"csr", "payments", "manager"} <= able for able in rows.values()), rows


def as_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request
