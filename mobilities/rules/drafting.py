"""Whether a plan that somebody writes may be published: all faults, in the user's words, each at its step."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from mobilities.choices import Condition, Owner
from mobilities.rules import example, soundness
from mobilities.rules.documents import documents
from mobilities.rules.soundness import Fault, Words
from mobilities.rules.template import Item, Template

MOST_STEPS = 300
MOST_DAYS = 3650
MOST_WORDS = 1000
WHOLE = -1  # the line of a fault that no single step has
LANGUAGES = {"en": pgettext_lazy("in a sentence", "English"), "es": pgettext_lazy("in a sentence", "Spanish")}


def words_for(titles: Mapping[str, str]) -> Words:
    """Give the words of the editor; `titles`: what steps are called, also of those that are gone."""
    return Words(
        step=lambda key: Truncator(titles.get(key) or key).chars(60),
        owner=lambda owner: str(Owner(owner).label),
        condition=lambda name: f"“{Condition(name).label}”",
        document=lambda code: documents()[code].title,
        lead=_("its lead time"),
    )


def faults(template: Template, titles: Mapping[str, str], start: date) -> list[Fault]:
    """Give (line, reason) for all that keeps a plan from being published, in the order of its steps.

    The line is the step's place, WHOLE where it is the plan's. `start`: a first day abroad to try.
    """
    words = words_for(titles)
    found = [*_whole(template), *(fault for item in template.items for fault in _texts(item, words))]
    found += soundness.faults(template, {item.id for item in template.items}, timed=True, words=words)
    crowded = example.obstacles_to_length(template, example.dates_for(template, start, template.stay_days["max"]))
    found += [(WHOLE, reason) for reason in crowded]
    if not crowded and not any(soundness.rings(template)):
        found += example.late(template, start, words)
    return sorted(found, key=lambda fault: fault[0])


def _whole(template: Template) -> Iterator[Fault]:
    if not template.items:
        yield WHOLE, _("A plan has at least one step.")
    for language in _missing(template.title):
        yield WHOLE, _("The name of the plan is missing in %(language)s.") % {"language": language}


def _texts(item: Item, words: Words) -> Iterator[Fault]:
    name = words.step(item.id)
    for language in _missing(item.title):
        yield item.line, _("“%(step)s” has no title in %(language)s.") % {"step": name, "language": language}
    for language in _missing(item.help) if any(item.help.values()) else ():
        yield (
            item.line,
            _("“%(step)s” has a help text, but none in %(language)s.") % {"step": name, "language": language},
        )


def _missing(texts: Mapping[str, str]) -> list[str]:
    return [str(name) for code, name in LANGUAGES.items() if not texts.get(code)]


def obstacles_to_steps(number: int) -> list[str]:
    """Say why a plan may not have so many steps; empty where it may."""
    if number <= MOST_STEPS:
        return []
    return [_("A plan has at most %(most)d steps; take one out before you add another.") % {"most": MOST_STEPS}]


def inherited(needs: Collection[str], gone: str, its_needs: Collection[str]) -> list[str]:
    """Give what a step waits for once one of those is taken out: instead of it, what that one waited for."""
    found = [need for key in needs for need in (its_needs if key == gone else [key])]
    return list(dict.fromkeys(found))
