"""Static files: few, small, and kept by the browser."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from doallvet.core.joined import joined

OF_PACKAGES = ["account", "admin", "bootstrap", "django_htmx", "mfa"]  # joined or not, they take long to compress


@pytest.fixture
def collected(settings, tmp_path):
    """The portal's own files and the joined ones, as the image has them."""
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS = tmp_path, False, False
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "doallvet.core.static.HashedStaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=OF_PACKAGES)
    return tmp_path


def test_what_pages_load_is_compressed_and_never_asked_for_again(collected, client):
    kept, weight = set(), 0

    for name in ("css/portal.css", "js/app.js", "js/passkey.js"):
        for coding in ("br", "gzip"):
            answer = client.get(staticfiles_storage.url(name), headers={"Accept-Encoding": coding})
            kept.add((answer["Content-Encoding"], answer["Cache-Control"]))
            weight += len(answer.getvalue()) if coding == "br" else 0

    assert kept == {(coding, "max-age=315360000, public, immutable") for coding in ("br", "gzip")}
    assert weight < 40_000


def test_another_account_than_the_one_that_collected_them_can_read_the_files(collected):
    closed = [path.name for path in collected.rglob("*") if path.is_file() and not path.stat().st_mode & 0o004]

    assert (closed, (collected / "staticfiles.json").is_file()) == ([], True)


def test_the_style_sheet_is_bootstrap_under_its_licence_and_then_our_own():
    sheet = joined("css/portal.css")

    assert "Licensed under MIT" in sheet[:500]
    assert sheet.endswith(Path(settings.BASE_DIR / "static/css/app.css").read_text(encoding="utf-8"))


def test_what_asks_for_a_passkey_is_three_scripts_of_which_none_calls_the_next():
    assert joined("js/passkey.js").count("\n;\n(function") == 2


@pytest.mark.parametrize(("path", "scripts"), [("/", ["app"]), ("/accounts/login/", ["app", "passkey"])])
@pytest.mark.django_db
def test_a_page_loads_one_style_sheet_and_few_scripts(client, path, scripts):
    page = client.get(path).content.decode()

    assert page.count('rel="stylesheet"') == page.count("/static/css/portal.css") == 1
    assert page.count("<script src=") == len(scripts)
    assert [f"/static/js/{name}.js" in page for name in scripts] == [True] * len(scripts)
    assert page.count("<img") == 0
