"""PostgreSQL also refuses to empty the chain at a stroke: TRUNCATE, and so `manage.py flush`, passes the rows by."""

from django.db import migrations

POSTGRESQL = """
CREATE TRIGGER signing_deed_is_not_emptied BEFORE TRUNCATE ON signing_deed
FOR EACH STATEMENT EXECUTE FUNCTION signing_deed_is_kept();
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER signing_deed_is_not_emptied ON signing_deed")


class Migration(migrations.Migration):
    dependencies = [("signing", "0008_transaction")]

    operations = [migrations.RunPython(forwards, backwards)]
