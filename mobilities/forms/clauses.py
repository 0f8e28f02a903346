"""The clauses of a paper as one form: a party and a text in each language for each of them."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.core.forms import CleanForm
from doallvet.core.text import clean, number
from doallvet.papers.words import LANGUAGES
from mobilities.choices import Side
from mobilities.forms.step import few_lines
from mobilities.rules import clauses as rules

ALL, NONE = "all", "none"


def typed(data: QueryDict) -> tuple[list[dict[str, Any]], list[str]]:
    """Give the clauses that a page sends, however incomplete, and the languages in which it asks for them."""
    languages = [code for code in LANGUAGES if code in data.get("languages", "").split()]
    rows = []
    for place in range(min(number(data.get("count")), rules.MOST + 1)):
        texts = {code: clean(data.get(f"text-{place}-{code}", "")) for code in languages}
        rows.append({"party": data.get(f"party-{place}", ""), "text": texts})
    return rows, languages


def written(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the clauses that say something, without the languages in which they say nothing."""
    found = [
        row | {"text": {code: text.strip("\n") for code, text in row["text"].items() if text.strip()}} for row in rows
    ]
    return [row for row in found if row["text"]]


def rearranged(rows: list[dict[str, Any]], act: str) -> list[dict[str, Any]]:
    """Do what a button asks: "add", "up-2", "down-2" or "remove-2"; anything else changes nothing."""
    verb, _dash, said = act.partition("-")
    place, rows = number(said), list(rows)
    if verb == "add" and len(rows) < rules.MOST:
        rows.append({"party": "", "text": {}})
    elif place < len(rows) and verb == "remove":
        rows.pop(place)
    elif place < len(rows) and verb in ("up", "down"):
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    return rows


class ClausesForm(CleanForm):
    """All clauses of a paper with what is new; a text is looked at line by line."""

    example = forms.ChoiceField(
        label=gettext_lazy("Show them"),
        choices=[
            (ALL, gettext_lazy("as if all conditions held: under 18, with an employer, blended …")),
            (NONE, gettext_lazy("as if none did")),
        ],
        initial=ALL,
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("What is new in this version"), max_length=1000, widget=few_lines(2))
    seen = forms.IntegerField(widget=forms.HiddenInput)
    count = forms.IntegerField(widget=forms.HiddenInput)
    languages = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, rows, languages, parties, added=False, **kwargs):
        about = {"count": len(rows), "languages": " ".join(languages)}
        super().__init__(*args, initial=kwargs.pop("initial", {}) | about, **kwargs)
        self.codes, self.length = languages, len(rows)
        sides = [("", _("All parties")), *((party, capfirst(Side(party).label)) for party in parties)]
        for place, row in enumerate(rows):
            self.fields[f"party-{place}"] = forms.ChoiceField(
                label=_("Whose clause it is"), choices=sides, required=False, initial=row["party"]
            )
            for code in languages:
                self.fields[f"text-{place}-{code}"] = _text(code, place + 1, row["text"].get(code, ""))
        if added and rows:
            self.fields[f"party-{len(rows) - 1}"].widget.attrs["autofocus"] = True

    @property
    def rows(self):
        """The clauses as they are shown: number, party, texts, and whether one stands above and below."""
        return [
            {
                "place": place,
                "number": place + 1,
                "party": self[f"party-{place}"],
                "texts": [self[f"text-{place}-{code}"] for code in self.codes],
                "first": place == 0,
                "last": place == self.length - 1,
            }
            for place in range(self.length)
        ]

    @property
    def others(self):
        """Languages that can be added: code and name."""
        return [(code, name) for code, name in LANGUAGES.items() if code not in self.codes]


def _text(code: str, number: int, text: str) -> forms.CharField:
    label = _("%(language)s (clause %(number)s)") % {"language": LANGUAGES[code], "number": number}
    field = forms.CharField(label=label, required=False, initial=text, widget=few_lines(4), strip=False)
    field.widget.attrs |= {"lang": code, "spellcheck": "true"}
    field.validators.append(_sound)
    return field


def _sound(text: str) -> None:
    if found := rules.faults(text):
        raise forms.ValidationError(found)
