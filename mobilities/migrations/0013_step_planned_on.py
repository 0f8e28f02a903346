from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """Steps that are there are due when they were planned for."""
    apps.get_model("mobilities", "Step").objects.filter(planned_on=None).update(planned_on=F("due_on"))


class Migration(migrations.Migration):

    dependencies = [
        ("mobilities", "0012_step_to_look_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="own_day",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="step",
            name="planned_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="step",
            name="planned_on",
            field=models.DateField(editable=False),
        ),
    ]
