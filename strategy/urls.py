"""The addresses of the strategy. A word that is one here is no edition's: `RESERVED`."""

from django.urls import path

from strategy.views import board, comparisons, editions, objectives, targets, updates

app_name = "strategy"

urlpatterns = [
    path("", editions.overview, name="overview"),
    path("compare/", comparisons.compare_pick, name="compare-pick"),
    path(
        "compare/<slug:earlier>/<slug:later>/", comparisons.edition_compare, name="edition-compare"
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
    # Any edition and any objective: every other address stands before these two.
    path("<slug:slug>/", editions.edition_detail, name="edition-detail"),
    path("<slug:slug>/<slug:code>/", objectives.objective_detail, name="objective-detail"),
    path(
        "<slug:slug>/<slug:code>/actions/<str:number>/",
        objectives.action_detail,
        name="action-detail",
    ),
]
