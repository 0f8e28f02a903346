"""The agreement with the employer was concluded when it released the apprentice: that day picks the law."""

from django.db import migrations, models
from django.db.models import Count, Max, Min, Q

AGREES = Q(answer="approve") | Q(answer="approve_with_conditions", settled_at__isnull=False)
TOGETHER = 1000


def find(apps, schema_editor):
    """Note when the employers' releases were given that are there already; the rest is counted with the next change."""
    mobility, step, plan, approval = (
        apps.get_model("mobilities", name) for name in ("Mobility", "Step", "BlueprintStep", "Approval")
    )
    plans = [
        pk
        for pk, evidence in plan.objects.filter(kind__in=["approval", "signature"]).values_list("pk", "evidence")
        if "EMPLOYER_CONSENT" in evidence
    ]
    released = step.objects.filter(owner="home_employer", needed=True, plan__in=plans).order_by()
    closed = released.values("mobility").annotate(at=Max("done_at"), still_open=Count("pk", filter=Q(done_at=None)))
    days = dict(closed.filter(still_open=0).values_list("mobility", "at"))
    said = approval.objects.filter(AGREES, step__in=released.values("pk"), owner="home_employer", replaced_at=None)
    for pk, at in said.order_by().values("mobility").annotate(at=Min("answered_at")).values_list("mobility", "at"):
        days[pk] = min(at, days.get(pk, at))
    rows = [mobility(pk=pk, concluded_at=at) for pk, at in sorted(days.items())]
    mobility.objects.bulk_update(rows, ["concluded_at"], batch_size=TOGETHER)


class Migration(migrations.Migration):
    dependencies = [("mobilities", "0015_second_person")]

    operations = [
        migrations.AddField(
            model_name="mobility",
            name="concluded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(find, migrations.RunPython.noop, elidable=True),
    ]
