"""The database itself refuses to change an event. (Deleting stays possible for the erasure of a person's data.)"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION history_event_is_kept() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'history is only added to'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER history_event_is_kept BEFORE UPDATE ON history_event
FOR EACH ROW EXECUTE FUNCTION history_event_is_kept();
"""
SQLITE = """
CREATE TRIGGER history_event_is_kept BEFORE UPDATE ON history_event
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END
"""


def forwards(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER history_event_is_kept ON history_event; DROP FUNCTION history_event_is_kept")
    else:
        schema_editor.execute("DROP TRIGGER history_event_is_kept")


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
