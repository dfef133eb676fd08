from notifications.webhooks.signing import new_secret, signature, signed_headers

# Published with the reference libraries of Standard Webhooks.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_example_has_the_published_signature():
    assert signature(secret=SECRET, event_id=EVENT, timestamp=AT, body=BODY) == SIGNED


def test_id_moment_and_every_byte_are_signed():
    told = {"secret": SECRET, "event_id": EVENT, "timestamp": AT, "body": BODY}
    for changed in ({"event_id": "msg_other"}, {"timestamp": AT + 1}, {"body": BODY + b" "}, {"secret": new_secret()}):
        assert signature(**{**told, **changed}) != SIGNED


def test_while_two_secrets_are_valid_there_are_two_signatures():
    other = new_secret()
    headers = signed_headers(secrets_now=[other, SECRET], event_id=EVENT, timestamp=AT, body=BODY)

    assert headers["webhook-id"] == EVENT
    assert headers["webhook-timestamp"] == str(AT)
    first, second = headers["webhook-signature"].split(" ")
    assert (first, second) == (signature(secret=other, event_id=EVENT, timestamp=AT, body=BODY), SIGNED)


def test_a_new_secret_is_long_and_never_the_same():
    assert len(new_secret()) == len("whsec_") + 44
    assert new_secret() != new_secret()
