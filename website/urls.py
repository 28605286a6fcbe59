"""Editors' pages and pictures, and the editor they are written in."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from django.views.generic import RedirectView
from wagtail.admin import urls as editor
from wagtail.views import serve

from website import views

page = login_not_required(serve)

# Signing in, passwords, accounts and groups are the portal's own affair: see `accounts`.
NOT_OFFERED = {"exception": LookupError("People and sign-in are kept by the portal itself.")}
ELSEWHERE = [
    path("login/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("account/", RedirectView.as_view(pattern_name="mfa_index")),
    re_path(r"^(?:users|groups|password_reset)/", page_not_found, NOT_OFFERED),
]

urlpatterns = [
    path("", page, {"path": ""}, name="home"),
    path("cms/", include([*ELSEWHERE, *editor.urlpatterns])),
    path("media/pictures/<str:name>", views.picture, name="picture"),
    # Last: whatever no other part of the portal answers may be a page of editors.
    re_path(r"^(?P<path>(?:[\w-]+/)*)$", page, name="wagtail_serve"),
]
