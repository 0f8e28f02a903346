"""Static files: few, small, and kept by the browser."""

import pytest
from django.core.management import call_command

OF_PACKAGES = ["account", "admin", "bootstrap", "django_htmx", "mfa"]  # they take long to compress


@pytest.fixture
def collected(settings, tmp_path):
    """The portal's own files, as the image has them."""
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_USE_FINDERS = tmp_path, False, False
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "doallvet.core.static.HashedStaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=OF_PACKAGES)
    return tmp_path


def test_another_account_than_the_one_that_collected_them_can_read_the_files(collected):
    closed = [path.name for path in collected.rglob("*") if path.is_file() and not path.stat().st_mode & 0o004]

    assert (closed, (collected / "staticfiles.json").is_file()) == ([], True)
