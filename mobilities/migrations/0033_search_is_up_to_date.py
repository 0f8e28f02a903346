"""PostgreSQL looks through what is not yet in the trigram index row by row: 64 KB of it, instead of 4 MB."""

from django.db import migrations

INDEX = "mobilities_mobility_search_trgm"


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER INDEX {INDEX} SET (gin_pending_list_limit = 64)")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER INDEX {INDEX} RESET (gin_pending_list_limit)")


class Migration(migrations.Migration):
    dependencies = [("mobilities", "0032_step_to_look_at")]

    operations = [migrations.RunPython(forwards, backwards)]
