"""What no line of a log tells: tokens with which anybody could enter or act, and what people searched for."""

import pytest
from django.urls import reverse

from doallvet.core.logs import keep_secrets


@pytest.mark.parametrize(
    ("route", "more"),
    [
        ("link", []),
        ("unsubscribe", []),
        ("calendar", []),
        ("account_confirm_email", []),
        ("account_reset_password_from_key", ["uid"]),
    ],
)
def test_no_token_of_an_address_is_told(route, more):
    key = {"account_confirm_email": "key", "account_reset_password_from_key": "key"}.get(route, "token")
    address = reverse(route, kwargs={key: "s3cret-token"} | ({"uidb36": "1"} if more else {}))

    said = keep_secrets(None, "info", {"request": f"GET {address}?q=garcia"})

    assert "s3cret-token" not in said["request"]
    assert "garcia" not in said["request"]
