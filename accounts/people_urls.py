"""Pages on people and their posts, and the page an invitation leads to."""

from django.urls import path

from accounts.views import invitations, people, permissions

app_name = "people"

urlpatterns = [
    path("people/", people.person_list, name="person-list"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/posts/<slug:kind>/", people.post_start, name="post-start"),
    path("people/posts/<slug:kind>/<int:pk>/end/", people.post_end, name="post-end"),
    path("people/invitations/", invitations.invitation_list, name="invitation-list"),
    path("people/invite/<slug:kind>/", invitations.invitation_new, name="invitation-new"),
    path(
        "people/invitations/<int:pk>/withdraw/",
        invitations.invitation_revoke,
        name="invitation-revoke",
    ),
    path(
        "people/invitations/<int:pk>/send/", invitations.invitation_resend, name="invitation-resend"
    ),
    path("permissions/", permissions.permission_list, name="permission-list"),
    path("join/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
]
