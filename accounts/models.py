"""People and the city-wide posts they hold."""

from functools import cached_property

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.signing import Signer
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.constraints import ONCE, NoOverlap
from accounts.permissions import Role
from core.history import History, VersionedQuerySet

# Signs the number of an invitation, so that no link can be made or altered elsewhere.
TOKENS = Signer(salt="accounts.invitation")


class UserManager(BaseUserManager.from_queryset(VersionedQuerySet)):  # type: ignore[misc]
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

    email = models.EmailField("e-mail address", unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField("may sign in", default=True)
    is_staff = models.BooleanField("may enter the Django admin", default=False)
    is_superuser = models.BooleanField("may do everything in the Django admin", default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    history = History(leaves_out=["password", "last_login", "joined_at"])

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            # One person, one account: capitals do not make another address.
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
        ]

    def __str__(self):
        return self.full_name or self.email

    def get_absolute_url(self):
        return reverse("people:person-detail", args=[self.pk])

    def get_full_name(self):
        """What libraries ask for to name a person."""
        return self.full_name

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


class PostQuerySet(VersionedQuerySet):
    """Anything held by a person from a day until a day."""

    def held_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def done_by(words=""):
    """A person whose account may be deleted while what they did stays."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=words,
    )


class HeldPost(models.Model):
    """A post with its first and last day; access ends at midnight after the last.

    A room that confers roles makes its own kind of post from this one. `KIND` names it in an
    address, `WHERE` in words; `SCOPE` is the field that says where it counts (none: the whole
    city), and `ROLES` are those an officer may give through it.
    """

    KIND: str
    WHERE: str
    SCOPE: str | None = None
    ROLES: tuple[Role, ...] = ()

    user_id: int
    role: str

    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    appointed_at = models.DateTimeField(default=timezone.now, editable=False)
    appointed_by = done_by("none for a command, or whose account is gone")
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = done_by()

    objects = PostQuerySet.as_manager()
    # Who gave and who ended a post wrote its versions.
    history = History(
        leaves_out=["appointed_at", "appointed_by", "ended_at", "ended_by"], inherit=True
    )

    class Meta:
        abstract = True

    def overlapping(self):
        """The person's other posts of this role, in this place, on any of the same days."""
        same = {"user_id": self.user_id, "role": self.role}
        if self.SCOPE:
            same[f"{self.SCOPE}_id"] = getattr(self, f"{self.SCOPE}_id")
        others = type(self).objects.filter(Q(ends_on=None) | Q(ends_on__gte=self.starts_on), **same)
        if self.ends_on:
            others = others.filter(starts_on__lte=self.ends_on)
        return others.exclude(pk=self.pk)

    @classmethod
    def places(cls):
        """Where such a post can be given; None where it counts across the whole city."""
        return None

    @classmethod
    def offered(cls, invitation, *, to):
        """The post an invitation promises, for the person who accepts it; not saved."""
        scope = {f"{cls.SCOPE}_id": invitation.scope_id} if cls.SCOPE else {}
        return cls(
            user=to,
            role=invitation.role,
            starts_on=invitation.starts_on,
            ends_on=invitation.ends_on,
            **scope,
        )

    @property
    def place(self):
        return str(getattr(self, self.SCOPE)) if self.SCOPE else "the whole city"

    @property
    def version(self):
        """Changes whenever somebody ends the post; a form carries what its reader saw."""
        return f"{self.ends_on or ''} {self.ended_at.isoformat() if self.ended_at else ''}".strip()

    def dependants(self):
        """The posts that end with this one at the latest."""
        return type(self).objects.none()

    def begun(self, *, by):
        """What else becomes true once the post is given, in the same transaction."""

    def is_held_on(self, day):
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def truths_of_post(name, *scope):
    """What the database holds every kind of post to."""
    return [
        NoOverlap(fields=("user", *scope, "role"), name=f"{name}_{ONCE}"),
        models.CheckConstraint(
            condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            name=f"{name}_ends_after_it_starts",
        ),
        # Who ended it may be gone since; that somebody did, and when, stays.
        models.CheckConstraint(
            condition=Q(ended_at=None, ended_by=None)
            | Q(ended_at__isnull=False, ends_on__isnull=False),
            name=f"{name}_ended_at_and_by",
        ),
    ]


def choices_of(roles):
    return [(role.value, role.label) for role in roles]


class CityPost(HeldPost):
    """A post that counts across the whole city."""

    KIND = "city"
    WHERE = "across the city"
    ROLES = (
        Role.OFFICER,
        Role.DATA_OFFICER,
        Role.MODERATOR,
        Role.BROKER,
        Role.BOARD_CHAIR,
        Role.BOARD_MEMBER,
        Role.EDITOR,
        Role.ADMINISTRATOR,
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts"
    )
    role = models.CharField(max_length=20, choices=choices_of(ROLES))

    class Meta:
        constraints = truths_of_post("city_post")

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"


class InvitationQuerySet(VersionedQuerySet):
    def open(self, at):
        """Those that somebody can still accept."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)

    def newest_first(self):
        return self.order_by("-invited_at", "-pk")


class Invitation(models.Model):
    """A post promised to an address: whoever reads its mail accepts it once, within 14 days.

    The post is described by its kind and the number of its place, because the rooms that
    confer roles stand above this one.
    """

    email = models.EmailField("e-mail address")
    full_name = models.CharField(max_length=200)
    post_kind = models.CharField(max_length=20)
    role = models.CharField(max_length=20, choices=Role)
    scope_id = models.PositiveBigIntegerField(default=0, help_text="0: the whole city")
    place = models.CharField(max_length=200, help_text="as it is called in the letter")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    invited_at = models.DateTimeField()
    invited_by = done_by()
    expires_at = models.DateTimeField("open until")
    sent_at = models.DateTimeField(null=True, help_text="none: the mail has not gone yet")
    accepted_at = models.DateTimeField("accepted", null=True)
    accepted_by = done_by()
    revoked_at = models.DateTimeField("withdrawn", null=True)
    revoked_by = done_by()

    objects = InvitationQuerySet.as_manager()
    # The place stands there in words; who did what wrote the version.
    history = History(
        leaves_out=[
            "post_kind",
            "scope_id",
            "invited_at",
            "invited_by",
            "sent_at",
            "accepted_by",
            "revoked_by",
        ]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "post_kind", "role", "scope_id"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_to_a_post",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="invitation_to_a_post_that_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | Q(accepted_at__isnull=False),
                name="invitation_accepted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(revoked_by=None) | Q(revoked_at__isnull=False),
                name="invitation_revoked_by_and_at",
            ),
        ]

    def __str__(self):
        return f"Invitation: {self.get_role_display()}, {self.place}"

    @property
    def token(self):
        return TOKENS.sign(str(self.pk))

    @property
    def url(self):
        return settings.SITE_URL + reverse("people:invitation-accept", args=[self.token])
