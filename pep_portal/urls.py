"""Every address of the portal; `tests/test_urls.py` says who may open each."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from pep_portal import audit, components, health, records, views

# Django's own sign-in page would ask for a password alone.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler403 = "pep_portal.views.forbidden"
handler404 = "website.views.plumbing.not_found"

urlpatterns = [
    path("my/", views.landing, name="landing"),
    path("", include("schools.urls")),
    path("", include("dashboard.urls")),
    path("strategy/", include("strategy.urls")),
    path("support/", include("support_directory.urls.deployments")),
    path("", include("support_directory.urls")),
    path("groups/", include("subgroups.urls")),
    path("", include("accounts.people_urls")),
    path("account/", include("accounts.urls")),
    path("notices/", include("notifications.urls")),
    path("audit/", audit.audit_list, name="audit-list"),
    path("audit.csv", audit.audit_csv, name="audit-csv"),
    path("history/<slug:kind>/<int:pk>/", records.record_history, name="record-history"),
    path("components/", components.component_list, name="component-list"),
    path("django-admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Last: it answers every other address that may be a page of editors.
    path("", include("website.urls")),
]
