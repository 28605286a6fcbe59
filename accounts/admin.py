"""People and city-wide posts, for administrators until the pages on people are built."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import CityPost, User


class CityPostInline(admin.TabularInline):
    model = CityPost
    fk_name = "user"
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Signed in by e-mail; roles come from posts, so groups and permissions stay hidden."""

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
    inlines = [CityPostInline]
