"""The addresses of the strategy. A word that is one here is no edition's: `RESERVED`."""

from django.urls import path

from strategy.views import editions, objectives

app_name = "strategy"

urlpatterns = [
    path("", editions.overview, name="overview"),
    # Any edition and any objective: every other address stands before these two.
    path("<slug:slug>/", editions.edition_detail, name="edition-detail"),
    path("<slug:slug>/<slug:code>/", objectives.objective_detail, name="objective-detail"),
]
