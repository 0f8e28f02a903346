"""Waivers of insurance, guardian consent and A1 wait for a second person; who left keeps what was still open."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mobilities', '0014_forecast'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='mobility',
            name='departed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mobility',
            name='departure_reason',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='mobility',
            name='left_open',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('waive', 'It is not needed at all'), ('leave', 'It comes later: the apprentice may leave without it')], default='waive', max_length=10)),
                ('reason', models.TextField()),
                ('leaves_on', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('verdict', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('refused', 'Not agreed'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Not needed any more')], max_length=10)),
                ('words', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waivers', to='mobilities.step')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('verdict', '')), fields=('step',), name='waiver_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='waiver_verdict_at_and_by_together'), models.CheckConstraint(condition=models.Q(models.Q(('verdict__in', ('agreed', 'refused')), _negated=True), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='waiver_answered_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'refused'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='waiver_refused_with_words')],
            },
        ),
    ]
