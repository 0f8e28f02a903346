from django.db import migrations, models
from django.db.models import F


def keep_days(apps, _schema_editor):
    Step = apps.get_model("mobilities", "Step")
    Step.objects.filter(own_day=True).update(own_on=F("due_on"))


class Migration(migrations.Migration):
    """The day that somebody set by hand, instead of only that somebody did."""

    dependencies = [("mobilities", "0020_delayed_by_several")]

    operations = [
        migrations.AddField(model_name="step", name="own_on", field=models.DateField(null=True, editable=False)),
        migrations.RunPython(keep_days, migrations.RunPython.noop),
        migrations.RemoveField(model_name="step", name="own_day"),
    ]
