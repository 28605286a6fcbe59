"""Editors' pages and pictures, the editor they are written in, and what readers can do there."""

from django.urls import include, path, re_path, register_converter
from django.urls.converters import StringConverter
from django.views.defaults import page_not_found
from django.views.generic import RedirectView
from wagtail.admin import urls as editor

from website.views import (
    api,
    bookings,
    bulletin,
    bulletin_desk,
    city,
    feeds,
    pages,
    pictures,
    plumbing,
    readers,
    reviews,
    search,
)

# Signing in, passwords, accounts and groups are the portal's own affair: see `accounts`.
NOT_OFFERED = {"exception": LookupError("People and sign-in are kept by the portal itself.")}
ELSEWHERE = [
    path("login/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("account/", RedirectView.as_view(pattern_name="mfa_index")),
    re_path(r"^(?:users|groups|password_reset)/", page_not_found, NOT_OFFERED),
]


class Statement(StringConverter):
    """The pages that are the same for every city."""

    regex = "accessibility|privacy|cookies|data-and-api"


register_converter(Statement, "statement")

API = [
    path("openapi.json", api.description, name="api-description"),
    path("measures/", api.measure_list, name="api-measure-list"),
    path("measures/<slug:slug>/", api.measure_detail, name="api-measure-detail"),
    path("schools/", api.school_list, name="api-school-list"),
    path("schools/<int:urn>/", api.school_detail, name="api-school-detail"),
    path("news/", api.news_list, name="api-news-list"),
    path("events/", api.event_list, name="api-event-list"),
    re_path(r"^(?:[\s\S]*/)?$", api.unknown, name="api-unknown"),
]
BULLETIN = [
    path("", bulletin.bulletin_list, name="bulletin-list"),
    path("subscribe/", bulletin.subscribe, name="bulletin-subscribe"),
    path("subscribe/<str:link>/", bulletin.bulletin_confirm, name="bulletin-confirm"),
    path("stop/<str:link>/", bulletin.bulletin_stop, name="bulletin-stop"),
    path("send-in/", bulletin.bulletin_send_in, name="bulletin-send-in"),
    path("desk/", bulletin_desk.desk, name="bulletin-desk"),
    path("desk/begin/", bulletin_desk.issue_begin, name="bulletin-issue-begin"),
    path("desk/<int:pk>/", bulletin_desk.issue_edit, name="bulletin-issue-edit"),
    path("desk/<int:pk>/preview/", bulletin_desk.issue_preview, name="bulletin-issue-preview"),
    path("desk/<int:pk>/<slug:step>/", bulletin_desk.issue_step, name="bulletin-issue-step"),
    path("desk/items/<int:pk>/", bulletin_desk.item_edit, name="bulletin-item-edit"),
    path("desk/items/<int:pk>/<slug:step>/", bulletin_desk.item_step, name="bulletin-item-step"),
    path("<str:on>/", bulletin.bulletin_issue, name="bulletin-issue"),
]

urlpatterns = [
    path("", pages.page, {"path": ""}, name="home"),
    path("cms/", include([*ELSEWHERE, *editor.urlpatterns])),
    path("media/pictures/<str:name>", pictures.picture, name="picture"),
    path("search/", search.site_search, name="search"),
    path("news/feed.rss", feeds.news_rss, name="news-rss"),
    path("news/feed.atom", feeds.news_atom, name="news-atom"),
    path("news/page/<int:number>/", plumbing.old_news_page, name="old-news-page"),
    path("events/calendar.ics", feeds.events_ics, name="events-ics"),
    path("events/<int:pk>.ics", feeds.event_ics, name="event-ics"),
    path("book/<int:pk>/", bookings.book, name="book"),
    path("book/<int:pk>/people/", bookings.booking_list, name="booking-list"),
    path("book/<int:pk>/people.csv", bookings.booking_csv, name="booking-csv"),
    path("book/cancel/<str:link>/", bookings.booking_cancel, name="booking-cancel"),
    path("book/how-was-it/<str:link>/", bookings.booking_evaluate, name="booking-evaluate"),
    path("resources/files/<int:pk>/<int:number>/", plumbing.resource_file, name="resource-file"),
    path("bulletin/", include(BULLETIN)),
    path("city/", city.overview, name="city"),
    path("city/data.csv", city.data_csv, name="city-csv"),
    path("city/data.json", city.data_json, name="city-json"),
    path("city/<slug:slug>/", city.measure, name="city-measure"),
    path("city/<slug:slug>/data.csv", city.data_csv, name="city-measure-csv"),
    path("city/<slug:slug>/data.json", city.data_json, name="city-measure-json"),
    path("api/v1/", include(API)),
    path("feedback/", readers.feedback, name="feedback"),
    path("feedback/queue/", readers.feedback_list, name="feedback-list"),
    path("feedback/queue/<int:pk>/", readers.feedback_detail, name="feedback-detail"),
    path("banners/", readers.banner_list, name="banner-list"),
    path("banners/<int:pk>/remove/", readers.banner_remove, name="banner-remove"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("broken-links/", plumbing.broken_link_list, name="broken-link-list"),
    path("robots.txt", plumbing.robots, name="robots"),
    path(".well-known/security.txt", plumbing.security_txt, name="security-txt"),
    path("sitemap.xml", plumbing.sitemap, name="sitemap"),
    path("services/<path:rest>", plumbing.old_service, name="old-service"),
    path("category/<path:rest>", plumbing.old_category, name="old-category"),
    path("<statement:name>/", plumbing.statement, name="statement"),
    # Last: whatever no other part of the portal answers may be a page of editors.
    re_path(r"^(?P<path>(?:[\w-]+/)*)$", pages.page, name="wagtail_serve"),
]
