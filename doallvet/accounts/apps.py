from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Who a person is and how they enter; personal links. Knows no organisation."""

    name = "doallvet.accounts"
    label = "accounts"

    def ready(self):
        autodiscover_modules("invitations")
