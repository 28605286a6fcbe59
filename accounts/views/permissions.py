"""Who may do what? The table itself, printed from the code that guards every page."""

from django.shortcuts import render

from accounts.permissions import (
    GRANTS,
    NEEDS_SECOND_FACTOR,
    Permission,
    Role,
    audience,
    authorise,
)


def permission_list(request):
    authorise(request.user, Permission.PERMISSIONS_VIEW)
    return render(
        request,
        "accounts/permission_list.html",
        {
            "permissions": [(each.label, audience(each)) for each in Permission],
            "roles": [
                (
                    role.label,
                    [each.label for each in Permission if each in GRANTS[role]],
                    role in NEEDS_SECOND_FACTOR,
                )
                for role in Role
            ],
            "audience": audience(Permission.PERMISSIONS_VIEW),
        },
    )
