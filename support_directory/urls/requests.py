"""What schools ask for, and how brokers find somebody."""

from django.urls import path

from support_directory.views import brokering, requests, school_support

urlpatterns = [
    path("support/requests/", requests.request_list, name="request-list"),
    path("support/requests/new/", requests.request_new, name="request-new"),
    path("support/requests/<int:pk>/", requests.request_detail, name="request-detail"),
    path("support/requests/<int:pk>/sent/", requests.request_sent, name="request-sent"),
    path("support/requests/<int:pk>/end/", requests.request_end, name="request-end"),
    path("support/requests/<int:pk>/in-touch/", requests.request_in_touch, name="request-in-touch"),
    path("support/requests/<int:pk>/shortlist/", brokering.shortlist, name="request-shortlist"),
    path(
        "support/requests/<int:pk>/propose/<int:entry>/",
        brokering.propose,
        name="request-propose",
    ),
    path("support/propose/<int:urn>/<int:entry>/", brokering.propose_new, name="propose-new"),
    path("schools/<int:urn>/support/", school_support.school_support, name="school-support"),
]
