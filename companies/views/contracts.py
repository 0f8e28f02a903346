"""Training contracts: a side of the apprentice's page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.access import may_read_apprentice, may_run
from centres.models import Apprentice
from centres.views import apprentice_page
from companies.actions import contract as contracts
from companies.forms.contract import ContractForm, EmployerForm
from companies.models import TrainingContract
from companies.profiles import profiles
from companies.views.lookups import own_contract
from doallvet.core.refused import Refused, Stale
from doallvet.core.seals import overtaken, seal


def contract_list(request, pk):
    """The contracts of one apprentice; a student without employer has none."""
    apprentice = _apprentice(request, pk)
    if not may_read_apprentice(request.user, apprentice):
        raise PermissionDenied
    manages = may_run(request.user, apprentice.centre)
    rows = apprentice.contracts.select_related("employer", "site", "trainer").order_by("-begins_on", "-pk")
    context = {
        "apprentice": apprentice,
        "manages": manages,
        "own": apprentice.person_id == request.user.pk,
        "contracts": [_shown(row, timezone.localdate()) for row in rows],
        "tabs": apprentice_page.tabs(apprentice, "contracts", manages),
    }
    return render(request, "companies/contracts.html", context)


def new(request, pk):
    """First the employer, then the rest: sites and trainers depend on it."""
    apprentice = _apprentice(request, pk)
    if not may_run(request.user, apprentice.centre):
        raise PermissionDenied
    choice = EmployerForm(request.GET if "employer" in request.GET else None, centre=apprentice.centre)
    if not choice.is_valid():
        context = {"form": choice, "apprentice": apprentice}
        return render(request, "companies/contract_employer.html", context, status=422 if choice.errors else 200)
    form = ContractForm(request.POST or None, centre=apprentice.centre, employer=choice.cleaned_data["employer"])
    return _edit(request, apprentice, None, form)


def edit(request, pk):
    contract = own_contract(request, pk)
    form = ContractForm(
        request.POST or None,
        centre=contract.apprentice.centre,
        employer=contract.employer,
        instance=TrainingContract.objects.get(pk=pk),
    )
    return _edit(request, contract.apprentice, contract, form)


def remove(request, pk):
    """Ask first, then take away a contract that was noted by mistake."""
    contract = own_contract(request, pk)
    if request.method == "POST":
        contracts.remove(contract, by=request.user, at=timezone.now())
        return redirect("companies:contracts", contract.apprentice_id)
    return render(request, "companies/contract_remove.html", {"contract": contract})


def _edit(request, apprentice, contract, form):
    now = seal(contract) if contract else ""
    seen = request.POST.get("seen", now)
    context = {"form": form, "apprentice": apprentice, "contract": contract, "employer": form.employer, "seen": seen}
    if request.method == "POST" and form.is_valid():
        try:
            contracts.save(apprentice, contract, form.values(), seen=seen, by=request.user, at=timezone.now())
        except Stale as stale:
            return render(request, "companies/contract.html", context | overtaken(form, stale, now), status=409)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            messages.success(request, _("Saved."))
            return redirect("companies:contracts", apprentice.pk)
    return render(request, "companies/contract.html", context, status=422 if form.errors else 200)


def _apprentice(request, pk):
    rows = Apprentice.objects.visible_to(request.user).select_related("person", "centre", "programme")
    return get_object_or_404(rows, pk=pk)


def _shown(row, today):
    profile = profiles().get(row.profile)
    if row.begins_on > today:
        status, tone = _("to come"), "info"
    elif row.ends_on < today:
        status, tone = _("ended"), "quiet"
    else:
        status, tone = _("running"), "success"
    return {"row": row, "kind": profile.scheme if profile else row.profile, "status": status, "tone": tone}
