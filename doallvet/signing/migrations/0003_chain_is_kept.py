"""PostgreSQL itself refuses to change or delete a row of the chain; everywhere a broken chain is found by reading it."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION signing_deed_is_kept() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the chain of signatures is only added to'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER signing_deed_is_kept BEFORE UPDATE OR DELETE ON signing_deed
FOR EACH ROW EXECUTE FUNCTION signing_deed_is_kept();
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER signing_deed_is_kept ON signing_deed; DROP FUNCTION signing_deed_is_kept")


class Migration(migrations.Migration):
    dependencies = [("signing", "0002_signatures")]

    operations = [migrations.RunPython(forwards, backwards)]
