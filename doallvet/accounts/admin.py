"""Who may enter, for the instance's administrator."""

from allauth.account import admin as addresses
from allauth.account.decorators import secure_admin_login
from allauth.mfa import admin as factors
from allauth.usersessions import admin as sessions
from django.contrib import admin
from django.utils.decorators import method_decorator

from doallvet.accounts import proof
from doallvet.accounts.models import User

admin.site.login = secure_admin_login(admin.site.login)
# With these one enters as somebody else: keys of second factors, addresses that count as confirmed, sessions.
admin.site.unregister([addresses.EmailAddress, factors.Authenticator, sessions.UserSession])


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Closes an account and names administrators; names and addresses are changed where the person belongs."""

    list_display = ("email", "first_name", "last_name", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "first_name", "last_name")
    fields = ("email", "first_name", "last_name", "language", "time_zone", "is_active", "is_staff")
    readonly_fields = ("email", "first_name", "last_name", "language", "time_zone")

    @method_decorator(proof.required)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, extra_context)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
