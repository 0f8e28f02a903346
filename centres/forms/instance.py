"""What the administrator of an instance sets up: networks, and centres with their first coordinator."""

from django.utils.translation import gettext_lazy as _

from centres.forms.centre import IdentityForm
from centres.models import Network
from doallvet.core.forms import CleanModelForm, refuse_invisible


class NetworkForm(CleanModelForm):
    """A network, by its name."""

    class Meta:
        model = Network
        fields = ["name"]
        error_messages = {"name": {"unique": _("A network with this name is already here.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(refuse_invisible)


class FoundForm(IdentityForm):
    """A new centre; its first coordinator fills in the rest."""

    class Meta(IdentityForm.Meta):
        fields = [*IdentityForm.Meta.fields, "network"]
        labels = {"network": _("Network")}


class CentreNetworkForm(CleanModelForm):
    """Which network a centre belongs to."""

    class Meta(IdentityForm.Meta):
        fields = ["network"]
        labels = {"network": _("Network")}
