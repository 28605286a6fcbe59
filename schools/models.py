"""The register as the portal keeps it: schools, trusts, their links, and who leads them."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import HeldPost, PostQuerySet, choices_of, truths_of_post
from accounts.permissions import Role
from core.numbers import number_in

# The invented city of `load_sample_city`. No authority in England has this code, and no
# school has a reference number so high.
SAMPLE_AUTHORITY_CODE = 999
FIRST_SAMPLE_URN = 900_000


# A whole British postcode, or its outward half: one or two letters, a digit, what follows.
POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?(\d[a-z]{2})?", re.IGNORECASE)


def local_authorities():
    """The authority this portal serves, and the sample city."""
    return [settings.AUTHORITY_CODE, SAMPLE_AUTHORITY_CODE]


class Phase(models.IntegerChoices):
    """Phase of education, by the register's own codes."""

    NOT_APPLICABLE = 0, "Not applicable"
    NURSERY = 1, "Nursery"
    PRIMARY = 2, "Primary"
    MIDDLE_PRIMARY = 3, "Middle deemed primary"
    SECONDARY = 4, "Secondary"
    MIDDLE_SECONDARY = 5, "Middle deemed secondary"
    SIXTEEN_PLUS = 6, "16 plus"
    ALL_THROUGH = 7, "All-through"


class Status(models.IntegerChoices):
    """Establishment status, by the register's own codes."""

    OPEN = 1, "Open"
    CLOSED = 2, "Closed"
    CLOSING = 3, "Open, but proposed to close"
    PROPOSED = 4, "Proposed to open"


# Of several releases of a year the one of the highest status counts.
RANK = {"provisional": 1, "revised": 2, "final": 3}


class Release(models.Model):
    """One publisher's file as it was taken in, kept untouched under its SHA-256.

    A file covers the authorities it has rows for and replaces what an earlier release of
    its kind, year and status said about those alone.
    """

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", "provisional"
        REVISED = "revised", "revised"
        FINAL = "final", "final"

    kind = models.CharField(max_length=20, help_text="the publication, such as ks2 or register")
    publisher = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    academic_year = models.PositiveSmallIntegerField(
        null=True, help_text="the year it ends; none for the register"
    )
    as_at = models.DateField(null=True, help_text="the day a register or snapshot describes")
    status = models.CharField(max_length=12, choices=Status, default=Status.FINAL)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    row_count = models.PositiveIntegerField()
    authorities = models.JSONField(default=list, help_text="LA codes it has rows for")
    report = models.JSONField(default=dict, help_text="the check report, as printed")
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["kind", "academic_year", "status"])]

    def __str__(self):
        return f"{self.file_name} ({self.status})"


class Trust(models.Model):
    """A multi-academy or single-academy trust, by its group UID in the register."""

    uid = models.PositiveIntegerField("group UID", primary_key=True)
    group_id = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    type_code = models.PositiveSmallIntegerField(
        null=True, help_text="6 multi-academy, 10 single-academy trust"
    )
    companies_house_number = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("dashboard:trust-detail", args=[self.uid])

    def roles_of(self, user):
        """The posts a person holds today in this trust. One query."""
        return {
            Role(role)
            for role in self.posts.held_on(timezone.localdate())
            .filter(user=user)
            .values_list("role", flat=True)
        }


class SchoolQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=[Status.OPEN, Status.CLOSING])

    def local(self):
        """Schools of the authority this portal serves, and of the sample city if loaded."""
        return self.filter(la_code__in=local_authorities())

    def matching(self, words):
        """Schools whose name, place or postcode has every one of the words; or of this URN.

        A postcode may be typed with its space or without, and in part.
        """
        joined = "".join(words.split())
        by_postcode = Q(postcode__istartswith=" ".join(words.split()))
        if POSTCODE.fullmatch(joined):
            spaced = f"{joined[:-3]} {joined[-3:]}"
            by_postcode |= Q(postcode__iexact=spaced) | Q(postcode__istartswith=f"{joined} ")
        if (urn := number_in(joined)) is not None:
            by_postcode |= Q(urn=urn)
        every = Q()
        for word in words.split():
            every &= (
                Q(name__icontains=word)
                | Q(town__icontains=word)
                | Q(locality__icontains=word)
                | Q(ward__icontains=word)
                | Q(postcode__istartswith=word)
            )
        return self.filter(by_postcode | every) if words else self

    def of_phases(self, phases):
        """Those of some phases of education; of all, if none is named."""
        return self.filter(phase__in=phases) if phases else self

    def open_first(self, words=""):
        """Open schools, then others; of each those named so before those that only lie there."""
        return self.annotate(
            is_open_now=Q(status__in=[Status.OPEN, Status.CLOSING]),
            is_named_so=Q(name__icontains=words),
        ).order_by("-is_open_now", "-is_named_so", "name", "urn")

    def without_leader(self, on):
        """Schools where a notice reaches nobody: none of their leaders has an open account."""
        leading = SchoolPost.objects.leading(on).values("school")
        leading_trust = TrustPost.objects.held_on(on).filter(user__is_active=True).values("trust")
        return self.exclude(pk__in=leading).exclude(trust__in=leading_trust)

    def led_by(self, user):
        """Schools where a person holds a post today, in the school or in its trust."""
        day = timezone.localdate()
        in_school = SchoolPost.objects.held_on(day).filter(user=user).values("school")
        in_trust = TrustPost.objects.held_on(day).filter(user=user).values("trust")
        return self.filter(Q(pk__in=in_school) | Q(trust__in=in_trust))


class School(models.Model):
    """An establishment as Get Information about Schools describes it, open or closed."""

    urn = models.PositiveIntegerField("unique reference number", primary_key=True)
    la_code = models.PositiveSmallIntegerField(null=True, db_index=True)
    la_name = models.CharField(max_length=100, blank=True)
    establishment_number = models.PositiveSmallIntegerField(null=True)
    name = models.CharField(max_length=200)
    type_code = models.PositiveSmallIntegerField(null=True, help_text="TypeOfEstablishment (code)")
    type_name = models.CharField(max_length=100, blank=True)
    status = models.PositiveSmallIntegerField(choices=Status)
    phase = models.PositiveSmallIntegerField(choices=Phase)
    low_age = models.PositiveSmallIntegerField(null=True)
    high_age = models.PositiveSmallIntegerField(null=True)
    opened_on = models.DateField(null=True, help_text="blank in the register for old schools")
    closed_on = models.DateField(null=True, help_text="may be blank though the school is closed")
    trust = models.ForeignKey(
        Trust, null=True, blank=True, on_delete=models.SET_NULL, related_name="schools"
    )
    trust_joined_on = models.DateField(null=True)
    gender = models.CharField(max_length=20, blank=True)
    religious_character = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.CharField(max_length=255, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    ward = models.CharField(max_length=100, blank=True)
    constituency = models.CharField(max_length=100, blank=True)
    easting = models.PositiveIntegerField(null=True)
    northing = models.PositiveIntegerField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    census_on = models.DateField(null=True)
    number_of_pupils = models.PositiveIntegerField(null=True)
    percentage_fsm = models.FloatField("pupils eligible for free school meals, %", null=True)
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField(null=True, help_text="line of the register's file")

    objects = SchoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                name="school_closes_after_it_opens",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("dashboard:school-overview", args=[self.urn])

    @property
    def laestab(self):
        """LA code and establishment number as one number, None where either is blank."""
        if self.la_code and self.establishment_number:
            return self.la_code * 10_000 + self.establishment_number
        return None

    @property
    def is_open(self):
        return self.status in (Status.OPEN, Status.CLOSING)

    @property
    def is_sample(self):
        return self.urn >= FIRST_SAMPLE_URN

    def roles_of(self, user):
        """The posts a person holds today in this school or its trust. One query."""
        day = timezone.localdate()
        held = SchoolPost.objects.held_on(day).filter(user=user, school=self).values_list("role")
        led = TrustPost.objects.held_on(day).filter(user=user, trust=self.trust_id)
        return {Role(role) for (role,) in held.union(led.values_list("role"))}


class SchoolLink(models.Model):
    """The register's word that one establishment followed another.

    Whole England is kept and either end may be unknown here, so these are plain numbers.
    """

    class Kind(models.TextChoices):
        PREDECESSOR = "predecessor", "Predecessor"
        SUCCESSOR = "successor", "Successor"
        OTHER = "other", "Other"

    urn = models.PositiveIntegerField(db_index=True)
    link_urn = models.PositiveIntegerField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind)
    link_type = models.CharField(max_length=60, help_text="the publisher's own words")
    linked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "link_urn", "link_type"], name="school_link_once"
            )
        ]

    def __str__(self):
        return f"{self.urn} {self.link_type} {self.link_urn}"


class SchoolPostQuerySet(PostQuerySet):
    def held_on(self, day):
        """A delegated post is held no longer than the post of the head who delegated it."""
        head = Q(delegated_from__ends_on=None) | Q(delegated_from__ends_on__gte=day)
        return super().held_on(day).filter(Q(delegated_from=None) | head)

    def heads(self):
        return self.filter(role=Role.HEAD)

    def leading(self, day):
        """Posts of heads and chairs of governors, with an open account: whom notices reach."""
        return self.held_on(day).filter(role__in=[Role.HEAD, Role.CHAIR], user__is_active=True)


class SchoolPost(HeldPost):
    """Who leads or governs a school, from a day until a day.

    A deputy's post is made by the head, until a day, and ends with the head's own at the latest.
    """

    KIND = "school"
    WHERE = "in a school"
    SCOPE = "school"
    ROLES = (Role.HEAD, Role.CHAIR)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="school_posts"
    )
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=20, choices=choices_of((*ROLES, Role.DEPUTY)))
    delegated_from = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="delegations",
        help_text="the head's post that a deputy's hangs on",
    )

    objects = SchoolPostQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            *truths_of_post("school_post", "school"),
            models.CheckConstraint(
                condition=Q(role=Role.DEPUTY, delegated_from__isnull=False, ends_on__isnull=False)
                | (~Q(role=Role.DEPUTY) & Q(delegated_from=None)),
                name="deputy_is_delegated_until_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.school}"

    def clean(self):
        super().clean()
        if self.role == Role.DEPUTY and not self.delegated_from_id:
            raise ValidationError(
                "The head who delegated this post does not hold their own any more.", code="head"
            )

    @classmethod
    def places(cls):
        return School.objects.local().open().order_by("name")

    @classmethod
    def offered(cls, invitation, *, to):
        """A deputy's post hangs on the post its head holds on the day it is accepted."""
        post = super().offered(invitation, to=to)
        if post.role == Role.DEPUTY:
            post.delegated_from = (
                cls.objects.held_on(timezone.localdate())
                .filter(user=invitation.invited_by_id, school=post.school_id, role=Role.HEAD)
                .first()
            )
        return post

    def dependants(self):
        return self.delegations.all()

    @property
    def succession_url(self):
        """Where one head gives way to the next; chairs and deputies are ended and invited."""
        is_head = self.role == Role.HEAD
        return reverse("schools:head-change", args=[self.school_id]) if is_head else ""


class TrustPost(HeldPost):
    """Who leads a trust, from a day until a day; its schools come with it."""

    KIND = "trust"
    WHERE = "in a trust"
    SCOPE = "trust"
    ROLES = (Role.TRUST_LEAD,)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trust_posts"
    )
    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=20, choices=choices_of(ROLES))

    class Meta:
        constraints = truths_of_post("trust_post", "trust")

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.trust}"

    @classmethod
    def places(cls):
        local = School.objects.local().open()
        return Trust.objects.filter(schools__in=local).distinct().order_by("name")
