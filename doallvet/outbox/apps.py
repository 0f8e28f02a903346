from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    """Notices owed to a person, mails that carry them, sent once. Knows no domain."""

    name = "doallvet.outbox"
    label = "outbox"

    def ready(self):
        """Let every app tell who writes its notices, by which days its people live, and how it is."""
        autodiscover_modules("notices", "calendars", "health", "providers")
