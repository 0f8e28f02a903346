"""Whatever row names a stored file, the sweep knows of its column: else it would take the file away."""

import pytest
from django.apps import apps
from django.db import models

from mobilities.actions.leftovers import NAMING, stored

pytestmark = pytest.mark.django_db


def columns(names):
    """Each text column in which one of these names stands."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_text = type(field) in (models.CharField, models.TextField)
            if is_text and model._base_manager.filter(**{f"{field.name}__in": names}).exists():
                yield model, field.name


def test_every_column_that_names_a_file_is_one_that_the_sweep_asks(worlds):
    found = set(columns(list(stored())))

    assert found - set(NAMING) == set()
    assert len(found) >= 4
