"""Accounts, for administrators; posts are given on the portal's own pages, where all is audited."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import User
from core import audit


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Signed in by e-mail; roles come from posts, so groups and permissions stay hidden.

    Nobody is deleted here: that is done where the name is taken out of the audit as well.
    """

    ordering = ["email"]
    list_display = ["email", "full_name", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "posts__role"]
    search_fields = ["email", "full_name"]
    filter_horizontal = []
    readonly_fields = ["last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["email", "full_name", "password"]}),
        ("Access", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "password1", "password2"]})]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        fields = [name for name in form.changed_data if not name.startswith("password")]
        audit.record(
            "account changed" if change else "account opened",
            subject=obj,
            by=request.user,
            before={name: form.initial.get(name) for name in fields} if change else None,
            after={name: form.cleaned_data[name] for name in fields},
        )
