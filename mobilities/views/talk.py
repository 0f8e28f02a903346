"""A conversation as it is shown: who wrote what, who reads it, and the form below it."""

from django.urls import reverse
from django.utils import timezone

from mobilities import conversation
from mobilities.access import knows
from mobilities.choices import Owner
from mobilities.forms.comment import CommentForm
from mobilities.models.comment import Way
from mobilities.rules.comments import may_take_back

SHOWN = 50


class Talk:
    """What one person reads and writes on a stay, or on one of its steps; `link_id`: of the personal link they used."""

    def __init__(self, mobility, seat, person, step=None, *, link_id=None):
        self.mobility, self.seat, self.person, self.step, self.link_id = mobility, seat, person, step, link_id
        self.voices = conversation.voices(seat)
        self.rows = conversation.thread(mobility, seat, person.pk, step)

    def context(self, form=None, *, everything=False):
        """What the part `mobilities/_conversation.html` shows; `form` is one that came back."""
        rows = self.rows if everything else self.rows[-SHOWN:]
        writes = bool(self.voices) and not self.mobility.is_over
        return {
            "comments": [self.row(comment) for comment in rows],
            "earlier": len(self.rows) - len(rows),
            "comment_form": form or (self.form() if writes else None),
            "comment_url": self.address(),
            "comment_page": self.page(),
            "sending_writes": Owner.SENDING_COORDINATOR in self.voices,
            "minor": self.mobility.party("guardian") is not None and knows(self.seat, Owner.GUARDIAN),
        }

    def form(self, data=None):
        offered = conversation.offered(self.mobility, self.seat, self.step)
        return CommentForm(data, voices=self.voices, offered=offered, initial=self.proposed(offered))

    def proposed(self, offered):
        """The newest comment is answered to those whom it is from and for; of the first one nobody is guessed."""
        voice = conversation.answers_as(self.voices, self.rows[-1]) if self.rows else self.voices[0]
        known = conversation.answering(self.rows[-1], self.mobility, voice) if self.rows else []
        told = [] if Owner.SENDING_COORDINATOR in self.voices else [Owner.SENDING_COORDINATOR]
        return {"spoke_for": voice, "readers": [owner for owner in offered if owner in known], "told": told}

    def wrote(self, comment):
        """Whether the person wrote it, in a part that they have here."""
        return comment.author_id == self.person.pk and comment.spoke_for in self.voices

    def row(self, comment):
        """One comment in ready words."""
        own = self.wrote(comment)
        now = timezone.now()
        shown_step = None if self.step else comment.step
        allowed = may_take_back(own=own, coordinates=self.seat.coordinates, written_at=comment.written_at, now=now)
        return {
            "row": comment,
            "party": comment.get_spoke_for_display(),
            "readers": conversation.named(
                conversation.readers(comment) - {comment.spoke_for}, self.mobility, self.seat
            ),
            "way": comment.get_way_display() if comment.way == Way.MAIL else "",
            "step": shown_step,
            "step_url": reverse("mobilities:step", args=[self.mobility.pk, shown_step.pk])
            if shown_step and shown_step.needed and not self.link_id
            else "",
            "take_back_url": self.address(comment) if allowed and not comment.taken_back_at else "",
        }

    def page(self):
        """Where the conversation is read: on a step's own page, else where it is written."""
        if self.step and not self.link_id:
            return reverse("mobilities:step", args=[self.mobility.pk, self.step.pk])
        return self.address()

    def address(self, comment=None):
        """Where something is written, or a comment is taken back."""
        if self.link_id:
            ids = [self.link_id, comment.pk] if comment else [self.link_id]
            return reverse("link-talk-back" if comment else "link-talk", args=ids)
        if comment:
            return reverse("mobilities:comment-back", args=[self.mobility.pk, comment.pk])
        if self.step:
            return reverse("mobilities:step-conversation", args=[self.mobility.pk, self.step.pk])
        return reverse("mobilities:conversation", args=[self.mobility.pk])
