"""What one person reads and says at one place to sign."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doallvet.accounts import links
from doallvet.core.refused import Refused, Stale
from doallvet.signing import codes, forms, providers
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import Code, Form, State
from doallvet.signing.papers import paper_of
from doallvet.signing.standing import places, said_by


class Desk:
    """What one person reads and says at one place to sign; `page` is its address."""

    def __init__(self, request, signatory, person, page, way):
        self.request, self.signatory, self.person, self.page, self.way = request, signatory, person, page, way
        self.version = signatory.version
        self.paper = paper_of(self.version.document)
        self.terms = self.paper.terms(signatory)

    def answer(self):
        if self.request.method != "POST":
            return self.show()
        acts = {
            "send-code": self.send_code,
            "provider": self.go_to_provider,
            "sign": self.sign,
            "change": self.ask_change,
            "decline": self.decline,
            "pass-on": self.pass_on,
            "take-back": self.take_back,
        }
        act = acts.get(self.request.POST.get("act"))
        if act is None:
            raise Http404
        return act()

    def sign(self):
        form = self.form("sign", self.request.POST)
        return self.keep("sign", form, self.give, _("Thank you. You have signed."))

    def send_code(self):
        """Send a one-time code to what is on file; the page says, masked, where it went."""
        if self.signatory.code == Code.NONE:
            raise Http404
        try:
            signatures.refuse_early(self.signatory, self.person)
            codes.send(self.signatory, self.person, at=timezone.now())
        except Refused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.page)
        return redirect(f"{self.page}#sign")

    def go_to_provider(self):
        """Hand over to the signature provider; the signature comes back as its report."""
        found = providers.provider()
        if found is None or self.signatory.form not in (Form.ADVANCED, Form.QUALIFIED):
            raise Http404
        try:
            signatures.refuse_early(self.signatory, self.person)
            return redirect(found.start(self.signatory, self.person, back=settings.SITE_URL + self.page))
        except Refused as refused:
            messages.error(self.request, str(refused))
        except providers.ProviderUnavailable:
            messages.error(
                self.request, _("The signature provider does not answer. Nothing is lost: please try again later.")
            )
        return redirect(self.page)

    def give(self, said):
        if said["read_in"] != get_language():
            raise Stale(_("The language changed since you opened this page. Please read it again, then sign."))
        link = self.request.link
        checked = self.signatory.code != Code.NONE
        if checked and not self.signatory.counts:
            codes.check(self.signatory, self.person, said["code"])
        hand = signatures.Hand(
            typed_name=said["typed_name"],
            consent=self.consent(),
            language=get_language(),
            way=self.way,
            role=str(self.terms["party"]),
            address=self.person.email or "",
            link_id=link.pk if link else None,
            code_checked=checked,
        )
        signatures.sign(self.signatory, person=self.person, shown=said["shown"], hand=hand, at=timezone.now())
        codes.use_up(self.signatory, self.person)

    def ask_change(self):
        form = self.form("change", self.request.POST)
        return self.keep("change", form, self.speak(State.CHANGE), _("Thank you. The coordinator reads your wish."))

    def decline(self):
        form = self.form("decline", self.request.POST)
        return self.keep(
            "decline", form, self.speak(State.DECLINED), _("Your answer is kept. The coordinator reads it.")
        )

    def speak(self, state):
        def act(said):
            signatures.answer(
                self.signatory,
                state,
                person=self.person,
                shown=said["shown"],
                text=said["text"],
                reason=said.get("reason", ""),
                at=timezone.now(),
            )

        return act

    def pass_on(self):
        if not self.terms["may_pass_on"]:
            raise Http404
        form = self.form("pass-on", self.request.POST)
        done = _("It is passed on. The person you named gets a link of their own; yours has ended.")
        return self.keep("pass-on", form, self.hand_over, done)

    def take_back(self):
        if not self.terms["may_take_back"]:
            raise Http404
        form = self.form("take-back", self.request.POST)
        return self.keep("take-back", form, self.withdraw, _("It is taken back. The coordinator is told at once."))

    def withdraw(self, said):
        signatures.withdraw(
            self.signatory, person=self.person, shown=said["shown"], text=said["text"], at=timezone.now()
        )

    def hand_over(self, said):
        signatures.pass_on(
            self.signatory,
            by=self.person,
            shown=said["shown"],
            first_name=said["first_name"],
            last_name=said["last_name"],
            email=said["email"],
            at=timezone.now(),
        )

    def keep(self, act, form, write, done):
        """Write what was said and show the page; a change in between is said, never overwritten."""
        if not form.is_valid():
            return self.show(act, form, status=422)
        try:
            write(form.cleaned_data)
        except Stale as stale:
            messages.warning(self.request, str(stale))
            return redirect(self.page)
        except Refused as refused:
            form.add_error(None, refused.reasons)
            return self.show(act, form, status=422)
        if self.request.link:
            links.mark_used(self.request.link, at=timezone.now())
        messages.success(self.request, done)
        return redirect("sign-passed-on" if act == "pass-on" and self.request.link else self.page)

    def form(self, act, data=None):
        initial = {"shown": self.version.content_hash, "read_in": get_language()}
        more = {"auto_id": f"id_{act}_%s", "initial": initial}
        if act == "sign":
            with_code = self.signatory.code != Code.NONE
            return forms.SignForm(data, consent=self.consent(), with_code=with_code, **more)
        if act == "change":
            return forms.ChangeForm(data, **more)
        if act == "take-back":
            return forms.TakeBackForm(data, **more)
        if act == "decline":
            return forms.DeclineForm(data, reasons=self.terms["reasons"], **more)
        return forms.PassOnForm(data, **more)

    def consent(self):
        """Give the words that are agreed to, as they are shown and kept."""
        words = _(
            "I have read this paper (%(number)s, version %(version)s) and sign it as: %(party)s. "
            "My name, my address and the time are kept with it, as a simple electronic signature."
        ) % {
            "number": self.version.document.number,
            "version": self.version.number,
            "party": self.terms["party"],
        }
        if self.terms["commitments"].get("signed"):
            words += " " + _("What I commit to was shown to me as a translation; what counts is what the paper says.")
        return words

    def show(self, act="", bound=None, status=200):
        """The paper, what one commits to, and what one can say; `bound` is a form that came back."""
        signatory = self.signatory
        acts = ["sign", "change", "decline", *(["pass-on"] if self.terms["may_pass_on"] else [])]
        if signatory.counts:
            acts = ["take-back"] if self.terms["may_take_back"] else []
        pdf = "link-sign-paper" if self.request.link else "sign-paper"
        context = {
            "terms": self.terms,
            "signatory": signatory,
            "version": self.version,
            "paper": self.paper.html(self.version, party=signatory.party),
            "heading": self.paper.heading(self.version),
            "pdf": reverse(pdf, args=[self.request.link.pk if self.request.link else signatory.pk]),
            "places": places(self.version),
            "said": said_by(signatory, self.person),
            "obstacles": self.paper.obstacles(signatory),
            "code_sent_to": codes.sent_to(signatory, self.person) if signatory.code != Code.NONE else "",
            "changes": self.paper.changes(signatory),
            "forms": {name: bound if name == act else self.form(name) for name in acts},
            "open": act,
            "page": self.page,
            "provider": providers.provider() is not None,
            "form": bound,
        }
        return render(self.request, "signing/sign.html", context, status=status)
