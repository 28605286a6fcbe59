"""The addresses of the support directory: a module a part."""

from support_directory.urls import directory, impact, peer_reviews, requests

app_name = "support_directory"

urlpatterns = [
    *directory.urlpatterns,
    *requests.urlpatterns,
    *impact.urlpatterns,
    *peer_reviews.urlpatterns,
]
