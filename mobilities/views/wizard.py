"""The answers to the wizard so far: they live in the address, so that Back, reload and a second tab do no harm."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.profiles import profiles
from mobilities import prefill
from mobilities.actions.planning import Plan
from mobilities.choices import Decision
from mobilities.forms.planning import WhenForm, WhereForm, WhoForm

PAGES = {
    "who": gettext_lazy("Who goes"),
    "where": gettext_lazy("Where to"),
    "when": gettext_lazy("When, and under which rules"),
    "roadmap": gettext_lazy("The roadmap"),
    "check": gettext_lazy("Check your answers"),
}
ASKING = ("who", "where", "when")


class Wizard:
    """The forms of a centre's wizard, filled from `data`; each page needs the answers of those before it."""

    def __init__(self, centre, data, today):
        self.centre, self.data, self.today = centre, data, today
        self.forms = {}

    def form(self, page):
        """The form of a page with what was answered to it; None while a page before it is open."""
        if page not in self.forms:
            if not all(self.is_answered(before) for before in ASKING[: ASKING.index(page)]):
                return None
            answered = self.data if f"{page}-asked" in self.data else None
            self.forms[page] = getattr(self, f"make_{page}")(answered)
        return self.forms[page]

    def make_who(self, answered):
        return WhoForm(answered, centre=self.centre, today=self.today, initial=self.data.dict())

    def make_where(self, answered):
        initial = prefill.where(self.said("who").get("group"))
        return WhereForm(answered, centre=self.centre, today=self.today, initial=initial)

    def make_when(self, answered):
        who, host = self.said("who"), self.said("where")["host"]
        contract = prefill.contract_of(who["apprentice"], self.today)
        initial = prefill.when(who["apprentice"], host, contract, who.get("group"))
        choice = {"apprentice": who["apprentice"], "project": who["project"], "contract": contract}
        return WhenForm(answered, **choice, initial=initial)

    def is_answered(self, page):
        form = self.form(page)
        return form is not None and form.is_bound and form.is_valid()

    def said(self, page):
        return self.forms[page].cleaned_data

    def open_page(self):
        """The first page that still wants an answer, or None."""
        return next((page for page in ASKING if not self.is_answered(page)), None)

    @property
    def done(self):
        """Keys of the steps that were done before planning; None while nobody was asked."""
        return self.data.getlist("done") if "roadmap-asked" in self.data else None

    def plan(self, token):
        who, where, when = map(self.said, ASKING)
        host = where["host"]
        return Plan(
            token=token,
            apprentice=who["apprentice"],
            project=who["project"],
            group=who.get("group"),
            decision=who["decision"],
            blueprint=when["blueprint"],
            starts_on=when["starts_on"],
            ends_on=when["ends_on"],
            virtual_starts_on=when["virtual_starts_on"],
            virtual_ends_on=when["virtual_ends_on"],
            host_company=host.company,
            host_site=host.site,
            hosting_centre=host.centre,
            contract=self.forms["when"].contract,
            profile=when["profile"],
            arrangement=when.get("arrangement", ""),
            pay_kept=when.get("pay_kept"),
            entry_formalities=when["entry_formalities"],
            transport=when["transport"],
        )

    def address(self, page):
        """The address of a page with all answers so far."""
        data = self.data.copy()
        data.pop("asking", None)
        return f"{reverse('mobilities:new', args=[page] if page != 'who' else [])}?{data.urlencode()}"

    def after(self, page):
        """The page that follows."""
        names = list(PAGES)
        return names[names.index(page) + 1]

    def frame(self, page, own):
        """What every page shows: where one is, and the answers to other pages as hidden fields; `own` are its names."""
        names = list(PAGES)
        place = names.index(page)
        left_out = {*own, f"{page}-asked", "asking"}
        return {
            "page": page,
            "heading": PAGES[page],
            "stations": [self.station(name, names.index(name) - place) for name in names],
            "hidden": [(name, v) for name in self.data if name not in left_out for v in self.data.getlist(name)],
            "back_url": self.address(names[place - 1]) if place else reverse("mobilities:list"),
            "next_url": reverse("mobilities:new", args=["check"]),
        }

    def station(self, page, distance):
        state = "done" if distance < 0 else "todo" if distance else "now"
        return {"name": PAGES[page], "state": state, "url": self.address(page) if distance < 0 else ""}

    def answers(self, mobility, steps_total):
        """All that was answered, as rows with the way to change each."""
        who, where, when = map(self.said, ASKING)
        chosen = who["decision"] != Decision.DRAFT
        rows = [
            ("who", _("Apprentice"), who["apprentice"]),
            ("who", _("Grant project"), who["project"]),
            ("who", _("Travels with a group"), who.get("group")),
            (
                "who",
                _("Is the place decided?"),
                _("Already chosen") if chosen else _("Applies for a place; decided later"),
            ),
            ("where", _("Host company"), place(where["host"], mobility)),
            ("where", _("Hosting centre"), where["host"].centre or _("none")),
            ("when", _("Kind of stay"), when["blueprint"]),
            ("when", _("Abroad"), f"{period(mobility.starts_on, mobility.ends_on)} ({days(mobility.days)})"),
            ("when", _("Virtual phase"), period(mobility.virtual_starts_on, mobility.virtual_ends_on)),
            ("", _("Home employer"), self.forms["when"].contract and self.forms["when"].contract.employer),
            ("when", _("Kind of apprenticeship"), profiles()[when["profile"]].scheme if when["profile"] else ""),
            *(("when", field.label, said(field)) for field in self.forms["when"] if field.name in EXTRA),
            ("roadmap", _("Roadmap"), self.roadmap(steps_total)),
        ]
        return [
            {"label": label, "value": str(value), "url": page and self.address(page)}
            for page, label, value in rows
            if value
        ]

    def roadmap(self, total):
        if not self.done:
            return ngettext("%(n)s step", "%(n)s steps", total) % {"n": total}
        words = ngettext(
            "%(total)s steps, one of them already done", "%(total)s steps, %(n)s of them already done", len(self.done)
        )
        return words % {"total": total, "n": len(self.done)}


EXTRA = ["arrangement", "pay_kept", "entry_formalities", "transport"]


def said(field):
    """What was answered to a field, in the words of its choices."""
    value = field.form.cleaned_data[field.name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return dict(getattr(field.field, "choices", ())).get(value, value) if value else ""


def place(host, mobility):
    words = f"{host.company}, {mobility.host_city} ({mobility.host_country.name})"
    return f"{words} · {mobility.distance_km} km" if mobility.distance_km else words


def period(begins, ends):
    return f"{date_format(begins)} – {date_format(ends)}" if begins and ends else ""


def days(number):
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}
