"""Every address with an id: which row of the table it belongs to, and which rows of the world its ids are.

A new address gets a line in CASES here: its name, its row of tests/access/table.py (`post`: that of its POST, where
it differs), and for each id the name of a row that tests/access/world.py makes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLResolver, get_resolver, reverse

from tests.access.told import REACH, SETTINGS, WORDED
from tests.access.world import World

WORDS = {"kind", "page", "to", "side", "block", "form"}  # parts of addresses that are words, not ids
MISSING = 987654321


@dataclass(frozen=True)
class Case:
    """One address as one row of the table sees it."""

    name: str
    row: str
    post: str
    ids: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)

    def address(self, world: World) -> str:
        return reverse(self.name, kwargs={key: found(world, name) for key, name in self.ids.items()})

    def sent(self, world: World) -> dict[str, str]:
        """Give what is sent along."""
        return {key: str(found(world, name)) for key, name in self.data.items()}

    def missing(self, world: World | None = None) -> str:
        """The same address with ids that nothing has; with a world, only its first id is there."""
        return self.mixed(world, None)

    def mixed(self, home: World | None, away: World | None) -> str:
        """The same address with the first id of one side and the others of the other side."""
        first = next(iter(self.ids))
        ids = {key: found(home if key == first else away, name) for key, name in self.ids.items()}
        return reverse(self.name, kwargs=ids)

    @property
    def has_parts(self) -> bool:
        """Whether it names a row and something that belongs to it."""
        return sum(not name.startswith("=") for name in self.ids.values()) > 1


def case(name: str, row: str, post: str = "", data: dict[str, str] | None = None, **ids: str) -> Case:
    return Case(name, row, post or row, ids, data or {})


def found(world: World | None, name: str) -> str | int:
    """Give the id of a row of the world, "steps.G02" or "sending"; "=word" is the word itself."""
    if name.startswith("="):
        return name[1:]
    if world is None:
        return MISSING
    row = world.rows
    for part in name.split("."):
        row = row[part]
    return row.pk


def of_centre(names: str, row: str, **ids: str) -> list[Case]:
    return [case(f"centres:{name}", row, **ids) for name in names.split()]


CENTRES = [
    case("centres:detail", "centre", pk="sending"),
    *of_centre("edit member-invite programme-new", "centre change", pk="sending"),
    case("centres:closures", "centre", "centre change", pk="sending"),
    case("centres:closure-remove", "centre change", pk="sending", closure_pk="sending_closure"),
    case("centres:partnership-ask", "centre change", data={"to": "third"}, pk="sending"),
    case("centres:member", "member", "member change", pk="viewer"),
    case("centres:member-resend", "member change", pk="teacher"),
    case("centres:member-end", "teacher leaves", pk="teacher"),
    case("centres:member-accept", "own invitation", pk="invitation"),
    case("centres:network-accept", "own invitation", pk="network_invitation"),
    *of_centre("partnership memorandum", "partnership", pk="partnership"),
    case("centres:memorandum-paper", "partnership", "partnership change", pk="partnership"),
    *of_centre("memorandum-check", "partnership change", pk="partnership"),
    *of_centre("memorandum-file memorandum-sealed", "partnership", pk="partnership", version_pk="memorandum"),
    *of_centre(
        "memorandum-again memorandum-letter memorandum-scan memorandum-signed-scan",
        "partnership change",
        pk="partnership",
        place_pk="memorandum_place",
    ),
    *of_centre("partnership-terms partnership-end", "partnership change", pk="partnership"),
    case("centres:partnership-answer", "partnership answer", data={"answer": "=yes"}, pk="partnership"),
    case("centres:programme", "programme", pk="programme"),
    *of_centre("programme-edit programme-delete unit-new", "programme change", pk="programme"),
    *of_centre("unit unit-delete", "programme change", pk="unit"),
    case("centres:network", "network", pk="network"),
    case("centres:instance-network", "instance", pk="network"),
    case("centres:manager-end", "instance", pk="manager"),
    *of_centre("instance-centre centre-network", "instance", pk="sending"),
    *(case(name, "instance", pk="announcement") for name in ("announcement", "announcement-end")),
    case("centres:apprentice", "apprentice", pk="apprentice"),
    *of_centre("apprentice-edit apprentice-invite apprentice-leave", "apprentice change", pk="apprentice"),
    *of_centre("apprentice-return support guardian-new", "apprentice change", pk="apprentice"),
    *of_centre("guardian-edit guardian-end guardian-invite", "guardian change", pk="guardian"),
    case("centres:guardian-keep", "guardian keep", data={"keep": "=yes"}, pk="guardian"),
    *[case(f"mobilities:{name}", "project", pk="project") for name in ("project", "project-groups", "project-packs")],
    case("mobilities:project-pack-file", "project", pk="project", pack_pk="pack"),
    case("mobilities:project-group", "project", pk="project", group_pk="group"),
]


def of_plan(names: str, row: str, **ids: str) -> list[Case]:
    return [case(f"mobilities:blueprint{name}", row, **ids) for name in names.split(",")]


PLANS = [
    *of_plan(",-timeline", "plan", pk="plan"),
    *of_plan(",-timeline", "plan", pk="draft"),
    *of_plan("-copy,-draft,-share,-difference,-mobilities", "plan change", pk="plan"),
    *of_plan("-edit,-publish,-discard,-step-new,-difference", "plan change", pk="draft"),
    *of_plan("-step,-step-move,-step-remove", "plan change", pk="draft", step_pk="draft_step"),
    *of_plan(",-timeline", "network plan", pk="network_plan"),
    *of_plan("-copy", "network plan copy", pk="network_plan"),
    *of_plan("-draft,-difference", "network plan change", pk="network_plan"),
]


def of_company(side: str) -> list[Case]:
    return [
        case("companies:detail", side, pk=side),
        case("companies:edit", f"{side} change", pk=side),
        case("companies:closures", side, f"{side} change", pk=side),
        case("companies:closure-remove", f"{side} change", pk=side, closure_pk=f"{side}_closure"),
        case("companies:site-new", f"{side} change", pk=side),
        case("companies:site-edit", f"{side} change", pk=f"{side}_site"),
        case("companies:contact-new", f"{side} contact", pk=side),
        case("companies:contact-edit", f"{side} contact", pk=f"{side}_contact"),
        case("companies:contact-end", f"{side} contact", pk=f"{side}_contact"),
        case("companies:contact-invite", f"{side} contact", pk=f"{side}_contact"),
    ]


COMPANIES = [
    *of_company("employer"),
    *of_company("host"),
    case("companies:contracts", "apprentice", pk="apprentice"),
    case("companies:contract-new", "contract change", pk="apprentice"),
    case("companies:contract-edit", "contract change", pk="contract"),
    case("companies:contract-remove", "contract change", pk="contract"),
]


def of_group(names: str, row: str, **ids: str) -> list[Case]:
    return [case(f"mobilities:{name}", row, pk="group", **ids) for name in names.split()]


GROUPS = [
    *of_group("group group-people group-rooms", "group"),
    *of_group("group-act", "group act"),
    *of_group("group-undo", "group act", deed_pk="deed"),
    *of_group("group-change group-add group-plan group-companion-new group-room-new", "group change"),
    *of_group("group-candidate", "group change", candidate_pk="candidate"),
    *of_group("group-out", "group change", mobility_pk="mobility"),
    *of_group("group-companion", "group change", companion_pk="companion"),
    *of_group("group-room", "group change", room_pk="room"),
    *of_group("group-bed", "group change", bed_pk="bed"),
]


def on_mobility(name: str, row: str, post: str = "", data: dict[str, str] | None = None, **ids: str) -> Case:
    return case(f"mobilities:{name}", row, post, data, pk="mobility", **ids)


def on_step(names: str, row: str, key: str, **ids: str) -> list[Case]:
    return [on_mobility(name, row, step_pk=f"steps.{key}", **ids) for name in names.split()]


MOBILITIES = [
    on_mobility("detail", "mobility"),
    on_mobility("people", "mobility people"),
    *[on_mobility(name, "mobility history") for name in ("history", "timeline")],
    on_mobility("days", "mobility people"),
    on_mobility("session-new", "session change"),
    on_mobility("session", "session change", session_pk="session"),
    on_mobility("conversation", "mobility conversation"),
    on_mobility("comment-back", "comment of coordinator", comment_pk="comments.family"),
    *[
        on_mobility(name, "mobility change")
        for name in ("law", "change", "change-dates", "change-kind", "change-rules", "change-host", "change-employer")
    ],
    *[on_mobility(name, "mobility change") for name in ("depart", "withdraw-departure", "late", "pack")],
    *[on_mobility(f"reach{act}", row, person_pk="people.host_mentor") for act, row in REACH],
    on_mobility("change-plan", "mobility change", to_pk="plan"),
    on_mobility("change-person", "mobility change", party_pk="parties.host_mentor"),
    on_mobility("decide", "mobility change", to="=cancelled"),
    on_mobility("papers", "agreement"),
    on_mobility("sheet", "paper of host", "mobility change", kind="=HOST_ACCEPTANCE"),
    on_mobility("sheet", "paper of employer", "mobility change", kind="=EMPLOYER_CONSENT"),
    on_mobility("sheet", "paper of guardian", "mobility change", kind="=GUARDIAN_CONSENT_MEDICAL"),
    on_mobility("sheet-check", "mobility change", kind="=GRANT_AGREEMENT"),
    on_mobility("agreement", "agreement"),
    on_mobility("document", "agreement", version_pk="version"),
    *[case(f"mobilities:{name}", "centre change", pk="sending") for name in SETTINGS],
    *[case(f"mobilities:{name}", "centre change", pk="sending", **WORDED) for name in ("wording", "wording-mail")],
    case("mobilities:escalation-kind", "centre change", pk="sending", kind="=approval"),
    case("mobilities:clause-book", "centre change", pk="sending", kind="=LEARNING_AGREEMENT"),
    case("mobilities:clause-version", "centre change", pk="sending", kind="=GRANT_AGREEMENT", book_pk="clause_book"),
    *[on_mobility(f"sign-{act}", "mobility change", place_pk="place") for act in ("again", "letter", "paper", "scan")],
    case("sign", "sign", pk="place", data={"act": "=sign"}),
    case("sign-paper", "sign", pk="place"),
    on_mobility("sealed", "agreement", version_pk="version"),
    on_mobility("agreement-check", "mobility change"),
    on_mobility("agreement-proposal", "mobility change"),
    on_mobility("agreement-copy", "mobility change", data={"other": "past_agreement"}),
    on_mobility("agreement-block", "agreement part, read", "mobility change", block="=participant"),
    on_mobility("agreement-block", "agreement tasks, read", "agreement tasks, write", block="=learning_programme"),
    on_mobility("answer", "answer", "answer without a question"),
    on_mobility("answer", "answer for employer", step_pk="steps.G02"),
    on_mobility("answer", "answer for host", step_pk="steps.G03"),
    on_mobility("step-say", "say", data={"say": "=back"}, step_pk="steps.R03"),
]
STEPS = [
    *on_step("step step-conversation", "step of apprentice", "R03"),
    *on_step("step-complete", "complete", "R03"),
    *on_step("step-hand-in", "hand in", "R03"),
    *on_step("step step-hand-in step-conversation", "private step", "R05"),
    *on_step("paper", "private step", "R05", evidence_pk="papers.R05"),
    *on_step("step-complete step-waive step-reopen ask record", "manage, private", "R05"),
    *on_step("review", "manage, private", "R05", evidence_pk="papers.R05"),
    *on_step("step", "step of employer", "G02"),
    *on_step("step-complete", "sign, employer", "G02"),
    *on_step("step-hand-in", "papers, employer", "G02"),
    *on_step("paper", "papers, employer", "G02", evidence_pk="papers.G02"),
    *on_step("step-waive step-reopen ask record step-remind", "manage, employer", "G02"),
    *on_step("step-reply", "manage, employer", "G02", reply_pk="reply"),
    *on_step("review", "manage, employer", "G02", evidence_pk="papers.G02"),
    *on_step("step-waive-withdraw", "manage, employer", "D08"),
    case("mobilities:waiver", "waiver", data={"say": "=agree"}, pk="waiver"),
    case("mobilities:waiver-look", "waiver look", pk="waiver"),
    *on_step("step step-conversation", "step of host", "G03"),
    *on_step("step-complete", "approve, host", "G03"),
    *on_step("step-hand-in", "papers, host", "G03"),
    *on_step("paper", "papers, host", "G03", evidence_pk="papers.G03"),
    *on_step("review", "review, host", "G03", evidence_pk="papers.G03"),
    *on_step("settle", "manage, host", "G03", approval_pk="approval"),
    *on_step("claim", "claim of another step", "G02"),
    *on_step("step", "shared step", "P01"),
    *on_step("step", "payment", "D12"),
    *on_step("paper", "papers of payment", "D12", evidence_pk="papers.D12"),
]
CASES = [*CENTRES, *PLANS, *COMPANIES, *GROUPS, *MOBILITIES, *STEPS]

ELSEWHERE = {
    "mobilities:rule": "tests/mobilities/views/test_rules.py: law is the same for both sides",
    "mobilities:rule-edit": "tests/mobilities/views/test_rules.py",
    "mobilities:rule-reviewed": "tests/mobilities/views/test_rules.py",
    "mobilities:source-edit": "tests/mobilities/views/test_sources.py",
    **dict.fromkeys(("link", "link-invitation", "link-answer"), "test_links.py"),
    "link-tasks": "test_link_tasks.py",
    **dict.fromkeys(("link-talk", "link-talk-back"), "test_link_talk.py"),
    **dict.fromkeys(("link-step", "link-later"), "test_link_steps.py"),
    **dict.fromkeys(("link-sign", "link-sign-paper"), "test_link_sign.py"),
    "unsubscribe": "tests/outbox/test_preferences.py: a signed address, without signing in",
    "calendar": "tests/mobilities/views/test_calendar.py: a signed address, without signing in",
    "account_confirm_email": "a signed key of allauth's",
    "account_reset_password_from_key": "a signed key of allauth's",
    **dict.fromkeys(("mfa_remove_webauthn", "mfa_edit_webauthn"), "test_admin.py, one's own keys"),
}


def routes() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Give of every address its pattern, its full name, and its parts."""
    yield from _below(get_resolver(), "", "")


def _below(resolver, prefix, namespace):
    for pattern in resolver.url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, here, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            parts = {*pattern.pattern.regex.groupindex}
            yield here, namespace + (pattern.name or ""), frozenset(parts)


def without_case(cases: list[Case] = CASES) -> list[str]:
    """Name the addresses with an id that nothing here walks, and say what to add."""
    known = {(case.name, frozenset(case.ids)) for case in cases}
    return [
        f"/{pattern} ({name}) has an id that no test walks: add a line for it to CASES in tests/access/routes.py, "
        f"with its row of the table in tests/access/table.py."
        for pattern, name, parts in routes()
        if parts - WORDS
        and not name.startswith("admin:")
        and name not in ELSEWHERE
        and not any(name == known_name and parts <= ids | WORDS for known_name, ids in known)
    ]
