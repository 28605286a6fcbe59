"""Accounts, for administrators; posts are given on the portal's own pages, where all is audited."""

import allauth.mfa.admin  # noqa: F401 its page, which shows secrets, gives way to ours below
from allauth.account.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.adapter import WORDS
from accounts.models import User
from core import audit

LETTERS = {
    Authenticator.Type.TOTP: "mfa/email/totp_deactivated",
    Authenticator.Type.WEBAUTHN: "mfa/email/webauthn_removed",
}


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


admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin):
    """Taken from a person who has lost theirs; the next sign-in asks for another.

    Nobody makes or alters one here, and what it consists of is not shown.
    """

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__email", "user__full_name"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def delete_model(self, request, obj):
        kind = Authenticator.Type(obj.type)
        super().delete_model(request, obj)
        delete_dangling_recovery_codes(obj.user)
        audit.record(
            "second factor removed",
            subject=obj.user,
            by=request.user,
            before={"factor": WORDS[kind]},
        )
        if letter := LETTERS.get(kind):
            get_adapter(request).send_notification_mail(letter, obj.user, email=obj.user.email)

    def delete_queryset(self, request, queryset):
        for factor in queryset.select_related("user"):
            self.delete_model(request, factor)
