"""Addresses of the demo's inbox."""

from django.urls import path

from doallvet.outbox import views

urlpatterns = [
    path("", views.demo_inbox, name="demo-inbox"),
    path("<int:pk>/", views.demo_mail, name="demo-mail"),
    path("<int:pk>/mail.html", views.demo_mail_html, name="demo-mail-html"),
]
