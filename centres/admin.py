"""Networks and centres for the instance's administrator: to look up, not to work with (that is /instance/)."""

from django.contrib import admin

from centres.models import Centre, Network


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; what is written goes through the actions, with its history."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Network)
class NetworkAdmin(ReadOnlyAdmin):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Centre)
class CentreAdmin(ReadOnlyAdmin):
    list_display = ("name", "city", "country", "network")
    list_filter = ("network",)
    list_select_related = ("network",)
    search_fields = ("name", "legal_name", "oid", "pic")
