"""The words of messages about what others wrote on a stay, and about answers by mail that could not be kept."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.outbox import replies
from doallvet.outbox.models import Notice
from doallvet.outbox.writers import Line, Pace, writes
from mobilities import access, conversation
from mobilities.access import Seat, seat_of
from mobilities.models import Comment, Mobility
from mobilities.notices import groups
from mobilities.responsible import holders
from mobilities.rules.comments import LONGEST
from mobilities.rules.completion import COUNTERPARTS
from mobilities.rules.reminders import Holder, acting

SHORT = 300


@writes("comment-told", gettext_lazy("Messages written to you"), pace=Pace.ALONE, secret=True)
def told(notices: list[Notice]) -> dict[int, Line | None]:
    """Somebody wrote and wants the person to know at once; owed as long as the words are there and theirs to read."""
    return {notice.pk: _told(notice, *found) for notice, found in _owed(notices)}


@writes("comment", gettext_lazy("What others write on a stay"), pace=Pace.DIGEST, optional=True, secret=True)
def read(notices: list[Notice]) -> dict[int, Line | None]:
    """Somebody wrote what the person may read."""
    return {notice.pk: _read(notice, *found) for notice, found in _owed(notices)}


def _owed(notices: list[Notice]) -> Iterable[tuple[Notice, tuple[Comment, Mobility, Seat]]]:
    """Give those that are still owed, with the comment, its mobility and the person's seat there."""
    comments = Comment.objects.filter(taken_back_at=None).with_names().in_bulk([row.subject_id for row in notices])
    mobilities = Mobility.objects.with_people().in_bulk({comment.mobility_id for comment in comments.values()})
    people = holders(mobilities)
    for notice in notices:
        comment = comments.get(notice.subject_id)
        if comment:
            mobility = mobilities[comment.mobility_id]
            seat = _seat(notice.person, mobility, people[mobility.pk])
            if conversation.may_read(seat, comment, mobility):
                yield notice, (comment, mobility, seat)


def _seat(person: User, mobility: Mobility, people: Iterable[Holder]) -> Seat:
    """As what a person is written to; who is not named on the stay, a teacher say, is what they are on its page."""
    acts_as = acting(person.pk, people)
    return seat_of(*acts_as) if acts_as else access.seat(person, mobility)


def _told(notice: Notice, comment: Comment, mobility: Mobility, seat: Seat) -> Line:
    return Line(
        subject=_("%(by)s wrote to you (%(who)s)") % _names(comment, mobility),
        paragraphs=_paragraphs(comment, mobility, seat, LONGEST),
        why=_("You get this because it was written to you."),
        **_way(notice, comment, mobility, seat),
    )


def _read(notice: Notice, comment: Comment, mobility: Mobility, seat: Seat) -> Line:
    return Line(
        subject=_("%(by)s wrote something (%(who)s)") % _names(comment, mobility),
        paragraphs=_paragraphs(comment, mobility, seat, SHORT),
        why=_("You get this because you take part in the stay."),
        **_way(notice, comment, mobility, seat),
    )


def _names(comment: Comment, mobility: Mobility) -> dict[str, object]:
    return {
        "by": comment.author,
        "party": comment.get_spoke_for_display(),
        "who": mobility.apprentice,
        "place": mobility.host_city,
        "title": comment.step.title if comment.step else "",
    }


def _paragraphs(comment: Comment, mobility: Mobility, seat: Seat, most: int) -> tuple[str, ...]:
    readers = conversation.named(conversation.readers(comment) - {comment.spoke_for}, mobility, seat)
    read_by = _("Read by: %(parties)s") % {"parties": readers}
    return (_about(comment, mobility), _words(comment, most), read_by)


def _about(comment: Comment, mobility: Mobility) -> str:
    """Of a private step not even the title."""
    if comment.step and not comment.step.plan.private:
        said = _("%(by)s (%(party)s) wrote on “%(title)s”, for the stay of %(who)s in %(place)s:")
    else:
        said = _("%(by)s (%(party)s) wrote on the stay of %(who)s in %(place)s:")
    return said % _names(comment, mobility)


def _words(comment: Comment, most: int) -> str:
    if comment.step and comment.step.plan.private:
        return _("The page behind the button shows it.")
    return Truncator(comment.text).chars(most)


def _way(notice: Notice, comment: Comment, mobility: Mobility, seat: Seat) -> dict[str, str]:
    """The button, and where an answer by mail goes; of a mobility that is over nobody answers any more."""
    found = {"link": door(notice, comment, mobility, seat), "label": _("Read and answer")}
    if not mobility.is_over:
        voice = conversation.answers_as(conversation.voices(seat), comment)
        answered = conversation.with_guardians(conversation.answering(comment, mobility, voice)) - {voice}
        found["reply_to"] = replies.address(notice.person, comment.pk)
        found["answered_to"] = conversation.named(answered, mobility, seat)
    return found | {"group": groups.of_stay(mobility)}


def door(notice: Notice, comment: Comment, mobility: Mobility, seat: Seat) -> str:
    """A personal link for companies and guardians, who need no account; the page for the others.

    A step that is needed no more has no page: what was written on it stands on the stay's.
    """
    on_step = comment.step is not None and comment.step.needed
    acts_as = {*conversation.voices(seat)}
    if acts_as and acts_as <= COUNTERPARTS:
        step = str(comment.step_id) if on_step else ""
        return links.make("talk", person=notice.person, subject=mobility, by=None, at=timezone.now(), version=step)
    if on_step:
        return reverse("mobilities:step", args=[mobility.pk, comment.step_id]) + "#conversation"
    return reverse("mobilities:conversation", args=[mobility.pk])


@writes("reply-returned", gettext_lazy("Answers by e-mail that could not be kept"), pace=Pace.AT_ONCE)
def returned(notices: list[Notice]) -> dict[int, Line | None]:
    """An answer by mail was not kept, or not all of it; to the registered address, wherever it came from."""
    comments = Comment.objects.with_names().in_bulk([notice.subject_id for notice in notices])
    mobilities = Mobility.objects.with_people().in_bulk({comment.mobility_id for comment in comments.values()})
    people = holders(mobilities)
    lines: dict[int, Line | None] = {}
    for notice in notices:
        if comment := comments.get(notice.subject_id):
            mobility = mobilities[comment.mobility_id]
            seat = _seat(notice.person, mobility, people[mobility.pk])
            lines[notice.pk] = _returned(notice, comment, mobility, seat)
    return lines


def _returned(notice: Notice, comment: Comment, mobility: Mobility, seat: Seat) -> Line:
    """Nothing is said of the stay: who took part may have left it."""
    why = notice.data["why"]
    there = bool(conversation.voices(seat)) and not mobility.is_over
    return Line(
        subject=_("Your answer is there, but not all of it") if why in PARTLY else _("Your answer was not kept"),
        paragraphs=(str(WHY[why]) % {"most": LONGEST},),
        link=door(notice, comment, mobility, seat) if there else "",
        label=_("Open the page") if there else "",
    )


PARTLY = {"files", "between"}
WHY = {
    "sender": gettext_lazy(
        "An answer to one of our messages to you came from another address than yours. "
        "Please write from the address at which you got this, or on the page."
    ),
    "closed": gettext_lazy(
        "You answered one of our messages by e-mail. The stay is over, or you take no part in it any more."
    ),
    "empty": gettext_lazy(
        "We found no words of yours in your answer. Please write above what you answer to, or on the page."
    ),
    "long": gettext_lazy("Your answer was too long: %(most)d characters at most. Please shorten it, or use the page."),
    "often": gettext_lazy("You have written a lot within an hour. Please send your answer again a little later."),
    "between": gettext_lazy(
        "What you wrote above the quoted message is on the page. What you wrote between or below its lines was not "
        "taken: please write it again above it, or on the page."
    ),
    "files": gettext_lazy(
        "Your answer is on the page. Files are not taken by e-mail: please hand in papers on the page of their step."
    ),
}
