"""The address at which what came back is reported."""

import json
from base64 import b64encode
from types import SimpleNamespace

import pytest
from django.urls import reverse

from doallvet.outbox import bounces, providers
from doallvet.outbox.models import DeadAddress
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ANA, SECRET = "ana@sil.example", "a secret of the instance"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.BOUNCE_SECRET = SECRET
    make_user(ANA)


def post(client, *events, secret=SECRET, **fields):
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    said = fields or list(events)
    return client.post(reverse("bounces"), json.dumps(said), content_type="application/json", headers=headers)


def dead():
    return list(DeadAddress.objects.order_by("pk").values_list("address", "source"))


def test_one_event_or_a_list_marks_addresses(client):
    make_user("jonas@sil.example")

    one = post(client, kind="hard_bounce", address=" Ana@SIL.example", reason="no such user")
    two = post(client, {"kind": "complaint", "address": "jonas@sil.example"}, {"kind": "hard_bounce", "address": ANA})

    assert (one.status_code, two.status_code) == (200, 200)
    assert dead() == [(ANA, "bounce"), ("jonas@sil.example", "complaint")]


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "soft_bounce", "address": ANA},
        {"kind": "hard_bounce", "address": "nobody@sil.example"},
        {"kind": "hard_bounce", "message_id": "<nothing@doallvet.example>"},
    ],
)
def test_what_changes_nothing_is_answered_alike(client, event):
    known = post(client, kind="hard_bounce", address=ANA)
    DeadAddress.objects.all().delete()

    answer = post(client, event)

    assert (answer.status_code, answer.content) == (known.status_code, known.content)
    assert dead() == []


def test_without_the_secret_nothing_is_believed(client, settings):
    event = {"kind": "hard_bounce", "address": ANA}
    basic = {"Authorization": "Basic " + b64encode(f"any:{SECRET}".encode()).decode()}

    assert [post(client, event, secret=secret).status_code for secret in ("", "wrong", SECRET[:-1])] == [403] * 3
    for header in ("Basic", "Basic ###", "Basic /w==", f"Digest {SECRET}", SECRET):
        answer = client.post(reverse("bounces"), "{}", content_type="text/plain", headers={"Authorization": header})
        assert answer.status_code == 403
    assert dead() == []
    right = client.post(reverse("bounces"), json.dumps(event), content_type="application/json", headers=basic)
    assert (right.status_code, dead()) == (200, [(ANA, "bounce")])
    settings.BOUNCE_SECRET = ""
    assert [post(client, event, secret=secret).status_code for secret in ("", SECRET)] == [404, 404]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no JSON",
        "[" * 100_000,
        "3",
        "[null]",
        '{"kind": "opened", "address": "ana@sil.example"}',
        '{"kind": ["hard_bounce"], "address": "ana@sil.example"}',
        '{"kind": "hard_bounce"}',
        '{"kind": "hard_bounce", "address": 3}',
        '{"kind": "hard_bounce", "address": "ana\\u0000@sil.example"}',
        '{"kind": "hard_bounce", "address": "ana\\ud800@sil.example"}',
        '{"kind": "hard_bounce", "message_id": "\\ud800"}',
        '{"kind": "hard_bounce", "address": "ana@sil.example", "reason": "\\udfff"}',
        '{"kind": "hard_bounce", "address": "ana@sil.example", "at": "yesterday"}',
        '{"kind": "hard_bounce", "address": "ana@sil.example", "at": "2027-13-45T00:00:00Z"}',
        json.dumps([{"kind": "soft_bounce", "address": ANA}] * (bounces.MOST + 1)),
        b"\xff\xfe\xff",
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(client, content):
    headers = {"Authorization": f"Bearer {SECRET}"}
    answer = client.post(reverse("bounces"), content, content_type="application/json", headers=headers)

    assert (answer.status_code, dead()) == (400, [])
    assert answer.content


def test_a_faulty_event_among_others_changes_nothing(client):
    assert post(client, {"kind": "hard_bounce", "address": ANA}, {"kind": "?"}).status_code == 400

    assert dead() == []


def test_size_number_and_method_are_limited(client, monkeypatch):
    large = client.post(
        reverse("bounces"),
        "x" * (bounces.LONGEST + 1),
        content_type="application/json",
        headers={"Authorization": f"Bearer {SECRET}"},
    )
    assert large.status_code == 413
    assert client.get(reverse("bounces")).status_code == 405
    monkeypatch.setattr(bounces, "TRIES", 3)
    assert [post(client, secret="wrong").status_code for _ in range(3)][-1] == 429


def event(**fields):
    """An event of anymail, as far as it is read."""
    plain = {"event_type": "bounced", "reject_reason": "bounced", "recipient": ANA, "message_id": None}
    plain |= {"description": "550 gone", "mta_response": None, "timestamp": None}
    return SimpleNamespace(**plain | fields)


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({}, "bounce"),
        ({"reject_reason": "invalid"}, "bounce"),
        ({"event_type": "complained", "reject_reason": "spam"}, "complaint"),
        ({"reject_reason": "blocked"}, None),
        ({"event_type": "deferred", "reject_reason": None}, None),
        ({"event_type": "rejected", "reject_reason": "bounced"}, "bounce"),
        ({"event_type": "rejected", "reject_reason": "invalid"}, "bounce"),
        ({"event_type": "rejected", "reject_reason": "blocked"}, None),
        ({"event_type": "rejected", "reject_reason": "unsubscribed"}, None),
        ({"event_type": "opened", "reject_reason": None}, None),
    ],
)
def test_what_the_events_of_providers_mean(fields, source):
    told = providers.told(event(**fields))

    assert (told.source if told else None) == source


def test_the_signal_of_anymail_marks_the_address():
    signals = pytest.importorskip("anymail.signals", reason="django-anymail is an optional extra")
    said = signals.AnymailTrackingEvent(
        event_type=signals.EventType.BOUNCED,
        reject_reason=signals.RejectReason.BOUNCED,
        recipient="Ana@SIL.example",
        message_id="of-the-provider",
        description="no such user",
    )

    signals.tracking.send(sender=object, event=said, esp_name="Test")

    assert dead() == [(ANA, "bounce")]


def test_the_addresses_of_anymail_need_no_sign_in():
    pytest.importorskip("anymail.urls", reason="django-anymail is an optional extra")

    rows = providers.addresses()

    assert any("postmark" in str(row.pattern) for row in rows)
    assert not any(getattr(row.callback, "login_required", True) for row in rows)
