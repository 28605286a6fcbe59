"""The addresses of the support directory: a module a part."""

from support_directory.urls import impact, peer_reviews

app_name = "support_directory"

urlpatterns = [*impact.urlpatterns, *peer_reviews.urlpatterns]
