"""The names of what a party is shown before it answers."""

from django.utils.translation import gettext_lazy

NAMES = {
    "apprentice": gettext_lazy("Apprentice"),
    "programme": gettext_lazy("Programme"),
    "sending_centre": gettext_lazy("Sending centre"),
    "hosting_centre": gettext_lazy("Hosting centre"),
    "host_company": gettext_lazy("Host company"),
    "home_employer": gettext_lazy("Home employer"),
    "workplace": gettext_lazy("Workplace"),
    "host_country": gettext_lazy("Country"),
    "mentor": gettext_lazy("Mentor"),
    "starts_on": gettext_lazy("First day abroad"),
    "ends_on": gettext_lazy("Last day abroad"),
    "virtual_starts_on": gettext_lazy("Virtual phase from"),
    "virtual_ends_on": gettext_lazy("Virtual phase until"),
    "pay_kept": gettext_lazy("Pay goes on"),
    "arrangement": gettext_lazy("What happens to the contract"),
    "project": gettext_lazy("Project"),
    "project_begins_on": gettext_lazy("Begin of the project"),
    "project_ends_on": gettext_lazy("End of the project"),
    "tasks": gettext_lazy("Tasks"),
    "age_note": gettext_lazy("Under 18"),
}
