"""Steps as rows of a task list, in ready strings; words and addresses are made once a page, not once a row."""

from django.utils import timezone
from django.utils.translation import gettext as _

from mobilities import access
from mobilities.choices import Outcome, Owner
from mobilities.views import cells


class Rows:
    """Makes the rows of a page, as somebody with this seat reads them; without a seat they are one's own.

    `titles`: title by key, to say what unlocks a blocked step. `refused`: by step the paper that was not accepted.
    `mobility`: the one that all steps belong to; what it does not need any more, or not now, is not to do.
    """

    def __init__(self, today, *, seat=None, titles=None, refused=None, mobility=None):
        self.today, self.seat, self.titles, self.refused = today, seat, titles or {}, refused or {}
        self.mobility = mobility
        self.address = cells.addresses("mobilities:step", 2)
        self.tick = cells.addresses("mobilities:step-complete", 2)
        self.first, self.gate, self.shared, self.too_late = (
            _("First: %(title)s"),
            _("needed before departure"),
            _("done for all it serves"),
            _("came with a change; belongs before the departure"),
        )
        self.words = {
            "off": ("quiet", _("Waived")),
            "done": ("quiet", _("Done")),
            "over": ("quiet", _("Not needed any more")),
            "rests": ("quiet", _("On hold")),
            "blocked": ("quiet", _("Cannot start yet")),
            "late": ("danger", _("Overdue")),
            "mine": ("info", _("To do")),
            "theirs": ("neutral", _("Waiting")),
            "to_review": ("warning", _("To look at")),
            "came_late": ("info", _("Already done?")),
            "refused": ("danger", _("Not accepted")),
            "looked_at": ("neutral", _("With the centre")),
        }

    def row(self, step):
        """One step."""
        state, word = self.state(step)
        tone, status = self.words[word]
        ids = (step.mobility_id, step.pk)
        need = self.titles.get(getattr(step, "first_need", None))
        return {
            "id": f"step-{step.pk}",
            "title": step.title,
            "url": self.address(*ids),
            "state": state,
            "tone": tone,
            "status": status,
            "owner": owner(step),
            "due": "" if step.is_done or state == "off" or step.came_late else cells.due(step.due_on, self.today)[0],
            "note": self.note(step),
            "blocked": self.first % {"title": need} if need and state == "blocked" else "",
            "under": step.plan.under in self.titles,
            "tick": self.tick(*ids) if self.seat and access.may_tick(self.seat, step) else "",
        }

    def state(self, step):
        """Its station, and the word beside it."""
        if step.is_done:
            return ("off", "off") if step.outcome == Outcome.WAIVED else ("done", "done")
        if self.mobility and (self.mobility.is_over or step.excused(self.mobility.decision)):
            return "off", "over"
        if step.came_late:
            return "now", "came_late" if self.seat and access.may_manage(self.seat) else "looked_at"
        if step.waits:
            return "blocked", "blocked"
        if step.to_look_at:
            return "now", "to_review" if self.seat and access.may_review(self.seat, step) else "looked_at"
        if self.mobility and self.mobility.rests:
            return "off", "rests"
        late = step.due_on < self.today
        if step.pk in self.refused:
            return "late" if late else "now", "refused"
        if late:
            return "late", "late"
        return "now", "mine" if self.seat is None or step.owner in self.seat.owners else "theirs"

    def note(self, step):
        if step.done_via_id:
            return self.shared
        if step.is_done:
            return cells.day(timezone.localdate(step.done_at))
        if step.pk in self.refused:
            return self.refused[step.pk].why
        if step.came_late:
            return self.too_late
        return self.gate if step.plan.gate else ""


def owner(step):
    """Whose step it is, and for whom they stand in."""
    here, planned = cells.owner(step.owner), step.plan.owner
    if planned in (step.owner, Owner.NOTIFIER):
        return here
    return _("%(here)s, as there is no %(missing)s") % {"here": here, "missing": cells.owner(planned)}
