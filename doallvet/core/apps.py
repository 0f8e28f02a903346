from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Environment, PDF, uploads, spreadsheets, geography, paging, job names; no models."""

    name = "doallvet.core"
    label = "core"
