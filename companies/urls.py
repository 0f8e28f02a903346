"""Addresses of companies, and of the contracts of apprentices."""

from django.urls import path

from companies.views import closures, companies, company_list, contacts, contracts

app_name = "companies"
urlpatterns = [
    path("companies/", company_list.company_list, name="list"),
    path("companies/new/", companies.new, name="new"),
    path("companies/<int:pk>/", companies.detail, name="detail"),
    path("companies/<int:pk>/edit/", companies.edit, name="edit"),
    path("companies/<int:pk>/closures/", closures.index, name="closures"),
    path("companies/<int:pk>/closures/<int:closure_pk>/remove/", closures.remove, name="closure-remove"),
    path("companies/<int:pk>/sites/new/", companies.site_new, name="site-new"),
    path("companies/<int:pk>/contacts/new/", contacts.new, name="contact-new"),
    path("companies/sites/<int:pk>/", companies.site_edit, name="site-edit"),
    path("companies/contacts/<int:pk>/", contacts.edit, name="contact-edit"),
    path("companies/contacts/<int:pk>/end/", contacts.end, name="contact-end"),
    path("companies/contacts/<int:pk>/invite/", contacts.invite, name="contact-invite"),
    path("apprentices/<int:pk>/contracts/", contracts.contract_list, name="contracts"),
    path("apprentices/<int:pk>/contracts/new/", contracts.new, name="contract-new"),
    path("contracts/<int:pk>/", contracts.edit, name="contract-edit"),
    path("contracts/<int:pk>/remove/", contracts.remove, name="contract-remove"),
]
