"""PostgreSQL finds parts of words in the search columns by trigrams; other databases read the rows."""

from django.db import migrations

TABLES = ["mobilities_mobility", "centres_apprentice", "centres_centre", "companies_company"]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in TABLES:
        schema_editor.execute(f"CREATE INDEX {table}_search_trgm ON {table} USING gin (search gin_trgm_ops)")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX {table}_search_trgm")


class Migration(migrations.Migration):
    dependencies = [("mobilities", "0001_initial"), ("companies", "0001_initial"), ("centres", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
