"""Pages on people and their posts, and the page an invitation leads to."""

from django.urls import path

from accounts.views import invitations, people, permissions, personal_data, preview

app_name = "people"

urlpatterns = [
    path("people/", people.person_list, name="person-list"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/data.json", personal_data.person_data_file, name="person-data"),
    path("people/<int:pk>/delete/", personal_data.person_delete, name="person-delete"),
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
    path("people/<int:pk>/preview/", preview.preview_person, name="preview-person"),
    path("preview/<slug:kind>/", preview.preview_role, name="preview-role"),
    path("preview/", preview.preview_stop, name="preview-stop"),
    path("permissions/", permissions.permission_list, name="permission-list"),
    path("join/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
]
