"""Consultations on a strategy: what was asked, who answered, and what changed for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import done_by
from accounts.permissions import Permission, can
from core.uploads import PrivatePath
from strategy.models.editions import Edition, Objective

AGREE_SCALE = [
    "Strongly agree",
    "Agree",
    "Neither agree nor disagree",
    "Disagree",
    "Strongly disagree",
    "I do not know",
]


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user, *, on):
        """From its first day it is public; whoever runs consultations sees drafts as well."""
        if can(user, Permission.CONSULTATION_RUN):
            return self.all()
        return self.filter(opens_on__lte=on, withdrawn_at=None)

    def open(self, on):
        return self.filter(opens_on__lte=on, closes_on__gte=on, withdrawn_at=None)

    def newest_first(self):
        return self.order_by("-opens_on", "-pk")


class Consultation(models.Model):
    """Questions put to everybody from one day to another; it opens and closes by itself.

    The last day lasts until midnight in Portsmouth. It may be extended with a reason, and
    withdrawn before it opens.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="consultations")
    slug = models.SlugField("address", max_length=60, unique=True)
    title = models.CharField(max_length=200)
    introduction = models.TextField(help_text="What it is about and what will happen with it.")
    opens_on = models.DateField("first day")
    closes_on = models.DateField("last day")
    extended_why = models.TextField("why it was extended", blank=True)
    drafted_by = done_by()
    told_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = done_by()
    summary = models.TextField("what you said, in short", blank=True)
    summarised_at = models.DateTimeField(null=True, editable=False)
    summarised_by = done_by()

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="consultation_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(summarised_at=None) | ~Q(summary=""),
                name="consultation_summarised_in_words",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("strategy:consultation-detail", args=[self.slug])

    def is_open(self, on):
        return self.opens_on <= on <= self.closes_on and not self.withdrawn_at

    def is_closed(self, on):
        return on > self.closes_on

    def stands(self, on):
        """How it stands on a day, in a word."""
        if self.withdrawn_at:
            return "withdrawn"
        if on < self.opens_on:
            return "not open yet"
        if self.is_open(on):
            return "open"
        return "closed, what changed is published" if self.summarised_at else "closed"


class ConsultationDocument(models.Model):
    """Something to read before answering: a page elsewhere, or a PDF kept here."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="documents"
    )
    title = models.CharField(max_length=200)
    url = models.URLField("address", max_length=500, blank=True)
    file = models.FileField(upload_to=PrivatePath("consultations"), blank=True)
    size = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="document_is_a_page_or_a_file",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.url or reverse("strategy:consultation-document", args=[self.pk])


class Question(models.Model):
    """One question of a consultation; it stays as it is once somebody has answered."""

    class Kind(models.TextChoices):
        TEXT = "text", "Free text"
        ONE = "one", "One of several answers"
        SEVERAL = "several", "Any of several answers"
        AGREE = "agree", "How far somebody agrees"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="questions"
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField("question")
    hint = models.TextField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    answers = models.JSONField(default=list, blank=True, help_text="to choose among")
    is_required = models.BooleanField("has to be answered", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_question_a_number")
        ]

    def __str__(self):
        return f"{self.number}. {self.text}"

    @property
    def spoken(self):
        return str(self.number)

    @property
    def choices(self):
        return AGREE_SCALE if self.kind == self.Kind.AGREE else self.answers

    @property
    def is_free(self):
        return self.kind == self.Kind.TEXT


class ResponseQuerySet(models.QuerySet):
    def counted(self):
        """Those that count: confirmed, and not replaced by a later one of the same person."""
        return self.filter(confirmed_at__isnull=False, replaced_at=None)

    def published(self):
        return self.counted().filter(
            moderation=Response.Moderation.PUBLISHED, may_publish__in=Response.PUBLISHABLE
        )

    def of_same_person(self, response):
        """Those of one person for the same organisation, whether sent signed in or by mail."""
        address = response.member.email if response.member else response.email
        same = Q(email__iexact=address) | Q(member__email__iexact=address)
        return self.filter(
            same, consultation=response.consultation_id, organisation=response.organisation
        )

    def newest_first(self):
        return self.order_by("-confirmed_at", "-pk")


class Response(models.Model):
    """One person's answers, for themselves or for an organisation.

    It counts once its e-mail address is confirmed, or at once if a member sent it signed in. A
    later one of the same person replaces it.
    """

    class MayPublish(models.TextChoices):
        NO = "no", "No, count it only"
        ANONYMOUS = "anonymous", "Yes, without any name"
        NAMED = "named", "Yes, with the name of the organisation"

    class Moderation(models.TextChoices):
        WAITING = "waiting", "Waits to be read"
        PUBLISHED = "published", "Published"
        WITHHELD = "withheld", "Withheld"

    class Withheld(models.TextChoices):
        PERSONAL = "personal", "It names or describes a person"
        ABUSIVE = "abusive", "It is abusive"
        OFF_TOPIC = "off_topic", "It is not about the consultation"
        SPAM = "spam", "It is advertising, or not from a person"

    PUBLISHABLE = (MayPublish.ANONYMOUS, MayPublish.NAMED)

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="responses"
    )
    # A member's stays with the account, so that it goes with the account.
    email = models.EmailField(
        "e-mail address", blank=True, help_text="blank for members, and once it is let go"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.CharField(max_length=160, blank=True)
    may_publish = models.CharField(
        "may we publish your answers?", max_length=9, choices=MayPublish, default=MayPublish.NO
    )
    # Given with the form, so that sending it twice makes one response.
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    moderation = models.CharField(max_length=9, choices=Moderation, default=Moderation.WAITING)
    withheld_for = models.CharField("why", max_length=9, choices=Withheld, blank=True)
    moderated_at = models.DateTimeField(null=True)
    moderated_by = done_by()

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "email", "organisation"],
                condition=Q(confirmed_at__isnull=False, replaced_at=None) & ~Q(email=""),
                name="one_response_a_person",
            ),
            models.UniqueConstraint(
                fields=["consultation", "member", "organisation"],
                condition=Q(confirmed_at__isnull=False, replaced_at=None, member__isnull=False),
                name="one_response_a_member",
            ),
            models.CheckConstraint(
                condition=(Q(moderation="withheld") & ~Q(withheld_for=""))
                | (~Q(moderation="withheld") & Q(withheld_for="")),
                name="response_withheld_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(moderation="waiting", moderated_at=None)
                | (~Q(moderation="waiting") & Q(moderated_at__isnull=False)),
                name="response_moderated_at",
            ),
        ]
        indexes = [models.Index(fields=["consultation", "-confirmed_at"])]

    def __str__(self):
        return f"Response {self.pk} to {self.consultation}"

    def get_absolute_url(self):
        return reverse("strategy:response-detail", args=[self.consultation.slug, self.pk])

    @property
    def by(self):
        """Who it is from, as it may be printed."""
        named = self.organisation and self.may_publish == self.MayPublish.NAMED
        return self.organisation if named else "Somebody"


class Answer(models.Model):
    """What one response says to one question; `shown` stands in for text that names somebody."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="given")
    text = models.TextField(blank=True)
    chosen = models.JSONField(default=list)
    shown = models.TextField("published in its place", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="one_answer_a_question")
        ]

    def __str__(self):
        return self.words

    @property
    def words(self):
        """The answer as it was given."""
        return self.text or ", ".join(self.chosen)

    @property
    def published_words(self):
        return self.shown or self.words


class Theme(models.Model):
    """One thing many people said, and what changed for it or why nothing did."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="themes")
    number = models.PositiveSmallIntegerField()
    said = models.TextField("what you said")
    changed = models.TextField("what changed")
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="themes"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_theme_a_number")
        ]

    def __str__(self):
        return self.said
