"""Whether support works: the city's page for everybody, and impact for those who arrange it."""

from django.urls import path

from support_directory.views import city, impact

urlpatterns = [
    path("city/support/", city.city_support, name="city-support"),
    path("city/support.csv", city.city_support_csv, name="city-support-csv"),
    path("city/support.json", city.city_support_json, name="city-support-json"),
    path("schools/<int:urn>/support/impact/", impact.school_impact, name="school-impact"),
    path("support/impact/", impact.impact_overview, name="impact"),
]
