"""The addresses of the support directory: a module a part."""

from support_directory.urls import impact

app_name = "support_directory"

urlpatterns = [*impact.urlpatterns]
