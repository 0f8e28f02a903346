from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SigningConfig(AppConfig):
    """A document frozen, signed by several parties, sealed, verifiable. Knows no mobility."""

    name = "doallvet.signing"
    label = "signing"

    def ready(self):
        """Let every app tell how its papers read, and who signs them."""
        autodiscover_modules("papers")
