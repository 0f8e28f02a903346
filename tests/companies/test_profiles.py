"""The home-country profiles that are shipped."""

from datetime import date

import pytest

from companies.profiles import Notice, Option, for_country, profiles, shipped_book
from companies.rules.law import SAYS, SPANISH, faults
from companies.rules.shipped import shipped
from mobilities.choices import Owner
from mobilities.rules.documents import documents

EFFECTS = {"continues", "option", "suspended", "none"}
PAYERS = {"home_employer", "home_employer_refunded", "host_employer", "grant", "scheme_grant", "by_agreement", "nobody"}
NOTIFIERS = {"home_employer", "sending_centre", "apprentice"}
ALL = list(shipped_book().profiles().values())


def test_thirteen_profiles_are_shipped():
    assert [profile.code for profile in ALL] == [
        "DE-DUAL", "AT-LEHRE", "CH-LEHRE", "FR-APP", "ES-GEN", "ES-INT", "IT-APP",
        "FI-OPPI", "FI-KOUL", "NL-BBL", "DK-UDST", "DK-PIU", "PT-APR",
    ]  # fmt: skip


def test_a_country_may_have_several_profiles_or_none():
    assert [profile.code for profile in for_country("ES")] == ["ES-GEN", "ES-INT"]
    assert for_country("NO") == []


def test_a_notice_says_who_tells_whom_and_from_what_length():
    assert profiles()["DE-DUAL"].notices_before[-1] == Notice(
        by="home_employer",
        body="competent body (chamber: IHK, HWK, agriculture ...)",
        min_stay_days=None,
        plan_min_stay_days=57,
        within_days=None,
        law="BBiG § 76(3), § 36, § 11(1) no. 3",
        valid_from=date(2020, 1, 1),
        valid_to=None,
        level="C",
    )


@pytest.mark.parametrize(
    ("concluded_on", "max_days"), [(date(2023, 12, 28), 28), (date(2023, 12, 29), None), (date(2027, 1, 1), None)]
)
def test_a_dated_option_is_the_one_in_force_when_the_agreement_is_concluded(concluded_on, max_days):
    option = profiles()["FR-APP"].option("secondment", concluded_on)

    assert (option.key, option.pay_by, option.max_days) == ("secondment", "home_employer", max_days)


def test_the_options_of_a_day_stand_once_each():
    keys = [option.key for option in profiles()["FR-APP"].on(date(2026, 11, 23)).options]

    assert keys == ["standby", "secondment"]
    assert profiles()["FR-APP"].option("unheard of", date(2026, 11, 23)) is None


def test_a_rule_without_days_is_always_in_force():
    option = Option(key="x", name="x", effect="x", pay_by="grant", insured_at_home=True, level="P")

    assert [option.in_force(day) for day in (date.min, date(2026, 11, 23), date.max)] == [True, True, True]


@pytest.mark.parametrize("profile", ALL, ids=lambda profile: profile.code)
def test_every_profile_uses_the_words_of_the_field(profile):
    notices = [*profile.notices_before, *profile.notices_after]
    rules = [*profile.max_abroad, *profile.options, *notices, *profile.refunds, profile.social_security]

    assert profile.status in {"employee", "trainee", "student"}
    assert profile.contract_effect in EFFECTS
    assert {profile.pay_by, *(option.pay_by for option in profile.options)} <= PAYERS
    assert {notice.by for notice in notices} <= NOTIFIERS
    assert {refund.to for refund in profile.refunds} <= {"home_employer", "apprentice"} <= set(Owner.values)
    assert {profile.level, *(rule.level for rule in rules)} <= {"C", "M", "P"}
    assert set(profile.documents) <= set(documents())
    assert (profile.employer_consent == "required") == profile.home_employer
    assert (profile.contract_effect == "option") == bool(profile.options)
    assert all(rule.level != "P" for rule in rules if rule.law)
    assert isinstance(profile.reviewed_on, date)


SAME = {"KA1-VET", "AUB"}  # names


def test_all_texts_that_are_shipped_have_their_spanish():
    texts = {
        (rule.says[said.name], rule.says.get(said.name + SPANISH))
        for rule in shipped()
        for said in SAYS[rule.kind]
        if said.form == "words" and said.name in rule.says
    }
    questions = {(rule.unconfirmed, rule.unconfirmed_es) for rule in shipped() if rule.unconfirmed}

    assert {english for english, spanish in texts if not spanish} == SAME
    assert [english for english, spanish in questions if spanish == english] == []


def test_every_shipped_rule_is_sound_and_has_a_key_of_its_own():
    found = {
        rule.key: faults(rule.kind, rule.says, rule.condition, valid_from=rule.valid_from, valid_to=rule.valid_to)
        for rule in shipped()
    }

    assert {key: sentences for key, sentences in found.items() if sentences} == {}
    assert len(found) == len(shipped()) == 164
