"""The law told to each person in one paragraph: plain, right, and never surer than the rule is."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from companies.profiles import shipped_book
from mobilities.rules.explained import AUDIENCES, Names, explain
from tests.mobilities.rules.facts import STAY, make_facts

TODAY = date(2026, 11, 28)
NAMES = Names(who="Lena Huber", employer="Gruber", host="Werkstatt", centre="BS Wien", call="Eva (+43 12)")
WORDS = 17  # in a sentence, names and bodies of countries counted as one
LONG = re.compile(r"competent body \([^)]*\)|Lehrlingsstelle of the Wirtschaftskammer|: [^.]*(\([^)]*\))?[^.]*\.")


def told(audience, profile="AT-LEHRE", today=TODAY, **facts):
    return explain(audience, make_facts(profile, **facts), NAMES, today)


def text(paragraph):
    return " ".join(part.text for part in paragraph.parts)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (
            "apprentice",
            "During your stay you remain employed by Gruber. Gruber pays you. You stay insured at home. The A1 "
            "certificate is the proof: take it with you. After an accident call 112 first, then Eva (+43 12).",
        ),
        (
            "home_employer",
            "During the stay Lena Huber remains your employee. You go on paying. The insurance at home goes on. Ask "
            "for the A1 certificate before departure. By 18 Apr 2027 you tell: Lehrlingsstelle of the "
            "Wirtschaftskammer. You can get money back from: Lehrlingsstelle of the Wirtschaftskammer. "
            "The last day for the claim is "
            "21 Jun 2027. After an accident call 112 first, then Eva (+43 12).",
        ),
        (
            "host_company",
            "During the stay Lena Huber remains employed by Gruber. You do not have to pay wages. The insurance at "
            "home goes on. The A1 certificate is the proof. After an accident call 112 first, then Eva (+43 12).",
        ),
        (
            "guardian",
            "During the stay Lena Huber remains employed by Gruber. Gruber goes on paying. The insurance at home goes "
            "on. The A1 certificate is the proof. After an accident we call you. Your contact is Eva (+43 12).",
        ),
    ],
)
def test_each_person_reads_what_concerns_them(audience, expected):
    assert text(told(audience)) == expected


def test_all_six_read_something_else():
    assert len({text(told(audience)) for audience in AUDIENCES}) == 6


@pytest.mark.parametrize(
    ("profile", "facts", "sentence"),
    [
        (
            "FR-APP",
            {"option": "standby"},
            "During your stay your contract with Gruber rests. It goes on when you are back.",
        ),
        ("FR-APP", {"option": "secondment"}, "During your stay you remain employed by Gruber."),
        ("FR-APP", {}, "It is not settled yet what happens to your contract with Gruber."),
        ("ES-GEN", {}, "During your stay you remain a student of BS Wien."),
        ("PT-APR", {}, "During your stay you remain a trainee of BS Wien."),
        ("DE-DUAL", {"has_contract": False}, "It is not on file yet who employs you at home."),
        ("DK-PIU", {}, "The company abroad pays you."),
        ("PT-APR", {}, "The training scheme pays you an allowance."),
        ("ES-GEN", {}, "You get no wages during the stay."),
        ("NL-BBL", {}, "It has to be agreed who pays you."),
        ("DE-DUAL", {"pay_kept": False}, "It has to be agreed who pays you."),
        ("NL-BBL", {"pay_kept": True}, "Gruber pays you."),
        ("NL-BBL", {"pay_kept": False}, "You get no wages during the stay."),
        ("DE-DUAL", {"birth_date": date(2010, 1, 1)}, "You are under 18, so a parent or guardian signs with you."),
    ],
)
def test_it_follows_the_rules_and_the_facts(profile, facts, sentence):
    assert sentence in text(told("apprentice", profile, **facts))


def test_the_hosting_centre_is_not_told_who_pays():
    assert "pay" not in text(told("hosting_coordinator"))


def test_what_is_not_sure_is_never_told_as_certain():
    sure = [part.confirm for part in told("apprentice").parts]
    spanish = told("apprentice", "ES-INT")
    late = told("apprentice", today=date(2027, 11, 24))

    assert sure == [""]
    assert [bool(part.confirm) for part in spanish.parts] == [True, True, False]  # two bodies to ask, then the accident
    assert [bool(part.confirm) for part in late.parts][:-1] == [True] * (len(late.parts) - 1)


def test_a_law_is_printed_only_where_it_was_seen():
    assert told("home_employer").laws == ("BAG § 27c(3)",)
    assert told("home_employer", "NL-BBL").laws == ()
    assert told("home_employer", today=date(2027, 11, 24)).laws == ()


def test_without_rules_it_says_whom_to_ask():
    paragraph = told("apprentice", "none", home_country="NO")

    assert paragraph.parts[0].confirm == "BS Wien"
    assert paragraph.parts[0].text.startswith("We have no rules on file for this country.")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("profile", list(shipped_book().profiles()))
def test_sentences_are_short_and_whole(profile, language):
    with translation.override(language):
        for audience in AUDIENCES:
            for days, option in ((21, ""), (100, "standby")):
                dates = replace(STAY, end=STAY.start + timedelta(days=days - 1))
                words = text(told(audience, profile, dates=dates, option=option, birth_date=date(2010, 1, 1)))
                assert "%(" not in words and "  " not in words
                for sentence in re.split(r"(?<=[.])\s(?=[A-ZÁÉÍÓÚ])", LONG.sub(": body.", words)):
                    assert len(sentence.split()) <= WORDS, sentence
