"""Who and what can help: people and offers, what they are good at, and the days they have."""

from functools import cached_property

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import HeldPost, User, choices_of, done_by, truths_of_post
from accounts.permissions import Permission, Role, can
from accounts.posts import holders
from core import history
from core.history import History, VersionedQuerySet
from schools.models import School, Trust
from support_directory import specialisms
from support_directory.models.capacities import Capacity
from support_directory.models.stages import Stage


def is_member(user) -> bool:
    """Whether a person works with the partnership: whoever holds any post today. One query."""
    if not user.is_authenticated:
        return False
    today = timezone.localdate()
    return bool(user.roles) or User.objects.filter(holders(on=today), pk=user.pk).exists()


class EntryQuerySet(VersionedQuerySet):
    def listed(self):
        return self.filter(state=Entry.State.LISTED)

    def public(self):
        """What its owner agreed to show to anybody."""
        return self.listed().filter(consent_public=True)

    def visible_to(self, user):
        """Keepers of the directory see everything, whoever holds a post what is listed.

        Anybody else sees what is public. Owners see their own, listed or not.
        """
        if can(user, Permission.DIRECTORY_KEEP):
            return self.all()
        if not user.is_authenticated:
            return self.public()
        kept = EntryPost.objects.held_on(timezone.localdate()).filter(user=user)
        own = Q(pk__in=kept.values("entry"))
        shown = Q(state=Entry.State.LISTED)
        return self.filter(own | (shown if is_member(user) else shown & Q(consent_public=True)))

    def kept_by(self, user, on):
        """The entries a person keeps on a day."""
        return self.filter(pk__in=EntryPost.objects.held_on(on).filter(user=user).values("entry"))

    def people(self):
        return self.filter(kind=Entry.Kind.PERSON)

    def offers(self):
        return self.filter(kind=Entry.Kind.OFFER)

    def unconfirmed_since(self, day):
        """Those listed that nobody has confirmed on that day or later."""
        return self.listed().filter(last_confirmed_on__lt=day)

    def of_types(self, types):
        return self.filter(type__in=types) if types else self

    def from_organisations(self, kinds):
        return self.filter(organisation_kind__in=kinds) if kinds else self

    def for_stages(self, stages):
        """Those for any of some stages of schooling; all, if none is named."""
        wanted = Q()
        for stage in stages:
            wanted |= Q(**{f"for_{stage}": True})
        return self.filter(wanted)

    def for_sector(self, sector):
        """Those for maintained schools or for academies, with those for both."""
        return self.filter(sector__in=[sector, Entry.Sector.ANY]) if sector else self

    def with_specialism(self, codes):
        """Those with any of some specialisms; all, if none is named."""
        if not codes:
            return self
        has = EntrySpecialism.objects.filter(entry=OuterRef("pk"), code__in=codes)
        return self.filter(Exists(has))

    def having_days_left(self, academic_year, term):
        """Those who offered more days in a term than are booked."""
        capacity = Capacity.objects.filter(
            entry=OuterRef("pk"), academic_year=academic_year, term=term
        ).with_days()
        return self.filter(Exists(capacity.filter(left__gt=0)))

    def in_order(self):
        return self.order_by("kind", "name", "pk")

    def for_list(self):
        """In order, with what a row of a list prints: home and specialisms, in one more query."""
        return (
            self.select_related("school__trust", "trust").prefetch_related("specialisms").in_order()
        )


class Entry(models.Model):
    """One person or offer in the directory: who it is, what it helps with, and for whom.

    Its owner is the person it is about, or who speaks for it; who may keep it on a day follows
    from an EntryPost, so that access ends with the post.
    """

    class Kind(models.TextChoices):
        PERSON = "1_person", "person"
        OFFER = "2_offer", "offer"

    class Type(models.TextChoices):
        SLE = "sle", "Specialist leader of education"
        LLE = "lle", "Local leader of education"
        NLE = "nle", "National leader of education"
        NLG = "nlg", "National leader of governance"
        PUPIL_PREMIUM = "pupil_premium", "Pupil premium reviewer"
        GOVERNANCE = "governance", "Reviewer of governance"
        PEER_REVIEWER = "peer_reviewer", "Peer reviewer"
        NETWORK_LEAD = "network_lead", "Network lead"
        PRACTITIONER = "practitioner", "Lead practitioner"
        PROGRAMME = "programme", "Programme"
        VISIT = "visit", "Visit"
        TRAINING = "training", "Training"
        NETWORK = "network", "Network"
        OTHER = "other", "Other offer"

    OFFER_TYPES = (Type.PROGRAMME, Type.VISIT, Type.TRAINING, Type.NETWORK, Type.OTHER)

    class Organisation(models.TextChoices):
        SCHOOL = "school", "School"
        TRUST = "trust", "Trust"
        TEACHING_SCHOOL = "teaching_school", "Teaching school"
        AUTHORITY = "la", "Council"
        HUB = "hub", "Hub"
        CHARITY = "charity", "Charity"
        OTHER = "other", "Other"

    class Sector(models.TextChoices):
        ANY = "any", "maintained schools and academies"
        MAINTAINED = "maintained", "maintained schools"
        ACADEMY = "academy", "academies"

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        LISTED = "listed", "listed"
        HIDDEN = "hidden", "hidden"
        ENDED = "ended", "ended"

    NEXT = {
        State.DRAFT: {State.LISTED, State.ENDED},
        State.LISTED: {State.HIDDEN, State.ENDED},
        State.HIDDEN: {State.LISTED, State.ENDED},
        State.ENDED: set(),
    }

    class Because(models.TextChoices):
        """Why an entry is hidden; what is hidden for want of a confirmation lists itself again."""

        UNCONFIRMED = "unconfirmed", "nobody has confirmed it for a year"
        OWNER = "owner", "its owner takes a break"
        KEEPER = "keeper", "the partnership has hidden it"

    kind = models.CharField(max_length=8, choices=Kind)
    type = models.CharField("what it is", max_length=14, choices=Type)
    name = models.CharField(max_length=200, help_text="The person’s name, or what it is called.")
    headline = models.CharField(
        max_length=200, blank=True, help_text="In one line: post, subject, what it is good for."
    )
    summary = models.TextField(
        "what it offers", blank=True, help_text="In a few sentences, for a head who is in a hurry."
    )
    reference = models.CharField(
        max_length=40, blank=True, help_text="Its number in the list it was taken from."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="entries",
        help_text="the person it is about; none for an organisation without account",
    )
    email = models.EmailField("contact address", blank=True, help_text="Members see it.")
    school = models.ForeignKey(
        School,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name="home school",
    )
    trust = models.ForeignKey(
        Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    organisation = models.CharField(
        max_length=200, blank=True, help_text="Where it is neither a school nor a trust."
    )
    organisation_kind = models.CharField(
        "kind of organisation",
        max_length=15,
        choices=Organisation,
        default=Organisation.SCHOOL,
    )
    for_early_years = models.BooleanField(Stage.EARLY_YEARS.label, default=False)
    for_primary = models.BooleanField(Stage.PRIMARY.label, default=False)
    for_secondary = models.BooleanField(Stage.SECONDARY.label, default=False)
    for_post_16 = models.BooleanField(Stage.POST_16.label, default=False)
    for_special = models.BooleanField(Stage.SPECIAL.label, default=False)
    sector = models.CharField("for", max_length=10, choices=Sector, default=Sector.ANY)
    evidence = models.TextField(
        blank=True, help_text="What shows that it works: results, reviews, who to ask."
    )
    cost = models.CharField("cost in words", max_length=200, blank=True)
    day_rate = models.DecimalField(
        "rate for a day, £",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    travel = models.CharField(
        "where it goes", max_length=200, blank=True, help_text="For example: anywhere in the city."
    )
    consent_public = models.BooleanField(
        "shown to the public", default=False, help_text="Name, headline, specialisms and phases."
    )
    consent_changed_at = models.DateTimeField(null=True, editable=False)
    consent_changed_by = done_by()
    last_confirmed_on = models.DateField("confirmed on", null=True, blank=True)
    last_confirmed_by = done_by()
    quality_assured_on = models.DateField("quality assured on", null=True, blank=True)
    quality_assured_by = done_by()
    quality_note = models.CharField("how it was assured", max_length=300, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    hidden_because = models.CharField(max_length=11, choices=Because, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = done_by()
    is_sample = models.BooleanField(default=False, editable=False)
    search_text = models.TextField(default="", editable=False)

    objects = EntryQuerySet.as_manager()
    history = History(
        leaves_out=[
            "consent_changed_at",
            "consent_changed_by",
            "last_confirmed_by",
            "quality_assured_by",
            "created_at",
            "created_by",
            "is_sample",
            "search_text",
        ]
    )

    class Meta:
        verbose_name = "directory entry"
        verbose_name_plural = "directory entries"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="entry_has_a_name"),
            models.CheckConstraint(
                condition=Q(
                    kind="2_offer", type__in=["programme", "visit", "training", "network", "other"]
                )
                | (
                    Q(kind="1_person")
                    & ~Q(type__in=["programme", "visit", "training", "network", "other"])
                ),
                name="entry_is_a_person_or_an_offer",
            ),
            models.CheckConstraint(
                condition=Q(school__isnull=False, trust=None, organisation="")
                | Q(school=None, trust__isnull=False, organisation="")
                | (Q(school=None, trust=None) & ~Q(organisation="")),
                name="entry_comes_from_one_place",
            ),
            models.CheckConstraint(
                condition=Q(consent_public=False) | Q(consent_changed_at__isnull=False),
                name="entry_public_by_a_dated_consent",
            ),
            models.CheckConstraint(
                condition=Q(consent_changed_by=None) | Q(consent_changed_at__isnull=False),
                name="entry_consent_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(last_confirmed_on__isnull=False),
                name="listed_entry_was_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed")
                | Q(for_early_years=True)
                | Q(for_primary=True)
                | Q(for_secondary=True)
                | Q(for_post_16=True)
                | Q(for_special=True),
                name="listed_entry_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="hidden") & ~Q(hidden_because="")
                | (~Q(state="hidden") & Q(hidden_because="")),
                name="hidden_entry_says_why",
            ),
            models.CheckConstraint(
                condition=Q(day_rate=None) | Q(day_rate__gte=0), name="entry_rate_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(quality_assured_by=None) | Q(quality_assured_on__isnull=False),
                name="entry_assured_by_and_on",
            ),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="one_entry_a_reference"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "kind", "name"]),
            models.Index(fields=["state", "last_confirmed_on"]),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("support_directory:entry-detail", args=[self.pk])

    def can_become(self, state):
        return state in self.NEXT.get(self.state, ())

    def roles_of(self, user):
        """What keeping this entry makes of a person today. One query."""
        return {
            Role(role)
            for role in self.posts.held_on(timezone.localdate())
            .filter(user=user)
            .values_list("role", flat=True)
        }

    @property
    def user(self):
        """The person the audit takes it to be about."""
        return self.owner

    @property
    def is_person(self):
        return self.kind == self.Kind.PERSON

    @property
    def stages(self):
        return [stage for stage in Stage if getattr(self, f"for_{stage}")]

    @property
    def home(self):
        """Where it comes from: a school, a trust or words."""
        return self.school or self.trust or self.organisation

    @property
    def home_trust_id(self):
        """The trust it belongs to, itself or by its school; fetch both with it."""
        return self.trust_id or (self.school.trust_id if self.school_id else None)

    @cached_property
    def specialism_codes(self):
        """The codes of what it is good at, from what was fetched with it."""
        return {each.code for each in self.specialisms.all()}

    @property
    def specialism_labels(self):
        return specialisms.labels(self.specialism_codes)


class EntrySpecialism(models.Model):
    """One area of expertise of an entry, by its code in the declared list."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="specialisms")
    code = models.CharField("specialism", max_length=20, choices=specialisms.CHOICES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "code"], name="one_specialism_an_entry"),
        ]
        indexes = [models.Index(fields=["code"])]

    def __str__(self):
        return self.get_code_display()


class EntryPost(HeldPost):
    """Who keeps an entry of the directory, from a day until a day: a system leader."""

    KIND = "entry"
    WHERE = "in the support directory"
    SCOPE = "entry"
    ROLES = (Role.SYSTEM_LEADER,)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entry_posts"
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=20, choices=choices_of(ROLES), default=Role.SYSTEM_LEADER)

    class Meta:
        constraints = truths_of_post("entry_post", "entry")

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.entry}"

    @classmethod
    def places(cls):
        return Entry.objects.exclude(state=Entry.State.ENDED).order_by("name", "pk")

    def begun(self, *, by):
        """Whoever keeps an entry first is its owner."""
        entry = Entry.objects.select_for_update().get(pk=self.entry_id)
        if entry.owner_id is None:
            entry.owner_id = self.user_id
            history.save(entry, by=by, update_fields=["owner"])
