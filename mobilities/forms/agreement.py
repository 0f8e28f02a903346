"""A block of the learning agreement as a form: its fields follow the data; what is written may be incomplete."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.core.forms import CleanForm
from mobilities.choices import Role
from mobilities.filling import Draft
from mobilities.forms.agreement_fields import flat, made, names, plain
from mobilities.models import Agreement
from mobilities.rules import agreement as rules
from mobilities.rules import identifiers

ROWS = 60  # more rows nobody reads
# What makes a row worth keeping; the rest is filled in beforehand.
CONTENT = {
    "accompanying_persons": ("name", "role"),
    "learning_outcomes": ("title", "text"),
    "learning_programme": ("week", "tasks", "outcomes"),
}
SELDOM = ("code", "unit_code", "esco_skill_uri", "credit_points")
BRIEF = ("int", "decimal", "date", "choice")
FEW_WEEKS = 6


class PartForm(CleanForm):
    """Fields of a block, or of one row of it; nothing has to be filled in.

    `colleagues`: people one may name, whose address and number are added where only the name was given.
    """

    def __init__(self, *args, draft: Draft, asked: Iterable[rules.Field], values=None, colleagues=(), **kwargs):
        self.asked, self.draft = list(asked), draft
        self.colleagues = {person["name"]: person for person in colleagues}
        if values is not None:
            kwargs["initial"] = flat(self.asked, values)
        super().__init__(*args, **kwargs)
        for field in self.asked:
            self.fields |= made(field, draft)
        self.pick_dates()

    def clean(self):
        cleaned = super().clean()
        if code := cleaned.get("mobility_id"):
            cleaned["mobility_id"] = code = identifiers.tidy(code)
            if wrong := identifiers.obstacles_to_mobility_id(code, self.draft.mobility.project.code):
                self.add_error("mobility_id", wrong)
        if cleaned.get("from") and cleaned.get("to") and cleaned["from"] > cleaned["to"]:
            self.add_error("to", _("This day lies before the first one."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Give field → value as JSON holds it."""
        return {field.key: self._value(field) for field in self.asked}

    def _value(self, field: rules.Field) -> Any:
        if not field.reached:
            return plain(field, self.cleaned_data.get(field.key))
        name = self.cleaned_data.get(field.key) or ""
        known = self.colleagues.get(name, {})
        parts = {part: plain(field, self.cleaned_data.get(f"{field.key}_{part}")) for part in ("email", "phone")}
        return {"name": name} | {part: value or known.get(part, "") for part, value in parts.items()}

    @property
    def groups(self):
        """The fields as they are shown: a person with three fields under a legend, short ones of a row side by side."""
        found: list[dict[str, Any]] = []
        for field in self.asked:
            row = rules.blocks()[field.block].repeated
            group = {
                "legend": field.label if field.reached else "",
                "help": field.help,
                "fields": [self[name] for name in names(field)],
                "seldom": row and field.key in SELDOM,
                "short": row and field.type in BRIEF,
            }
            if found and group["short"] and found[-1]["short"] and group["seldom"] == found[-1]["seldom"]:
                found[-1]["fields"] += group["fields"]
            else:
                found.append(group)
        return found

    @property
    def has_seldom(self):
        return any(group["seldom"] for group in self.groups)


class RowsFormSet(BaseFormSet):
    """The rows of a repeated block; `added`: the empty ones were asked for, so the first of them has the focus."""

    def __init__(self, *args, block: rules.Block, added: bool = False, **kwargs):
        self.block, self.added = block, added
        super().__init__(*args, **kwargs)

    def rows(self) -> list[dict[str, Any]]:
        """Give the rows with something in them that are not to be left out."""
        blended = self.form_kwargs["draft"].mobility.is_blended
        standard = {"part": "onsite"} if self.block.key == "learning_outcomes" and not blended else {}
        return [
            standard | form.values()
            for form in self.forms
            if form.cleaned_data
            and not form.cleaned_data.get("DELETE")
            and not all(rules.is_empty(form.values().get(key)) for key in CONTENT[self.block.key])
        ]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave this out")
        form.legend = row_name(self.block, form.initial) or _("Another one")
        if self.added and index is not None and index >= self.initial_form_count():
            first = next(field.key for field in form.asked if field.key not in SELDOM)
            form.fields[first].widget.attrs["autofocus"] = True


def row_name(block: rules.Block, row: rules.Values) -> str:
    """Give what a row is called: by its week, its code, or the name of a person; "" for an empty one."""
    if block.key == "learning_programme":
        return _("Week %(week)s") % {"week": row["week"]} if row.get("week") else ""
    name = row.get("code") if block.key == "learning_outcomes" else row.get("name")
    return str(name.get("name") if isinstance(name, dict) else name or "")


def open_fields(draft: Draft, block: rules.Block) -> list[rules.Field]:
    """Give the fields of a block that people fill in: not facts, and not where there is only one answer."""
    known = {} if block.repeated else draft.filled.get(block.key, {})
    return [
        field
        for field in block.fields
        if field.asked(draft.facts)
        and not (field.is_fact and field.key in known)
        and not (field.name == "learning_outcomes.part" and not draft.mobility.is_blended)
        and not (field.name == "learning_programme.outcomes" and not draft.values["learning_outcomes"])
    ]


def block_form(draft: Draft, block: rules.Block, data=None, *, colleagues=()) -> PartForm:
    """The form of a block that is not repeated."""
    return PartForm(
        data, draft=draft, asked=open_fields(draft, block), values=draft.values[block.key], colleagues=colleagues
    )


def rows_form(
    draft: Draft, block: rules.Block, data=None, *, rows=(), extra: int = 0, added: bool = False
) -> RowsFormSet:
    """The rows of a repeated block, and `extra` empty ones."""
    asked = open_fields(draft, block)
    kind: Any = formset_factory(
        PartForm, RowsFormSet, extra=extra, can_delete=True, max_num=ROWS, absolute_max=ROWS, validate_max=True
    )
    return kind(
        data,
        block=block,
        added=added,
        prefix="row",
        initial=[flat(asked, row) for row in rows],
        form_kwargs={"draft": draft, "asked": asked},
    )


def suggested_weeks(draft: Draft) -> list[dict[str, Any]]:
    """Give rows for a programme that nobody has begun: one for each week, or for some weeks in a long stay."""
    total = rules.weeks(draft.facts)
    step = -(-total // FEW_WEEKS)
    host = draft.mobility.party(Role.HOST_SIGNATORY)
    place = host.site if host and host.site else draft.mobility.host_city
    return [{"week": week, "place": str(place)} for week in range(1, total + 1, step)]


class LastTimeForm(CleanForm):
    """Which agreement with the same host to take over."""

    other = forms.ModelChoiceField(Agreement.objects.none(), label=gettext_lazy("Last time"), empty_label=None)

    def __init__(self, *args, agreements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Agreement.objects.filter(pk__in=[row.pk for row in agreements])
        self.fields["other"].choices = [
            (row.pk, f"{row.mobility.apprentice}, {row.mobility.host_city}, {row.mobility.starts_on.year}")
            for row in agreements
        ]
