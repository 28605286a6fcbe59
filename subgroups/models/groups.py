"""Groups and boards by the day: what they are called, who sits on them, what they are for."""

from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import HeldPost, PostQuerySet, choices_of, done_by, truths_of_post
from accounts.permissions import Role
from core.history import History, VersionedQuerySet
from core.uploads import PrivatePath
from strategy.models import Objective

# Words that stand where the address of a group would.
RESERVED = {"new", "actions", "calendar", "feed"}


def is_no_address_of_its_own(word):
    if word.lower() in RESERVED:
        raise ValidationError(
            f"“{word}” is an address of the portal itself. Choose another.", code="reserved"
        )


class GroupQuerySet(VersionedQuerySet):
    def active_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def ended_before(self, day):
        return self.filter(ends_on__lt=day)

    def reporting_to(self, board):
        """The groups that send a board their highlight reports: networks send none."""
        return self.filter(parent=board).exclude(kind=Group.Kind.NETWORK)

    def in_order(self):
        return self.order_by("kind", "name", "pk")

    def sat_on_by(self, user, *, on, roles=()):
        """Those a person sits on on a day, in one of some roles where they are named."""
        held = Membership.objects.held_on(on).filter(user=user)
        if roles:
            held = held.filter(role__in=roles)
        return self.filter(pk__in=held.values("group"))


class Group(models.Model):
    """A board, group or network of the partnership; its page stays when it has ended.

    Its short code begins the numbers of its meetings and actions, and never changes. Its name
    and address may: earlier names are kept with their days, and earlier addresses lead here.
    """

    class Kind(models.TextChoices):
        # The values sort as the list of groups does.
        BOARD = "1_board", "board"
        GROUP = "2_group", "group"
        NETWORK = "3_network", "network"

    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(
        "short code",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,6}$", "Use two to six capital letters.")],
        help_text="For example INC. It begins the number of every meeting, and never changes.",
    )
    slug = models.SlugField(
        "address", max_length=60, unique=True, validators=[is_no_address_of_its_own]
    )
    name = models.CharField("name today", max_length=120)
    remit = models.TextField(help_text="What it is for, in a few sentences. Everybody reads it.")
    responsibilities = models.TextField(
        "key responsibilities", blank=True, help_text="One a line. Everybody reads them."
    )
    contact_email = models.EmailField("contact", blank=True, help_text="A mailbox of the office.")
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    objectives = models.ManyToManyField(Objective, blank=True, related_name="groups")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)

    objects = GroupQuerySet.as_manager()
    history = History()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="group_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(ends_on__isnull=False),
                name="group_merged_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="group_merged_into_another",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("subgroups:group-detail", args=[self.slug])

    @property
    def in_words(self):
        """The name within a sentence: "the Inclusion Group"."""
        return self.name if self.name.lower().startswith("the ") else f"the {self.name}"

    def roles_of(self, user):
        """The posts a person holds in this group today. One query."""
        held = self.memberships.held_on(timezone.localdate()).filter(user=user)
        return {Role(role) for role in held.values_list("role", flat=True)}

    def is_active_on(self, day):
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def is_network(self):
        return self.kind == self.Kind.NETWORK

    @property
    def is_board(self):
        return self.kind == self.Kind.BOARD


class GroupName(models.Model):
    """What a group was called, from a day on: what it did under a name is told by that name."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    starts_on = models.DateField("first day")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "starts_on"], name="one_group_name_a_day")
        ]

    def __str__(self):
        return self.name


class FormerAddress(models.Model):
    """An address a group had before; it leads to the group for ever."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="former_addresses")
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        verbose_name_plural = "former addresses"

    def __str__(self):
        return self.slug


class MembershipQuerySet(PostQuerySet):
    def leading(self):
        return self.filter(role__in=Membership.LEADING)

    def in_order(self):
        """The chair first, then as the list of roles has them."""
        order = models.Case(
            *(
                models.When(role=role, then=models.Value(place))
                for place, role in enumerate(Membership.ROLES)
            ),
            output_field=models.PositiveSmallIntegerField(),
        )
        return self.annotate(place_in_list=order).order_by("place_in_list", "user__full_name", "pk")


class Membership(HeldPost):
    """Who sits on a group and in which role, whom they speak for, from a day until a day.

    The public reads posts and organisations, never names.
    """

    KIND = "group"
    WHERE = "on a group or board"
    SCOPE = "group"
    ROLES = (
        Role.GROUP_CHAIR,
        Role.GROUP_VICE,
        Role.GROUP_CLERK,
        Role.GROUP_MEMBER,
        Role.GROUP_OBSERVER,
    )
    # Whoever answers for the group.
    LEADING = (Role.GROUP_CHAIR, Role.GROUP_VICE, Role.GROUP_CLERK)
    # What a clerk may give without an officer.
    CLERK_GIVES = (Role.GROUP_MEMBER, Role.GROUP_OBSERVER)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=choices_of(ROLES))
    post = models.CharField(
        "their post, in words",
        max_length=120,
        blank=True,
        help_text="For example Headteacher, Wharf Lane Junior School. The public reads it.",
    )
    representing = models.CharField(
        "whom they speak for", max_length=120, blank=True, help_text="A school, trust or body."
    )

    objects = MembershipQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = truths_of_post("membership", "group")

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.group}"

    def clean(self):
        """A seat ends with its group at the latest; nobody comes to sit on one that is over."""
        super().clean()
        last = self.group.ends_on if self.group_id else None
        if last is None or self.starts_on is None:
            return
        if self.starts_on > last:
            raise ValidationError(f"{self.group} ended on {last:%-d %B %Y}.", code="over")
        self.ends_on = min(self.ends_on or last, last)

    @classmethod
    def places(cls):
        return Group.objects.active_on(timezone.localdate()).in_order()

    @property
    def in_public(self):
        """How anybody may read of this member: by post or organisation, never by name."""
        return self.post or self.representing or f"A {self.get_role_display().lower()}"


class TermsOfReference(models.Model):
    """What a group may do and how, as adopted on a day; a change is a version of its own."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField("version")
    text = models.TextField()
    adopted_on = models.DateField("adopted")
    adopted_by_body = models.CharField(
        "who adopted them", max_length=120, blank=True, help_text="For example Strategic Board."
    )
    written_at = models.DateTimeField()
    written_by = done_by()

    class Meta:
        verbose_name_plural = "terms of reference"
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_terms_a_version")
        ]

    def __str__(self):
        return f"{self.group}, terms of reference, version {self.number}"

    def get_absolute_url(self):
        return reverse("subgroups:terms-detail", args=[self.group.slug, self.number])


class Resource(models.Model):
    """Something a group shares with everybody: a page elsewhere, or a PDF kept here."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="resources")
    title = models.CharField(max_length=200)
    url = models.URLField("address", max_length=500, blank=True)
    file = models.FileField(upload_to=PrivatePath("group-resources"), blank=True)
    size = models.PositiveIntegerField(default=0, editable=False)
    added_at = models.DateTimeField()
    added_by = done_by()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="resource_is_a_page_or_a_file",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.url or reverse("subgroups:resource-file", args=[self.group.slug, self.pk])


def new_key():
    return token_urlsafe(16)


class CalendarKey(models.Model):
    """What makes the private address of a person's calendar; a new one shuts the old address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key"
    )
    key = models.CharField(max_length=40, default=new_key)

    def __str__(self):
        return f"calendar of {self.user}"
