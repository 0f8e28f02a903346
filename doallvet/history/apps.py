from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Who did what, when, before and after. No foreign key to its subject."""

    name = "doallvet.history"
    label = "history"
