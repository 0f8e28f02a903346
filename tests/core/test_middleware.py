"""What every request gets: a compressed page, and a page at all when the database is away."""

import pytest
from django.db import InterfaceError, OperationalError
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation
from structlog.testing import capture_logs

from doallvet.core.middleware import CompressedPagesMiddleware, DatabaseAwayMiddleware


@pytest.mark.parametrize("error", [OperationalError("no such table: person"), InterfaceError("connection closed")])
def test_without_a_database_a_page_asks_to_come_back_and_the_log_says_why(error):
    def view(request):
        raise error

    with capture_logs() as logs:
        response = DatabaseAwayMiddleware(view)(RequestFactory().get("/"))

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Nothing was changed." in response.content.decode()
    assert str(error) not in response.content.decode()
    assert logs == [{"event": "database_away", "reason": str(error), "log_level": "error"}]


def test_the_page_says_in_which_language_it_is():
    def view(request):
        raise OperationalError

    with translation.override("es"):
        page = DatabaseAwayMiddleware(view)(RequestFactory().get("/")).content.decode()

    assert '<html lang="es">' in page
    assert "No se ha cambiado nada" in page


def test_other_faults_are_left_to_others():
    with capture_logs() as logs:
        answer = DatabaseAwayMiddleware(lambda request: None).process_exception(None, ValueError("no database"))

    assert (answer, logs) == (None, [])


@pytest.mark.django_db
def test_pages_go_out_compressed_with_a_random_length(client):
    pages = [client.get("/accounts/login/", headers={"Accept-Encoding": "gzip, br"}) for _ in range(20)]

    assert {(page["Content-Encoding"], "Accept-Encoding" in page["Vary"]) for page in pages} == {("gzip", True)}
    assert len({len(page.content) for page in pages}) > 5


def test_what_is_no_page_goes_out_as_it_is():
    answer = StreamingHttpResponse(iter([b"name;town\n"] * 100), content_type="text/csv; charset=utf-8")

    sent = CompressedPagesMiddleware(lambda request: answer)(
        RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    )

    assert not sent.has_header("Content-Encoding")
