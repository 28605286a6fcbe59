from django.urls import path

from dashboard.views import priorities, releases, school, trust

app_name = "dashboard"

urlpatterns = [
    path("schools/<int:urn>/", school.school_overview, name="school-overview"),
    path("schools/<int:urn>/results/", school.school_results, name="school-results"),
    path("schools/<int:urn>/rating/", school.school_rating, name="school-rating"),
    path("schools/<int:urn>/access/", school.school_access, name="school-access"),
    path("trusts/<int:uid>/", trust.trust_detail, name="trust-detail"),
    path("priorities/", priorities.priority_list, name="priority-list"),
    path("priorities.csv", priorities.priority_csv, name="priority-csv"),
    path("priorities.xlsx", priorities.priority_xlsx, name="priority-xlsx"),
    path("rounds/<int:pk>/share/", priorities.round_share, name="round-share"),
    path("data/", releases.release_list, name="release-list"),
    path("data/<int:pk>/", releases.release_detail, name="release-detail"),
]
