"""The wizard that plans a mobility: who → where → when → roadmap → check."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.choices import MemberRole
from centres.context import current_centre, memberships
from doallvet.core.refused import Refused
from mobilities.actions import planning, schedule
from mobilities.law import outlook_of
from mobilities.models import Mobility
from mobilities.rules import roadmap
from mobilities.rules.law import obstacles, warnings
from mobilities.views.roadmap import late, outlook
from mobilities.views.wizard import ASKING, PAGES, Wizard


def coordinated(request):
    """The centre chosen in the header, for which the person plans; who does not coordinate it may not."""
    centre = current_centre(request)
    if not any(row.centre == centre and row.role == MemberRole.COORDINATOR for row in memberships(request)):
        raise PermissionDenied
    return centre


def new(request, page="who"):
    """Show a page of the wizard, or go on to the next one; only the last page writes."""
    if page not in PAGES:
        raise Http404
    if request.method == "POST" and page != "check":
        return HttpResponseNotAllowed(["GET"])
    wizard = Wizard(coordinated(request), request.GET, timezone.localdate())
    if request.method == "POST":
        return create(request, wizard)
    if page in ASKING and wizard.form(page):
        return ask(request, wizard, page)
    if (open_page := wizard.open_page()) is not None:
        return redirect(wizard.address(open_page))
    return preview(request, wizard) if page == "roadmap" else check(request, wizard)


def ask(request, wizard, page):
    """A page with questions; answered well, it leads to the next one."""
    form = wizard.form(page)
    asked = request.GET.get("asking") == page
    if asked and wizard.is_answered(page):
        return redirect(wizard.address(wizard.after(page)))
    context = wizard.frame(page, form.fields) | {"form": form}
    return render(request, "mobilities/plan_form.html", context, status=422 if asked else 200)


def preview(request, wizard):
    """The roadmap as it will be, with what lies before today."""
    plan, mobility, parties, steps = drafted(request, wizard)
    plans = {step.key: step for step in plan.blueprint.steps.all()}
    context = wizard.frame("roadmap", ["done"]) | {
        "phases": outlook(steps, plans, {party.acts_as for party in parties}),
        "late": late(roadmap.late(steps, wizard.today), plans, wizard.done),
        "gaps": planning.gaps(plan, mobility, parties, today=wizard.today),
        "first_day": min(step.due_on for step in steps),
        "steps_total": len(steps),
    }
    return render(request, "mobilities/plan_roadmap.html", context)


def check(request, wizard):
    """All answers on one page; the button plans."""
    plan, mobility, parties, steps = drafted(request, wizard)
    findings = outlook_of(mobility, parties, today=wizard.today)
    context = wizard.frame("check", []) | {
        "obstacles": obstacles(findings),
        "law_warnings": warnings(findings),
        "when_url": wizard.address("when"),
        "answers": wizard.answers(mobility, len(steps)),
        "parties": [party for party in parties if party.organisation or party.person],
        "gaps": planning.gaps(plan, mobility, parties, today=wizard.today),
        "token": plan.token,
        "query": request.GET.urlencode(),
    }
    return render(request, "mobilities/plan_check.html", context)


def drafted(request, wizard):
    """What the answers would make: the plan, the mobility, its parties and its steps; nothing is written."""
    plan = wizard.plan(uuid4())
    mobility, parties = planning.drafted(plan, by=request.user, today=wizard.today)
    return plan, mobility, parties, schedule.planned(mobility, parties, today=wizard.today)


def create(request, wizard):
    """Plan it; the token of the page keeps a second click from planning it again."""
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        return redirect(wizard.address("check"))
    if planned := Mobility.objects.visible_to(request.user).filter(plan_token=token).first():
        return redirect("mobilities:detail", planned.pk)
    if (open_page := wizard.open_page()) is not None:
        return redirect(wizard.address(open_page))
    try:
        mobility = planning.create(
            wizard.plan(token), by=request.user, at=timezone.now(), done_before=set(wizard.done or ())
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(wizard.address("check"))
    messages.success(request, _("The mobility is planned. Here is its roadmap."))
    return redirect("mobilities:detail", mobility.pk)
