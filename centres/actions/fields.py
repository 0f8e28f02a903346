"""Writes plain fields on a row and says what changed, for the history."""

from typing import Any

from django.db import models


def write(row: models.Model, fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the fields on the row and save those that differ; give their values before and after (both may be empty)."""
    before = {name: getattr(row, name) for name, value in fields.items() if getattr(row, name) != value}
    after = {name: fields[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    if after:
        row.save(update_fields=list(after))
    return before, after
