"""What may be called, and what a receiver cannot do to us. Everything here is a real socket."""

import datetime
import http.client
import ipaddress
import socket
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.effects.registry import LIMIT_SECONDS, WORK_BUDGET_SECONDS
from notifications.errors import AddressRefused
from notifications.tests.webhooks.receiver import receiving
from notifications.webhooks import wire
from notifications.webhooks.addresses import RESOLVE_SECONDS, is_public, target_of
from notifications.webhooks.wire import post

PRIVATE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1",
)  # fmt: skip
PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_known_in_every_notation(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_called(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://shop.example/", "ftp://shop.example/", "https://", "https:///hooks", "https://me:pw@shop.example/",
     "https://shop.example:22/", "https://shop.example:5432/", "https://shop.example:99999/", "nonsense",
     "https://shop.example/a b", "file:///etc/passwd", "https://shop.example:0/"],
)  # fmt: skip
def test_an_address_of_another_form_is_refused_before_anything_is_asked(url):
    def never(host, port):
        raise AssertionError("The name was asked for.")

    with pytest.raises(AddressRefused):
        target_of(url, allow_private=False, resolve=never)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_not_called_under_any_of_its_names(host):
    with receiving() as receiver:
        answer = post(f"https://{host}:8443/", body=b"{}", headers={}, allow_private=False)

        assert answer.status is None
        assert "not a public address" in answer.error or "could not be reached" in answer.error
        assert receiver.came == []


def test_a_name_with_one_private_address_among_public_ones_is_refused():
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.5"):
        target_of("https://shop.example/", allow_private=False, resolve=lambda *_: ["93.184.216.34", "10.0.0.5"])


def test_a_name_that_changes_its_mind_is_asked_once_and_the_checked_address_is_called(monkeypatch):
    answers, called = iter([["93.184.216.34"], ["127.0.0.1"]]), []

    def connect(address, timeout):
        called.append(address)
        raise ConnectionRefusedError("closed")

    monkeypatch.setattr(wire.socket, "create_connection", connect)
    answer = post(
        "https://rebinding.example/", body=b"", headers={}, allow_private=False, resolve=lambda *_: next(answers)
    )

    assert called == [("93.184.216.34", 443)]
    assert answer.address == "93.184.216.34"
    assert next(answers) == ["127.0.0.1"]


def test_by_asking_again_the_private_address_would_have_been_called(monkeypatch):
    """The control: what happens to a caller that checks first and lets the connection look up the name anew."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    with receiving() as receiver:
        target_of("https://rebinding.example/", allow_private=False, resolve=lambda *_: next(answers))
        monkeypatch.setattr(
            socket, "getaddrinfo",
            lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers)[0], receiver.port))],
        )  # fmt: skip
        careless = http.client.HTTPConnection("rebinding.example", receiver.port, timeout=2)
        careless.request("POST", "/", b"{}")
        careless.getresponse()

        assert len(receiver.came) == 1


def test_a_receiver_gets_the_bytes_the_headers_and_the_query():
    with receiving() as receiver:
        answer = post(receiver.url, body=b'{"a":1}', headers={"webhook-id": "evt_1"}, allow_private=True)

        ((headers, body),) = receiver.came
        assert body == b'{"a":1}'
        assert headers["webhook-id"] == "evt_1"
        assert headers["host"] == f"127.0.0.1:{receiver.port}"
        assert (answer.status, answer.text, answer.error, answer.is_accepted) == (200, "ok", "", True)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(status):
    with receiving() as target, receiving() as receiver:
        receiver.status, receiver.headers = status, {"Location": target.url}
        answer = post(receiver.url, body=b"{}", headers={}, allow_private=True)

        assert (answer.status, answer.is_accepted) == (status, False)
        assert "not followed" in answer.error
        assert target.came == []


def test_only_the_beginning_of_a_long_answer_is_read():
    with receiving() as receiver:
        receiver.answer = b"x" * 5_000_000
        answer = post(receiver.url, body=b"{}", headers={}, allow_private=True)

        assert len(answer.text) == wire.MOST_ANSWER_BYTES
        assert answer.is_accepted


@pytest.mark.parametrize(("what", "is_accepted"), [("head", False), ("body", True)])
def test_who_answers_byte_by_byte_is_hung_up_on_when_the_time_is_over(monkeypatch, what, is_accepted):
    monkeypatch.setattr(wire, "TOTAL_SECONDS", 0.3)
    with receiving() as receiver:
        receiver.answer, receiver.drips = b"x" * 200, what
        started = time.monotonic()
        answer = post(receiver.url, body=b"{}", headers={}, allow_private=True)

        assert time.monotonic() - started < 2
        # The status is the answer; what comes after it is only kept to be read.
        assert answer.is_accepted is is_accepted
        assert is_accepted or "took too long" in answer.error


@pytest.mark.parametrize(("name_seconds", "told"), [(0.9, "took too long"), (1.1, "did not answer in time")])
def test_the_time_for_finding_the_name_is_part_of_the_time_for_the_call(monkeypatch, name_seconds, told):
    monkeypatch.setattr(wire, "TOTAL_SECONDS", 1.0)

    def slow(host, port):
        time.sleep(name_seconds)
        return ["127.0.0.1"]

    with receiving() as receiver:
        receiver.drips = "head"
        started = time.monotonic()
        answer = post(receiver.url, body=b"{}", headers={}, allow_private=True, resolve=slow)

        assert time.monotonic() - started < 1.7
        assert told in answer.error or "did not answer in time" in answer.error
        assert answer.status is None


def test_all_phases_of_a_call_end_before_its_worker_is_killed():
    assert LIMIT_SECONDS["hooks"] >= wire.TOTAL_SECONDS + WORK_BUDGET_SECONDS + 3
    assert RESOLVE_SECONDS + wire.CONNECT_SECONDS < wire.TOTAL_SECONDS


def test_who_thinks_longer_than_a_connection_may_take_is_waited_for(monkeypatch):
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.2)
    with receiving() as receiver:
        receiver.meanwhile = lambda: time.sleep(0.5)
        assert post(receiver.url, body=b"{}", headers={}, allow_private=True).is_accepted


def test_who_says_how_long_to_wait_is_heard():
    with receiving() as receiver:
        receiver.status, receiver.headers = 503, {"Retry-After": "120"}
        assert post(receiver.url, body=b"", headers={}, allow_private=True).retry_after_seconds == 120
        receiver.headers = {"Retry-After": "9" * 40}
        assert post(receiver.url, body=b"", headers={}, allow_private=True).retry_after_seconds == 0


def test_nobody_there_is_told_and_not_raised():
    answer = post("http://127.0.0.1:9/", body=b"", headers={}, allow_private=True)

    assert answer.status is None
    assert "could not be reached" in answer.error


@pytest.fixture
def certificate(tmp_path):
    """Of ``shop.example``, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "shop.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_over_https_the_name_and_not_the_address_is_what_the_certificate_must_have(certificate):
    def wrap(server):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)

    trust = ssl.create_default_context(cafile=str(certificate))
    here = {"allow_private": True, "resolve": lambda *_: ["127.0.0.1"], "body": b"{}", "headers": {}}
    with receiving(wrap=wrap) as receiver:
        port = receiver.port
        assert post(f"https://shop.example:{port}/", trust=trust, **here).status == 200
        assert "certificate" in post(f"https://other.example:{port}/", trust=trust, **here).error
        assert "certificate" in post(f"https://shop.example:{port}/", **here).error
        assert len(receiver.came) == 1
        assert ipaddress.ip_address(post(f"https://shop.example:{port}/", trust=trust, **here).address).is_loopback
