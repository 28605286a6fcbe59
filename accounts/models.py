"""People and the city-wide posts they hold."""

from functools import cached_property

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.permissions import Role


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; what they may do follows from the posts they hold today."""

    email = models.EmailField("email address", unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may enter the Django admin", default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            # One person, one account: capitals do not make another address.
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
        ]

    def __str__(self):
        return self.full_name or self.email

    def clean(self):
        super().clean()
        self.email = self.email.lower()

    @cached_property
    def roles(self):
        """City-wide roles held today. One query, once a request."""
        return {
            Role(role)
            for role in self.posts.held_on(timezone.localdate()).values_list("role", flat=True)
        }


class PostQuerySet(models.QuerySet):
    """Anything held by a person from a day until a day."""

    def held_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class HeldPost(models.Model):
    """A post with its first and last day; access ends at midnight after the last."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        abstract = True


class CityPost(HeldPost):
    """A post that counts across the whole city: LA officer or moderator."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts"
    )
    role = models.CharField(
        max_length=20,
        choices=[(role.value, role.label) for role in (Role.OFFICER, Role.MODERATOR)],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ends_on=None),
                name="one_open_city_post_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="city_post_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
