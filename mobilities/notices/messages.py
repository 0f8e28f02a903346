"""What the messages about stays say as they come with the portal. A centre may say it in words of its own."""

from django.utils.translation import gettext_lazy as _

from doallvet.outbox.wording import message
from mobilities.choices import Decision

STAY = ("apprentice", "town", "begins", "ends", "centre")
PAGE = _("The page behind the button says what you commit to. It takes two minutes and needs no account.")
NOW = _("The stay goes from %(begins)s to %(ends)s now.")
AGAIN = _("Please hand it in once more.")
LOOK = _(
    "The %(owner)s has handed in a paper or answered: please look at it. "
    "Where the answer was yes, the signed paper is still missing."
)

for name, when, subject in (
    ("question-employer", _("to the home employer"), _("May %(apprentice)s go to %(town)s? Your answer, please")),
    ("question-host", _("to the host company"), _("Will you host %(apprentice)s? Your answer, please")),
    ("question-consent", _("to guardian or apprentice"), _("Your consent for %(apprentice)s, please")),
):
    message(
        name,
        "%(text)s",
        _("%(apprentice)s is to work and learn in %(town)s from %(begins)s to %(ends)s."),
        PAGE,
        kind="question",
        when=when,
        subject=subject,
        more=STAY,
    )

for name, when, subject in (
    ("step-due", _("before the step is due"), _("By %(date)s: %(title)s (%(apprentice)s)")),
    ("step-overdue", _("when it is overdue"), _("Overdue: %(title)s (%(apprentice)s)")),
):
    message(
        name,
        "%(about)s",
        "%(help)s",
        kind="step-reminder",
        when=when,
        subject=subject,
        more=("title", "date", *STAY),
    )
message(
    "step-to-look-at",
    "%(about)s",
    LOOK,
    kind="step-reminder",
    when=_("when a paper or an answer has come"),
    subject=_("It is your turn: %(title)s (%(apprentice)s)"),
    more=("date", *STAY),
)
message(
    "nudge",
    _("%(by)s asks you to think of it."),
    "%(about)s",
    "%(help)s",
    kind="nudge",
    when=_("when a coordinator reminds"),
    subject=_("%(by)s reminds you: %(title)s (%(apprentice)s)"),
    more=("date", *STAY),
)
message(
    "blocks",
    "%(about)s",
    "%(help)s",
    kind="blocks-reminder",
    when=_("while others wait"),
    subject=_("Others wait for you: %(title)s (%(apprentice)s)"),
    more=STAY,
)
message(
    "ladder-owner",
    "%(about)s",
    "%(help)s",
    kind="ladder",
    when=_("to who owes the step, again"),
    subject=_("Still open: %(title)s (%(apprentice)s)"),
    more=("date", "since", *STAY),
)
SILENT = _("No answer has come from %(owners)s since %(since)s.")
for name, when, what in (
    ("ladder-other", _("to a deputy or guardian"), "%(help)s"),
    (
        "ladder-coordinator",
        _("to coordinators"),
        _(
            "On the page of the step you can remind by hand, name somebody else, write down an answer that came by "
            "phone or on paper, or close it another way."
        ),
    ),
):
    message(
        name,
        "%(about)s",
        SILENT,
        what,
        kind="ladder",
        when=when,
        subject=_("No answer yet: %(title)s (%(apprentice)s)"),
        more=("date", *STAY),
    )

DECIDED = {
    Decision.SELECTED: _("The application for the stay from %(begins)s to %(ends)s was selected."),
    Decision.RESERVE: _(
        "The application for the stay from %(begins)s to %(ends)s is on the reserve list: "
        "it moves up when a place becomes free."
    ),
    Decision.REJECTED: _("The application for the stay from %(begins)s to %(ends)s was not selected."),
    Decision.ACCEPTED: _("The stay from %(begins)s to %(ends)s is settled: it can be prepared."),
    Decision.CANCELLED: _("The stay from %(begins)s to %(ends)s does not take place."),
    Decision.INTERRUPTED: _("The stay is interrupted. The sending centre tells you whether it goes on."),
    Decision.ENDED_EARLY: _("The stay ends earlier than planned, on %(ends)s."),
    Decision.FORCE_MAJEURE: _("The stay cannot go on as planned, for reasons beyond anybody's control."),
}
for decision, said in DECIDED.items():
    message(
        f"decided-{decision.replace('_', '-')}",
        said,
        kind="mobility-changed",
        when=decision.label,
        subject="%(decision)s: %(apprentice)s, %(town)s",
        more=STAY,
    )
for name, when, subject, *sentences in (
    (
        "goes-on",
        _("It goes on"),
        "%(decision)s: %(apprentice)s, %(town)s",
        _("The stay that was interrupted goes on. It ends on %(ends)s."),
    ),
    (
        "planned",
        _("to a partner with whom it is planned"),
        _("Planned with you: %(apprentice)s, %(town)s"),
        _("%(apprentice)s is to come to %(town)s from %(begins)s to %(ends)s. The roadmap says what is yours to do."),
    ),
    (
        "redated",
        _("when its days move"),
        _("New dates: %(apprentice)s, %(town)s"),
        NOW,
        _("Before, it was to go from %(began)s to %(ended)s."),
    ),
    (
        "replanned",
        _("when it becomes another kind of stay"),
        _("Another kind of stay: %(apprentice)s, %(town)s"),
        _("“%(after)s” instead of “%(before)s”."),
        NOW,
    ),
    (
        "party-changed",
        _("when somebody takes another's place"),
        _("Changed: the stay of %(apprentice)s in %(town)s"),
        _("%(after)s takes the place of %(before)s."),
    ),
):
    message(name, *sentences, kind="mobility-changed", when=when, subject=subject, more=STAY)
message(
    "left",
    _("The stay of %(apprentice)s is planned with another company now. There is nothing left for you to do."),
    _("Thank you for your readiness."),
    kind="mobility-changed",
    when=_("to a company that takes part no more"),
    subject=_("Planned without you now: %(apprentice)s"),
    more=("centre",),
    keeps=("apprentice",),
)

for name, when, todo in (
    ("answered-yes", _("a yes, and all is there"), _("There is nothing to do for you.")),
    ("answered-paper", _("a yes, and its paper is missing"), _("The signed paper is still missing.")),
    (
        "answered-other",
        _("a no, a condition or a wish"),
        _("It waits for you: read what was written, and answer it."),
    ),
):
    message(
        name,
        "%(reason)s",
        todo,
        kind="answered",
        when=when,
        subject="%(said)s (%(apprentice)s)",
        more=STAY,
    )
for name, when, subject, reason in (
    ("paper-refused", _("with the reason"), _("Your paper was not accepted: %(title)s"), "%(reason)s"),
    (
        "paper-refused-private",
        _("for a private step"),
        _("A paper of yours was not accepted"),
        _("The page behind the button says why."),
    ),
):
    message(name, "%(about)s", reason, AGAIN, kind="paper-refused", when=when, subject=subject, more=STAY)
