"""The filters of the list of mobilities; they live in the address."""

import django_filters
from django import forms
from django_countries.data import COUNTRIES

from doallvet.core import text
from mobilities.choices import Decision, Mode, Owner, PublicWord, Stage
from mobilities.models import Mobility
from mobilities.reports.listing import came_late

SOON_DAYS = 30
LONGEST_SEARCH = 100
LARGEST_ID = 2**63 - 1
STATES = [*Stage.values, *(decision for decision in Decision.values if decision != Decision.ACCEPTED)]


def _named(values):
    return [(value, value) for value in values]


class IdFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField


class MobilityFilter(django_filters.FilterSet):
    """What may be asked of a list; a value that nobody knows is left out, it is never a fault.

    `today`: the day in the person's place. `precise`: whether the person reads precise states, else public words.
    `manages`: whether the person coordinates what is listed, and is asked about steps that came late.
    """

    q = django_filters.CharFilter(method="search")
    status = django_filters.ChoiceFilter(method="in_state", choices=_named(STATES))
    country = django_filters.ChoiceFilter(field_name="host_country", choices=_named(COUNTRIES))
    project = IdFilter(min_value=1, max_value=LARGEST_ID)
    mode = django_filters.ChoiceFilter(choices=_named(Mode.values))
    waits = django_filters.ChoiceFilter(method="waiting_for", choices=_named(Owner.values))
    overdue = django_filters.BooleanFilter(method="owed", widget=forms.CheckboxInput)
    leaving = django_filters.BooleanFilter(method="soon", widget=forms.CheckboxInput)
    unlikely = django_filters.BooleanFilter(method="at_risk", widget=forms.CheckboxInput)
    late = django_filters.BooleanFilter(method="asked_about", widget=forms.CheckboxInput)
    minor = django_filters.BooleanFilter(method="young", widget=forms.CheckboxInput)

    class Meta:
        model = Mobility
        fields = []

    def __init__(self, *args, today, precise, manages, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.precise = today, precise
        if not precise:
            self.filters["status"].extra["choices"] = _named(PublicWord.values)
            for name in ("project", "waits", "overdue", "unlikely", "minor"):
                del self.filters[name]
        if not manages:
            del self.filters["late"]

    @property
    def asked(self):
        """What is asked for and understood: value by name."""
        return {name: value for name, value in self.form.cleaned_data.items() if value} if self.is_bound else {}

    def search(self, queryset, name, value):
        return queryset.matching(text.clean(value)[:LONGEST_SEARCH])

    def in_state(self, queryset, name, value):
        return queryset.in_state(value) if self.precise else queryset.in_word(value)

    def waiting_for(self, queryset, name, value):
        return queryset.running().filter(waits_for=value)

    def asked_about(self, queryset, name, value):
        return came_late(queryset) if value else queryset

    def owed(self, queryset, name, value):
        return queryset.overdue(self.today) if value else queryset

    def soon(self, queryset, name, value):
        return queryset.leaving_within(self.today, SOON_DAYS) if value else queryset

    def at_risk(self, queryset, name, value):
        return queryset.unlikely() if value else queryset

    def young(self, queryset, name, value):
        return queryset.minors() if value else queryset
