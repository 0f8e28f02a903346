from django.db import migrations, models


class Migration(migrations.Migration):
    """What was foreseen is worked out anew with the next sweep."""

    dependencies = [("mobilities", "0019_step_came_late")]

    operations = [
        migrations.RemoveField(model_name="mobility", name="delayed_by"),
        migrations.AddField(
            model_name="mobility", name="delayed_by", field=models.JSONField(default=list, editable=False)
        ),
        migrations.RunSQL("UPDATE mobilities_mobility SET forecast_on = NULL", migrations.RunSQL.noop),
    ]
