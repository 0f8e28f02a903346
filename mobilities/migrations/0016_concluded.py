from django.db import migrations, models

YES = ("approve", "approve_with_conditions")


def find(apps, schema_editor):
    """Note when the employers' releases were given that are there already; the rest is counted with the next change."""
    mobility, step = apps.get_model("mobilities", "Mobility"), apps.get_model("mobilities", "Step")
    approval = apps.get_model("mobilities", "Approval")
    days = {}
    released = step.objects.filter(owner="home_employer", needed=True).select_related("plan").order_by("-done_at")
    steps = [row for row in released if "EMPLOYER_CONSENT" in row.plan.evidence]
    for row in steps:
        if row.done_at:
            days[row.mobility_id] = row.done_at
    said = approval.objects.filter(step__in=[row.pk for row in steps], replaced_at=None, answer__in=YES)
    for row in said.order_by("-answered_at"):
        if row.answer == "approve" or row.settled_at:
            days[row.mobility_id] = min(row.answered_at, days.get(row.mobility_id, row.answered_at))
    for pk, at in days.items():
        mobility.objects.filter(pk=pk).update(concluded_at=at)


class Migration(migrations.Migration):
    dependencies = [("mobilities", "0015_second_person")]

    operations = [
        migrations.AddField(
            model_name="mobility",
            name="concluded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(find, migrations.RunPython.noop),
    ]
