"""All addresses of the portal."""

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from doallvet.accounts import proof, proof_by_code
from doallvet.accounts import views as accounts
from doallvet.core import views as core
from doallvet.outbox import announcing, bounces, health, link_again, preferences, providers, watched
from doallvet.signing import letter_views, verify
from doallvet.signing import views as signing
from mobilities.views import answer, calendar, conversation, inbound, proposals, today, ways

urlpatterns = [
    path("", today.today, name="today"),
    path("accounts/password/set/", proof.required(allauth.password_set), name="account_set_password"),
    path("accounts/reauthenticate/code/", proof_by_code.ProofByCode.as_view(), name="account_reauthenticate_code"),
    path("accounts/messages/", preferences.preferences, name="preferences"),
    path("accounts/calendar/", calendar.address, name="calendar-address"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar"),
    path("mail/bounces/", bounces.report, name="bounces"),
    path("instance/messages/", watched.page, name="watched"),
    path("instance/announcements/", announcing.index, name="announcements"),
    path("instance/announcements/new/", announcing.edit, name="announcement-new"),
    path("instance/announcements/<int:pk>/", announcing.edit, name="announcement"),
    path("instance/announcements/<int:pk>/end/", announcing.end, name="announcement-end"),
    path("announcements/close/", announcing.close, name="announcement-close"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("accounts/", include("allauth.urls")),
    path("language/", accounts.language, name="language"),
    path("l/<str:token>/", accounts.link, name="link"),
    path("invitation/<int:link_id>/", accounts.invitation, name="link-invitation"),
    path("link-closed/", accounts.link_closed, name="link-closed"),
    path("link-closed/again/", link_again.ask, name="link-again"),
    path("", include("centres.urls")),
    path("", include("companies.urls")),
    path("", include("mobilities.urls")),
    path("answers/<int:link_id>/", answer.by_link, name="link-answer"),
    path("answers/<int:link_id>/<int:step_pk>/", answer.by_link, name="link-answer"),
    path("answers/<int:link_id>/<int:step_pk>/later/", ways.from_answer, name="link-later"),
    path("reminders/<int:link_id>/", ways.by_link, name="link-step"),
    path("answers/<int:link_id>/tasks/", proposals.by_link, name="link-tasks"),
    path("conversation/<int:link_id>/", conversation.by_link, name="link-talk"),
    path("conversation/<int:link_id>/<int:comment_pk>/back/", conversation.take_back_by_link, name="link-talk-back"),
    path("inbound/replies/", inbound.replied, name="inbound-replies"),
    path("sign/<int:link_id>/", signing.by_link, name="link-sign"),
    path("sign/<int:link_id>/paper.pdf", signing.paper_by_link, name="link-sign-paper"),
    path("sign/passed-on/", signing.passed_on, name="sign-passed-on"),
    path("letter/", letter_views.letter, name="letter"),
    path("sign/report/", signing.report, name="sign-report"),
    path("signatures/<int:pk>/", signing.signed_in, name="sign"),
    path("signatures/<int:pk>/paper.pdf", signing.paper_signed_in, name="sign-paper"),
    path("verify/", verify.verify, name="verify"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]

if settings.ANYMAIL:
    urlpatterns += [path("mail/anymail/", include(providers.addresses()))]
if settings.DEMO:
    urlpatterns += [path("demo/inbox/", include("doallvet.outbox.urls"))]
if settings.DEMO or settings.DEBUG:
    urlpatterns += [path("gallery/", core.gallery, name="gallery")]

handler404 = "doallvet.core.views.not_found"
handler500 = "doallvet.core.views.server_error"
