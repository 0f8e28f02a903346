from django.apps import AppConfig


class SigningConfig(AppConfig):
    """A document frozen, signed by several parties, sealed, verifiable. Knows no mobility."""

    name = "doallvet.signing"
    label = "signing"
