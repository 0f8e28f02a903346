"""The database that all processes copy is the one of this code."""

import pytest
from django.db import connection

from tests import pattern


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is migrated by each process")
def test_a_pattern_of_this_code_is_taken_as_it_stands(django_db_blocker):
    assert pattern.stand(fill=pytest.fail) == connection.settings_dict["TEST"]["TEMPLATE"]


@pytest.mark.parametrize("path", ["centres/migrations/0002_more.py", "companies/data/law.yaml", "requirements.txt"])
def test_another_file_asks_for_another_pattern(path, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    before = pattern.fingerprint()
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("new", encoding="utf-8")

    assert pattern.fingerprint() != before
