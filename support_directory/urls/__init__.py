"""The addresses of the support directory: a module a part."""

from support_directory.urls import requests

app_name = "support_directory"

urlpatterns = [*requests.urlpatterns]
