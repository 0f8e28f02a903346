"""Facts of one plain mobility, to be changed by the tests."""

from dataclasses import replace
from datetime import date

from companies.profiles import Book, shipped_book
from companies.rules.shipped import shipped
from mobilities.rules.conditions import Facts
from mobilities.rules.dates import Dates

STAY = Dates(vstart=None, start=date(2027, 3, 1), end=date(2027, 3, 21), vend=None)
BLENDED = Dates(vstart=date(2027, 1, 25), start=date(2027, 3, 1), end=date(2027, 3, 21), vend=date(2027, 4, 18))


def make_facts(profile="DE-DUAL", **changes):
    """An adult of three weeks from Germany to Spain, with a contract where the profile has employers."""
    chosen = shipped_book().profiles().get(profile)
    values = {
        "birth_date": date(2007, 5, 4),
        "dates": STAY,
        "home_country": chosen.country if chosen else "ES",
        "host_country": "ES",
        "profile": chosen,
        "has_contract": bool(chosen and chosen.home_employer),
    }
    return Facts(**values | changes)


def make_profile(code="DE-DUAL", key="", *, as_key="", **changes):
    """A shipped profile with one rule changed (`as_key`: with one rule more, like the one of this key)."""
    rules = list(shipped())
    place, rule = next((place, rule) for place, rule in enumerate(rules) if rule.key == f"{code}-{key}")
    changes["says"] = rule.says | changes.get("says", {})
    if as_key:
        rules.append(replace(rule, key=f"{code}-{as_key}", **changes))
    else:
        rules[place] = replace(rule, **changes)
    return Book(rules).profiles()[code]
