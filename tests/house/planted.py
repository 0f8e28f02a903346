"""A small house in order, and one violation of each kind with the sentence it gets."""

from tests.house import arrows
from tests.house.lookups import lookups

GOOD = {
    "doallvet/settings.py": "import doallvet.core.environment\n",
    "doallvet/urls.py": "from mobilities.views import today\n",
    "doallvet/core/environment.py": "import os\n",
    "doallvet/accounts/models.py": "class User(models.Model):\n    name = models.CharField()\n",
    "centres/models.py": "class Apprentice(models.Model):\n    class_name = models.CharField()\n"
    "    person = models.ForeignKey('accounts.User', related_name='apprentices')\n",
    "mobilities/__init__.py": "",
    "mobilities/choices.py": "class Kind: ...\n",
    "mobilities/rules/__init__.py": "",
    "mobilities/rules/stage.py": "from mobilities.choices import Kind\nfrom mobilities.rules import dates\n",
    "mobilities/rules/dates.py": "from datetime import date\n",
    "mobilities/models.py": "from centres.models import Apprentice\n\nclass Mobility(models.Model):\n"
    "    apprentice = models.ForeignKey(Apprentice, related_name='mobilities')\n    starts_on = models.DateField()\n",
    "mobilities/facts.py": "from mobilities.models import Mobility\nMobility.objects.filter(apprentice__person='A')\n",
    "mobilities/actions/__init__.py": "",
    "mobilities/actions/planning.py": "def build():\n    import weasyprint\n",
    "mobilities/views/__init__.py": "",
    "mobilities/views/today.py": "from mobilities.actions import planning\n",
    "mobilities/urls.py": "",
    "mobilities/tasks.py": "",
    "mobilities/apps.py": "",
}

VIOLATIONS = [
    (
        arrows.between_rooms,
        "centres/actions.py",
        "import json\nfrom mobilities.models import Mobility\n",
        "centres/actions.py:2 imports mobilities.models: centres stands below mobilities.",
    ),
    (
        arrows.between_rooms,
        "doallvet/core/views.py",
        "from doallvet.accounts import models\n",
        "doallvet/core/views.py:1 imports doallvet.accounts.models: doallvet.core stands below doallvet.accounts.",
    ),
    (
        arrows.between_rooms,
        "doallvet/core/views.py",
        "from ..accounts.models import User\n",
        "doallvet/core/views.py:1 imports doallvet.accounts.models: doallvet.core stands below doallvet.accounts.",
    ),
    (
        arrows.between_rooms,
        "centres/views.py",
        "from doallvet import settings\n",
        "centres/views.py:1 imports doallvet.settings: it stands above all rooms.",
    ),
    (
        arrows.between_rooms,
        "doallvet/wsgi.py",
        "import mobilities.models\n",
        "doallvet/wsgi.py:1 imports mobilities.models: only urls.py, settings.py and celery.py name the apps.",
    ),
    (
        arrows.by_name,
        "centres/actions.py",
        "from django.apps import apps\nMobility = apps.get_model('mobilities', 'Mobility')\n",
        "centres/actions.py:2 asks for mobilities by name: centres stands below mobilities.",
    ),
    (
        arrows.by_name,
        "doallvet/outbox/actions.py",
        "from importlib import import_module\nimport_module('centres.models')\n",
        "doallvet/outbox/actions.py:2 asks for centres.models by name: doallvet.outbox stands below centres.",
    ),
    (
        arrows.by_name,
        "centres/migrations/0002_more.py",
        "class Migration:\n    dependencies = [('mobilities', '0001_initial')]\n",
        "centres/migrations/0002_more.py:2 waits for a migration of mobilities: centres stands below mobilities.",
    ),
    (
        arrows.foreign_keys,
        "centres/models.py",
        "class Apprentice:\n    last = models.ForeignKey('mobilities.Mobility', on_delete=models.CASCADE)\n",
        "centres/models.py:2 ForeignKey to mobilities.Mobility: foreign keys point down, "
        "and centres stands below mobilities.",
    ),
    (
        arrows.foreign_keys,
        "doallvet/accounts/models.py",
        "class User:\n    centres = models.ManyToManyField(to='centres.Centre', related_name='+')\n",
        "doallvet/accounts/models.py:2 ManyToManyField to centres.Centre: foreign keys point down, "
        "and doallvet.accounts stands below centres.",
    ),
    (
        arrows.layers,
        "mobilities/rules/dates.py",
        "from mobilities import models\n",
        "mobilities/rules/dates.py:1 imports mobilities.models: rules stand below models.",
    ),
    (
        arrows.layers,
        "mobilities/choices.py",
        "from mobilities.rules import dates\n",
        "mobilities/choices.py:1 imports mobilities.rules.dates: choices stand below rules.",
    ),
    (
        arrows.layers,
        "mobilities/models.py",
        "from mobilities.facts import facts_of\n",
        "mobilities/models.py:1 imports mobilities.facts: models stand below access, documents, notices and what "
        "reads the rows.",
    ),
    (
        arrows.layers,
        "mobilities/notices.py",
        "from mobilities.actions.planning import build\n",
        "mobilities/notices.py:1 imports mobilities.actions.planning: access, documents, notices and what reads "
        "the rows stand below actions, reports, forms.",
    ),
    (
        arrows.layers,
        "mobilities/actions/planning.py",
        "from mobilities import tasks\n",
        "mobilities/actions/planning.py:1 imports mobilities.tasks: actions, reports, forms stand below "
        "views, tasks, admin, commands.",
    ),
    (
        arrows.layers,
        "mobilities/views/today.py",
        "from mobilities import urls\n",
        "mobilities/views/today.py:1 imports mobilities.urls: views, tasks, admin, commands stand below urls.",
    ),
    (
        arrows.layers,
        "mobilities/rules/dates.py",
        "from centres.models import Apprentice\n",
        "mobilities/rules/dates.py:1 imports centres.models: rules know plain values only.",
    ),
    (
        arrows.layers,
        "mobilities/actions/planning.py",
        "from mobilities.apps import MobilitiesConfig\n",
        "mobilities/actions/planning.py:1 imports mobilities.apps: Django reads it, nobody else.",
    ),
    (
        arrows.layers,
        "mobilities/helpers.py",
        "def help(): ...\n",
        "mobilities/helpers.py stands in no layer: give it a name of architecture.md, or place it in rooms.py.",
    ),
    (
        arrows.hidden,
        "mobilities/actions/planning.py",
        "class A:\n    def f(self):\n        from mobilities.models import Mobility\n",
        "mobilities/actions/planning.py:3 imports mobilities.models inside a function.",
    ),
    (
        arrows.hidden,
        "mobilities/actions/planning.py",
        "async def f():\n    import numpy.linalg\n",
        "mobilities/actions/planning.py:2 imports numpy.linalg inside a function.",
    ),
    (
        lookups,
        "centres/actions.py",
        "Apprentice.objects.filter(mobilities__starts_on__lte=today)\n",
        "centres/actions.py:1 looks up “mobilities__starts_on__lte”, which comes from mobilities: "
        "centres stands below mobilities.",
    ),
    (
        lookups,
        "centres/actions.py",
        "Apprentice.objects.order_by('class_name', '-person__apprentices__mobilities')\n",
        "centres/actions.py:1 looks up “person__apprentices__mobilities”, which comes from mobilities: "
        "centres stands below mobilities.",
    ),
    (
        lookups,
        "centres/actions.py",
        "Apprentice.objects.prefetch_related('mobilities')\n",
        "centres/actions.py:1 looks up “mobilities”, which comes from mobilities: centres stands below mobilities.",
    ),
    (
        lookups,
        "centres/actions.py",
        "def count(apprentice):\n    return apprentice.mobilities.count()\n",
        "centres/actions.py:2 looks up “mobilities”, which comes from mobilities: centres stands below mobilities.",
    ),
    (
        lookups,
        "doallvet/accounts/actions.py",
        "Q(apprentices__class_name='2A')\n",
        "doallvet/accounts/actions.py:1 looks up “apprentices__class_name”, which comes from centres: "
        "doallvet.accounts stands below centres.",
    ),
]
