"""What the release of an employer says: one thing, in the order of those who sign it."""

import pytest

from doallvet.outbox.models import Notice
from doallvet.outbox.writers import lines
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import State
from doallvet.signing.papers import paper_of
from mobilities import paperwork
from mobilities.models import Mobility
from mobilities.rules import releases
from tests.factories import NOW
from tests.kept import kept
from tests.mobilities import signing
from tests.mobilities.agreements import make_stay
from tests.mobilities.sheets import fill, issue

pytestmark = pytest.mark.django_db
RELEASE = "EMPLOYER_CONSENT"


@kept
def minor_stay():
    return make_stay(minor=True, pay_kept=True)


@pytest.fixture
def stay(time_machine, minor_stay):
    time_machine.move_to(NOW, tick=False)
    return minor_stay


def under(stay, **fields):
    """The mobility with other fields, and who coordinates it."""
    mobility, ana = stay
    Mobility.objects.filter(pk=mobility.pk).update(**fields)
    return Mobility.objects.with_people().get(pk=mobility.pk), ana


def printed(version):
    """The parties in the order in which the paper says what they commit to."""
    html, data = paper_of(version.document).html(version), version.data
    firsts = {side: said[data["languages"][0]][0] for side, said in data["commitments"].items()}
    return sorted(firsts, key=lambda side: html.index(firsts[side]))


def test_what_each_commits_to_is_printed_in_the_order_in_which_they_sign(stay):
    mobility, ana = under(stay, profile="FR-APP")

    release, agreement = issue(mobility, RELEASE, ana, languages=["en"]), signing.issue(mobility, ana)

    assert printed(release) == [
        "home_employer",
        "apprentice",
        "guardian",
        "sending_centre",
        "host_company",
        "hosting_centre",
    ]
    assert printed(agreement) == ["home_employer", "host_company"]


def employers(version):
    return version.data["commitments"]["home_employer"]["en"]


def test_what_is_settled_about_contract_and_pay_is_what_the_release_says(stay):
    mobility, ana = under(stay, profile="DE-DUAL", pay_kept=True)

    typed = {"pay": "not_paid", "effect_on_contract": "none", "leave_not_used": False}
    said = issue(mobility, RELEASE, ana, languages=["en"], **typed).data["fields"]

    assert {key: said[key] for key in typed} == {
        "pay": "kept",
        "effect_on_contract": "continues",
        "leave_not_used": True,
    }


def test_an_interrupted_contract_does_not_go_on(stay):
    mobility, ana = under(stay, profile="FI-OPPI", arrangement="interrupted", pay_kept=False)

    version = issue(
        mobility, RELEASE, ana, languages=["en"], effect_on_contract="continues", pay="kept", pay_by="grant"
    )

    assert "Interruption" in version.data["text"]["en"]["title"]
    assert (version.data["fields"]["effect_on_contract"], version.data["fields"]["pay"]) == ("interrupted", "not_paid")


@pytest.mark.parametrize(
    ("pay", "payer", "contradicts"),
    [
        ("kept", "home_employer", False),
        ("kept", "nobody", True),
        ("reduced", "grant", True),
        ("not_paid", "home_employer", True),
        ("not_paid", "home_employer_refunded", True),
        ("not_paid", "host_employer", False),
        ("not_paid", "nobody", False),
    ],
)
def test_whether_there_is_pay_and_who_pays_it_fit_together(stay, pay, payer, contradicts):
    mobility, ana = under(stay, pay_kept=None)
    fill(mobility, RELEASE, ana, pay=pay, pay_by=payer)

    gaps = [gap.field for gap in paperwork.draft_of(mobility, RELEASE).missing]

    assert gaps == ["pay_by"] * contradicts


def test_an_employer_who_does_not_pay_is_not_drafted_as_the_one_who_pays(stay):
    mobility, _ana = under(stay, profile="DE-DUAL", pay_kept=False)

    assert paperwork.draft_of(mobility, RELEASE).values["pay_by"] is None


def test_who_pays_as_agreed_below_is_agreed_below(stay):
    mobility, ana = stay
    fill(mobility, RELEASE, ana, pay_by="by_agreement", conditions="")
    before = [gap.sentence for gap in paperwork.draft_of(mobility, RELEASE).missing]

    version = issue(mobility, RELEASE, ana, pay_by="by_agreement", conditions="Half and half")

    assert before == ["Who pays is agreed below: write under “Conditions” what is agreed."]
    assert version.data["fields"]["conditions"] == "Half and half"


def test_the_employer_promises_to_spare_the_leave_only_where_the_release_says_so(stay):
    mobility, ana = stay
    spared, used = (issue(mobility, RELEASE, ana, languages=["en"], leave_not_used=said) for said in (True, False))

    assert set(employers(spared)) - set(employers(used)) == {"The days of the stay are not taken from annual leave."}


@pytest.mark.parametrize(
    ("fields", "amount"),
    [
        ({"profile": "ES-INT"}, "1100"),
        ({"profile": "FR-APP"}, None),
        ({"profile": "FI-OPPI", "arrangement": "interrupted", "pay_kept": None}, None),
    ],
)
def test_a_host_that_signs_does_not_read_the_pay_at_home(stay, fields, amount):
    mobility, ana = under(stay, **fields)

    version = issue(mobility, RELEASE, ana, languages=["en"], pay_amount="1100")

    assert version.data["fields"].get("pay_amount") == amount
    asked = {field.key for field in paperwork.draft_of(mobility, RELEASE).fields}
    assert ("pay_amount" in asked) == (amount is not None)


def test_whatever_a_host_signs_leaves_the_pay_out():
    hosts = [row for row in releases.rows() if "host_company" in row["signs"]]

    assert [row["leaves_out"] for row in hosts] == [["pay_amount"]] * 2


def test_a_message_calls_the_release_what_the_paper_calls_itself(stay):
    mobility, ana = under(stay, profile="DE-DUAL")
    version = issue(mobility, RELEASE, ana, languages=["en"])
    row = signing.place(version, "home_employer")
    signatures.answer(row, State.CHANGE, person=row.person, shown=version.content_hash, text="A week later", at=NOW)

    found = lines(Notice.objects.filter(kind="paper-answered"))

    title = "Supplement to the training contract for a stay abroad"
    assert [line.subject for line in found.values()] == [f"A change is asked for: {title} (Lucía García)"]
