"""The addresses of the strategy. A word that is one here is no edition's: `RESERVED`."""

from django.urls import path

from strategy.views import (
    board,
    comparisons,
    consultations,
    editions,
    objectives,
    targets,
    updates,
    writing,
)

app_name = "strategy"

urlpatterns = [
    path("", editions.overview, name="overview"),
    path("new/", writing.edition_new, name="edition-new"),
    path("compare/", comparisons.compare_pick, name="compare-pick"),
    path(
        "compare/<slug:earlier>/<slug:later>/", comparisons.edition_compare, name="edition-compare"
    ),
    path("consultations/", consultations.consultation_list, name="consultation-list"),
    path("consultations/new/", consultations.consultation_new, name="consultation-new"),
    path(
        "consultations/documents/<int:pk>/",
        consultations.document,
        name="consultation-document",
    ),
    path(
        "consultations/confirm/<str:link>/", consultations.response_confirm, name="response-confirm"
    ),
    path(
        "consultations/<slug:slug>/", consultations.consultation_detail, name="consultation-detail"
    ),
    path("consultations/<slug:slug>/respond/", consultations.respond, name="respond"),
    path(
        "consultations/<slug:slug>/responses/", consultations.published_list, name="published-list"
    ),
    path(
        "consultations/<slug:slug>/responses.csv", consultations.published_csv, name="published-csv"
    ),
    path(
        "consultations/<slug:slug>/run/",
        consultations.consultation_manage,
        name="consultation-manage",
    ),
    path(
        "consultations/<slug:slug>/run/edit/",
        consultations.consultation_edit,
        name="consultation-edit",
    ),
    path(
        "consultations/<slug:slug>/run/questions/new/",
        consultations.question_new,
        name="question-new",
    ),
    path(
        "consultations/<slug:slug>/run/questions/<int:number>/",
        consultations.question_edit,
        name="question-edit",
    ),
    path(
        "consultations/<slug:slug>/run/questions/<int:number>/remove/",
        consultations.question_remove,
        name="question-remove",
    ),
    path(
        "consultations/<slug:slug>/run/documents/new/",
        consultations.document_new,
        name="document-new",
    ),
    path(
        "consultations/<slug:slug>/run/extend/",
        consultations.consultation_extend,
        name="consultation-extend",
    ),
    path(
        "consultations/<slug:slug>/run/withdraw/",
        consultations.consultation_withdraw,
        name="consultation-withdraw",
    ),
    path(
        "consultations/<slug:slug>/run/responses/",
        consultations.response_list,
        name="response-list",
    ),
    path(
        "consultations/<slug:slug>/run/responses.csv",
        consultations.response_csv,
        name="response-csv",
    ),
    path(
        "consultations/<slug:slug>/run/responses/<int:pk>/",
        consultations.response_detail,
        name="response-detail",
    ),
    path(
        "consultations/<slug:slug>/run/summary/",
        consultations.consultation_summarise,
        name="consultation-summarise",
    ),
    path("updates/", updates.update_list, name="update-list"),
    path("updates/ask/", updates.request_new, name="request-new"),
    path("updates/terms/<int:pk>/", updates.request_detail, name="request-detail"),
    path("updates/<int:pk>/", updates.update_detail, name="update-detail"),
    path("updates/<int:pk>/edit/", updates.update_edit, name="update-edit"),
    path("updates/<int:pk>/history/", updates.update_history, name="update-history"),
    path(
        "<slug:slug>/board/<int:academic_year>-<slug:term>.pdf", board.board_pdf, name="board-pdf"
    ),
    path("<slug:slug>/board/<int:academic_year>-<slug:term>/", board.board, name="board"),
    path("<slug:slug>/data.csv", targets.edition_csv, name="edition-csv"),
    path("<slug:slug>/data.json", targets.edition_json, name="edition-json"),
    path(
        "<slug:slug>/<slug:code>/measures/<int:number>/",
        targets.measure_detail,
        name="measure-detail",
    ),
    path("<slug:slug>/edit/", writing.edition_write, name="edition-write"),
    path("<slug:slug>/edit/about/", writing.edition_edit, name="edition-edit"),
    path("<slug:slug>/edit/history/", writing.edition_history, name="edition-history"),
    path("<slug:slug>/edit/refresh/", writing.edition_refresh, name="edition-refresh"),
    path("<slug:slug>/edit/to/<slug:state>/", writing.edition_step, name="edition-step"),
    path("<slug:slug>/edit/objectives/new/", writing.objective_new, name="objective-new"),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/", writing.objective_write, name="objective-write"
    ),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/wording/",
        writing.objective_edit,
        name="objective-edit",
    ),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/move/",
        writing.objective_move,
        name="objective-move",
    ),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/remove/",
        writing.objective_remove,
        name="objective-remove",
    ),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/correct/",
        writing.objective_correct,
        name="objective-correct",
    ),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/<slug:kind>/new/",
        writing.part_new,
        name="part-new",
    ),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/<slug:kind>/<int:pk>/",
        writing.part_edit,
        name="part-edit",
    ),
    path(
        "<slug:slug>/edit/objectives/<slug:code>/<slug:kind>/<int:pk>/remove/",
        writing.part_remove,
        name="part-remove",
    ),
    # Any edition and any objective: every other address stands before these two.
    path("<slug:slug>/", editions.edition_detail, name="edition-detail"),
    path("<slug:slug>/<slug:code>/", objectives.objective_detail, name="objective-detail"),
    path(
        "<slug:slug>/<slug:code>/actions/<str:number>/",
        objectives.action_detail,
        name="action-detail",
    ),
]
