"""The addresses of the support directory: a module a part."""

from support_directory.urls import directory, requests

app_name = "support_directory"

urlpatterns = [*directory.urlpatterns, *requests.urlpatterns]
