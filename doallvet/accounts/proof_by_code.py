"""The proof of who has neither password nor second factor: a code by e-mail, the way by which they sign in."""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

CODE = "proof_code"


class Code(AbstractCodeVerificationProcess):
    """A code on its way to the person who is signed in; it lives in the session, as allauth's own do."""

    def __init__(self, request, state):
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )
        self.request = request

    @classmethod
    def new(cls, request):
        return cls(request, cls.initial_state(request.user, request.user.email))

    @classmethod
    def on_its_way(cls, request):
        """Give the code that was sent last, or None when it is too old or was guessed at too often."""
        state = request.session.get(CODE)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self):
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail("account/email/proof_code", self.user.email, {"code": self.code})
        self.persist()

    def persist(self):
        self.request.session[CODE] = self.state

    def abort(self):
        self.request.session.pop(CODE, None)


class ProofByCode(BaseReauthenticateView):
    """Sends a code when asked to, and takes it."""

    form_class = ConfirmLoginCodeForm
    template_name = "account/reauthenticate_code.html"

    def dispatch(self, request, *args, **kwargs):
        self.code = Code.on_its_way(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "send" not in request.POST and self.code:
            return super().post(request, *args, **kwargs)
        if "send" not in request.POST:
            messages.error(request, _("This code is no longer valid. Ask for a new one."))
        elif ratelimit.consume(request, action="request_login_code", key=request.user.email):
            Code.new(request).send()
        else:
            messages.error(request, _("Too many codes in a short time. Wait a minute, then ask for a new one."))
        return HttpResponseRedirect(self.passthrough_next_url(request.path))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"code": self.code.code if self.code else ""}

    def form_valid(self, form):
        self.code.abort()
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form):
        if self.code.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, _("That was wrong too often: this code is no longer valid. Ask for a new one."))
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sent": self.code is not None}
