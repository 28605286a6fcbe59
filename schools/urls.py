from django.urls import path

from schools.views import leaders, register, untold

app_name = "schools"

urlpatterns = [
    path("schools/", register.school_list, name="school-list"),
    path("schools/nobody-told/", untold.untold_list, name="untold-list"),
    path("schools/<int:urn>/head/", leaders.head_change, name="head-change"),
    path("schools/<int:urn>/head/changed/", leaders.head_changed, name="head-changed"),
    path("schools/<int:urn>/deputies/", leaders.deputy_list, name="deputy-list"),
    path("schools/<int:urn>/deputies/<int:pk>/end/", leaders.deputy_end, name="deputy-end"),
    path(
        "schools/<int:urn>/deputies/invitations/<int:pk>/withdraw/",
        leaders.deputy_withdraw,
        name="deputy-withdraw",
    ),
]
