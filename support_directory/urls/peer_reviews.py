"""Peer reviews: programmes, visits, reports and answers."""

from django.urls import path

from support_directory.views import peer_reviews as views

PROGRAMMES = "support/peer-reviews/programmes"
VISIT = "support/peer-reviews/<int:pk>"

urlpatterns = [
    path("support/peer-reviews/", views.peer_review_list, name="peer-review-list"),
    path(f"{PROGRAMMES}/new/", views.programme_new, name="peer-programme-new"),
    path(f"{PROGRAMMES}/<int:pk>/", views.programme_detail, name="peer-programme"),
    path(f"{PROGRAMMES}/<int:pk>/edit/", views.programme_edit, name="peer-programme-edit"),
    path(f"{PROGRAMMES}/<int:pk>/reviewers/new/", views.reviewer_new, name="peer-reviewer-new"),
    path(
        f"{PROGRAMMES}/<int:pk>/reviewers/<int:reviewer>/remove/",
        views.reviewer_remove,
        name="peer-reviewer-remove",
    ),
    path(f"{PROGRAMMES}/<int:pk>/plan/", views.programme_plan, name="peer-programme-plan"),
    path(f"{PROGRAMMES}/<int:pk>/publish/", views.programme_publish, name="peer-programme-publish"),
    path(f"{PROGRAMMES}/<int:pk>/close/", views.programme_close, name="peer-programme-close"),
    path(f"{VISIT}/", views.review_detail, name="peer-review"),
    path(f"{VISIT}/arrange/", views.review_arrange, name="peer-review-arrange"),
    path(f"{VISIT}/cancel/", views.review_cancel, name="peer-review-cancel"),
    path(f"{VISIT}/report/", views.review_report, name="peer-review-report"),
    path(f"{VISIT}/reply/", views.review_reply, name="peer-review-reply"),
]
