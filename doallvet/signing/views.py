"""The page on which one signs: from a personal link, or signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from doallvet.accounts import links
from doallvet.accounts.models import User
from doallvet.core import uploads
from doallvet.core.refused import Refused, Stale
from doallvet.signing import codes, forms, letters, providers
from doallvet.signing.actions import signature as signatures
from doallvet.signing.choices import Code, Form, State, Way
from doallvet.signing.models import Signatory
from doallvet.signing.papers import paper_of
from doallvet.signing.standing import places


@login_not_required
@never_cache
def by_link(request, link_id):
    """The page of a personal link. Reading it changes nothing; each act is a POST."""
    signatory = reached(request.link)
    if signatory is None:
        return redirect("link-closed")
    way = Way.LETTER if request.link.version == letters.BY_LETTER else Way.LINK
    return Desk(request, signatory, request.link.person, reverse("link-sign", args=[link_id]), way).answer()


@login_not_required
@never_cache
def paper_by_link(request, link_id):
    """The PDF behind a personal link."""
    signatory = reached(request.link)
    return paper(signatory, save="save" in request.GET) if signatory else redirect("link-closed")


def reached(link):
    """Give the place of a link on the newest version, as long as its person signs there; None where they do not."""
    if link.purpose != "sign" or link.subject_label != Signatory._meta.label_lower:
        raise Http404
    signatory = Signatory.objects.with_version().filter(pk=link.subject_id).first()
    return now(signatory, link.person) if signatory else None


def now(signatory, person):
    """Give the place of the same party on the newest version: the oldest mail of a thread leads to what holds today."""
    if signatory.version.replaced_at:
        same = Signatory.objects.current().with_version().filter(version__document=signatory.version.document_id)
        same = same.filter(party=signatory.party)
        signatory = next((row for row in same if row.person_id == person.pk), same.first())
    if signatory is None or person not in paper_of(signatory.version.document).signers(signatory):
        return None
    return signatory


@never_cache
def signed_in(request, pk):
    """The same page for somebody who signed in."""
    signatory = own(request, pk)
    if signatory.pk != pk:
        return redirect("sign", signatory.pk)
    return Desk(request, signatory, request.user, reverse("sign", args=[pk]), Way.SIGNED_IN).answer()


@never_cache
def paper_signed_in(request, pk):
    """The PDF, for who signs it."""
    return paper(own(request, pk), save="save" in request.GET)


def own(request, pk):
    """Give a place at which the person signs, on the newest version; 404 for everybody else."""
    signatory = now(get_object_or_404(Signatory.objects.with_version(), pk=pk), request.user)
    if signatory is None:
        raise Http404
    return signatory


def paper(signatory, *, save):
    """The paper with its signatures, as soon as there is one; before, as it was issued."""
    version = signatory.version
    path = version.sealed_file or version.file
    if not path:
        raise Http404
    name = f"{version.document.number}-v{version.number}{'-signed' if version.sealed_file else ''}.pdf"
    file = uploads.opened(path)
    return uploads.attachment(file, name, "application/pdf") if save else uploads.shown_pdf(file, name)


@csrf_exempt
@login_not_required
@require_POST
def report(request):
    """What a signature provider reports: signed, or not. Nothing is believed that does not carry our secret."""
    found = providers.provider()
    if found is None:
        raise Http404
    try:
        said = found.read(request.body, request.headers.get("X-Signature", ""))
    except providers.ProviderUnavailable:
        return HttpResponse(status=400)
    signatory = Signatory.objects.with_version().filter(pk=said["signatory"]).first()
    person = User.objects.filter(pk=said["person"]).first()
    if signatory is None or person is None or said["status"] != "signed":
        return HttpResponse(status=204)
    hand = signatures.Hand(
        typed_name=said["name"],
        consent="",
        language=signatory.version.language,
        way=Way.PROVIDER,
        role=str(paper_of(signatory.version.document).party(signatory)),
        address=person.email or "",
    )
    try:
        signatures.sign(signatory, person=person, shown=said["content_hash"], hand=hand, at=timezone.now())
    except Refused as refused:
        return HttpResponse(str(refused), status=409, content_type="text/plain")
    return HttpResponse(status=204)


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
        }
        acts["take-back"] = self.take_back
        act = acts.get(self.request.POST.get("act"))
        if act is None:
            raise Http404
        return act()

    def sign(self):
        form = self.form("sign", self.request.POST)
        return self.keep("sign", form, self.give, _("Thank you. You have signed."))

    def send_code(self):
        """Send a one-time code to what is on file, and say masked where it went."""
        if self.signatory.code == Code.NONE:
            raise Http404
        try:
            where = codes.send(self.signatory, self.person, at=timezone.now())
        except Refused as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, _("The code is on its way to %(where)s.") % {"where": where})
        return redirect(f"{self.page}#sign")

    def go_to_provider(self):
        """Hand over to the signature provider; the signature comes back as its report."""
        found = providers.provider()
        if found is None or self.signatory.form not in (Form.ADVANCED, Form.QUALIFIED):
            raise Http404
        try:
            return redirect(found.start(self.signatory, self.person, back=settings.SITE_URL + self.page))
        except providers.ProviderUnavailable:
            messages.error(
                self.request, _("The signature provider does not answer. Nothing is lost: please try again later.")
            )
            return redirect(self.page)

    def give(self, said):
        link = self.request.link
        checked = self.signatory.code != Code.NONE
        if checked and not self.signatory.counts and not codes.check(self.signatory, self.person, said["code"]):
            raise Refused(_("This is not the code that was sent last, or its time is over. Ask for a new one."))
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
        signatures.withdraw(self.signatory, person=self.person, text=said["text"], at=timezone.now())

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
        return redirect("link-closed" if act == "pass-on" and self.request.link else self.page)

    def form(self, act, data=None):
        initial = {"shown": self.version.content_hash}
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
        return _(
            "I have read this paper (%(number)s, version %(version)s) and sign it as: %(party)s. "
            "My name, my address and the time are kept with it, as a simple electronic signature."
        ) % {
            "number": self.version.document.number,
            "version": self.version.number,
            "party": self.terms["party"],
        }

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
            "obstacles": self.paper.obstacles(signatory),
            "changes": self.paper.changes(signatory),
            "forms": {name: bound if name == act else self.form(name) for name in acts},
            "open": act,
            "page": self.page,
            "provider": providers.provider() is not None,
            "form": bound,
        }
        return render(self.request, "signing/sign.html", context, status=status)
