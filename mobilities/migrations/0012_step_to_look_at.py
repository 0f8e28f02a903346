"""Who has the ball: a paper or an answer that waits for the sending centre."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def look(apps, schema_editor):
    """Say it of the steps for which something waits already."""
    step, evidence, approval = (apps.get_model("mobilities", name) for name in ("Step", "Evidence", "Approval"))
    papers = evidence.objects.filter(step=OuterRef("pk"), state="waiting")
    answers = approval.objects.filter(
        Q(settled_at=None) | Q(answer="approve_with_conditions"), step=OuterRef("pk"), replaced_at=None
    )
    waiting = step.objects.filter(Exists(papers) | Exists(answers), done_at=None, needed=True)
    keys = set(waiting.exclude(shared_key="").values_list("shared_key", flat=True))
    found = list(waiting.values_list("pk", flat=True))
    step.objects.filter(Q(pk__in=found) | Q(shared_key__in=keys, done_at=None, needed=True)).update(to_look_at=True)


class Migration(migrations.Migration):
    dependencies = [("mobilities", "0011_parties_do_not_end")]

    operations = [
        migrations.AddField("step", "to_look_at", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(look, migrations.RunPython.noop),
    ]
