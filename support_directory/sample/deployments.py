"""Invented deployments of Sampleport, one at least in every phase, within the days people offer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.permissions import Role
from dashboard.sample.people import DOMAIN, SamplePerson, SamplePost
from notifications.kinds.deployments import KINDS
from notifications.models import Notice
from schools.models import School
from strategy.models import Objective
from strategy.terms import SchoolTerm
from support_directory.models import (
    Deployment,
    Entitlement,
    Entry,
    Evaluation,
    Note,
    Project,
    Rate,
    Visit,
)
from support_directory.services import (
    agreements,
    deployments,
    evaluations,
    money,
    papers,
    reviews,
    visits,
)
from support_directory.services.agreements import Terms
from support_directory.services.deployments import OverBookedError

Funder = Deployment.Funder
# Releases the sample's system leader: somebody to sign in as who is no head of the host.
ANCHOR_FIELD = 900_036
PEOPLE = [
    SamplePerson(
        "home_head",
        "home.head",
        "Sample Home Headteacher",
        (SamplePost(Role.HEAD, ANCHOR_FIELD),),
    )
]
# An example of a rate as hubs had it: 350 pounds, 300 of them to the home school.
RATE = (date(2016, 9, 1), Decimal(350), Decimal(300))
# Days and core visits by level of support: ours, see docs/deployments.md.
ENTITLED = {1: (Decimal(10), 6), 2: (Decimal(5), 3), 3: (Decimal(1), 1)}
A_WEEK = 7
LASTS = timedelta(days=70)


@dataclass(frozen=True)
class Plan:
    """Who goes where for how long, how far it has come, and how many days ago it was offered."""

    reference: str
    host: int
    days: str
    phase: str
    ago: int
    purpose: str
    funder: str = Funder.SCHOOL


PLANS = [
    Plan("SAMPLE-26", 900_031, "2", "record owed", 35, "Mathematics in years 5 and 6"),
    Plan("SAMPLE-01", 900_025, "2.5", "mid due", 45, "Mathematics at eleven", Funder.TRUST),
    Plan("SAMPLE-02", 900_027, "2.5", "mid review", 60, "Times tables", Funder.COUNCIL),
    Plan("SAMPLE-03", 900_002, "2.5", "mid review", 55, "Early reading", Funder.COUNCIL),
    Plan("SAMPLE-04", 900_032, "2", "completed", 80, "Phonics", Funder.PROJECT),
    Plan("SAMPLE-05", 900_053, "2", "evaluated", 85, "Attendance", Funder.TRUST),
    Plan("SAMPLE-06", 900_011, "2", "closed", 95, "Attendance", Funder.COUNCIL),
    Plan("SAMPLE-07", 900_050, "2", "closed", 100, "Behaviour in corridors", Funder.TRUST),
    Plan("SAMPLE-08", 900_043, "2", "closed", 90, "Plans that teachers use"),
    Plan("SAMPLE-09", 900_028, "2", "record late", 40, "Sensory needs", Funder.COUNCIL),
    Plan("SAMPLE-10", 900_034, "2", "paused", 50, "Disadvantaged pupils"),
    Plan("SAMPLE-11", 900_033, "1.5", "stopped", 60, "Practical science"),
    Plan("SAMPLE-12", 900_057, "2", "unreleased", 30, "Year 7 mathematics"),
    Plan("SAMPLE-13", 900_051, "2", "written", 12, "Reading in every subject"),
    Plan("SAMPLE-15", 900_049, "2", "released", 8, "A budget for three years"),
    Plan("SAMPLE-16", 900_011, "2", "accepted", 3, "Coaching for a new head"),
    Plan("SAMPLE-18", 900_053, "3", "offered", 1, "A leadership team that fits"),
    Plan("SAMPLE-19", 900_041, "3", "disputed", 40, "A health check of governance"),
    Plan("SAMPLE-20", 900_046, "1", "declined", 20, "A pupil premium review"),
    Plan("SAMPLE-22", 900_007, "1", "refused", 25, "A day with another school’s eyes"),
    Plan("SAMPLE-24", 900_020, "1", "cancelled", 28, "Year 2 lessons"),
    Plan("SAMPLE-31", 900_021, "3", "agreed", 15, "Persistent absence", Funder.PROJECT),
]
# Phases in which somebody has still to act on what they were told.
STILL_TOLD = {"offered", "accepted", "written", "record owed", "disputed"}
OBJECTIVES = [
    ("Every class has the agreed lesson", "Three drop-in visits"),
    ("The subject lead goes on alone", "The lead’s own plan for next term"),
    ("Pupils catch up", "The school’s own test in the last week"),
]


def load(*, on: date, by: User, log: Callable[[str], None]) -> int:
    """Enter the sample deployments where none is there; how many things were made."""
    entries = {
        entry.reference: entry
        for entry in Entry.objects.filter(is_sample=True).select_related("school")
    }
    if not entries or Deployment.objects.filter(entry__in=entries.values(), request=None).exists():
        return 0
    with transaction.atomic():
        project = _money(on=on, by=by)
        made = [
            one
            for plan in PLANS
            if plan.reference in entries
            and (one := _Way(plan, entries[plan.reference], on=on, by=by, project=project).walk())
        ]
    log(f"Support directory: {len(made)} deployments")
    return len(made)


def _money(*, on, by):
    """Rate, entitlements of this school year and the next, and a project."""
    starts_on, day_rate, home_share = RATE
    if not Rate.objects.exists():
        rate = Rate(starts_on=starts_on, day_rate=day_rate, home_share=home_share)
        money.set_rate(rate=rate, by=by)
    year = SchoolTerm.of(on).academic_year
    for each in (year, year + 1):
        if not Entitlement.objects.filter(academic_year=each).exists():
            money.set_entitlements(academic_year=each, numbers=ENTITLED, by=by)
    project = Project(
        name="Sampleport reading and attendance fund",
        funder="Lantern Foundation (invented)",
        budget=Decimal(12_000),
        starts_on=date(year - 1, 9, 1),
        ends_on=date(year, 8, 31),
        measures="Phonics check at the end of year 1\nPupils missing one session in ten",
    )
    schools = School.objects.filter(pk__in=[900_032, 900_021])
    return money.save_project(project=project, schools=schools, by=by)


def _weekday(day: date) -> date:
    """The day itself, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


class _Way:
    """One plan taken to its phase, a step after the other, as people would have done it."""

    def __init__(self, plan, entry, *, on, by, project):
        self.plan, self.entry, self.on, self.by = plan, entry, on, by
        self.project = project if plan.funder == Funder.PROJECT else None
        self.one = None

    def at(self, after=0):
        """So many days after the offer, on a weekday, and never after today."""
        day = _weekday(min(self.on, self.on - timedelta(days=self.plan.ago - after)))
        return datetime.combine(day, time(10), tzinfo=UTC)

    def walk(self):
        """The deployment; None where its person or school is missing or has no days left."""
        host = School.objects.open().filter(pk=self.plan.host).first()
        if host is None or self.entry.state != Entry.State.LISTED:
            return None
        term = SchoolTerm.of(self.on)
        try:
            self.one = deployments.offer(
                request=None,
                host=host,
                entry=self.entry,
                days=Decimal(self.plan.days),
                purpose=self.plan.purpose,
                academic_year=term.academic_year,
                term=term.term.value,
                funder=self.plan.funder,
                project=self.project,
                by=self.by,
                at=self.at(),
            )
        except OverBookedError:
            return None
        getattr(self, f"_{self.plan.phase.replace(' ', '_')}")()
        if self.plan.phase not in STILL_TOLD:
            keys = [kind.key for kind in KINDS]
            told = Notice.objects.filter(kind__in=keys)
            told.filter(link__startswith=self.one.get_absolute_url()).delete()
        return self.one

    # --- How far it came ------------------------------------------------------------------

    def _offered(self):
        pass

    def _declined(self):
        self._step(deployments.decline, 2, reason="I teach an exam class on those days.")

    def _accepted(self):
        same_trust = deployments.is_same_trust(self.one)
        how = "Both schools belong to one trust; the broker reads the reviews."
        self._step(
            deployments.accept,
            1,
            conflict="managed" if same_trust else "none",
            conflict_how=how if same_trust else "",
        )

    def _refused(self):
        self._accepted()
        self._step(deployments.refuse_release, 3, reason="We are inspected this month.")

    def _cancelled(self):
        self._accepted()
        self._step(deployments.cancel, 4, reason="The school found somebody in its own trust.")

    def _released(self):
        self._accepted()
        if self.one.home_school_id:
            self._step(deployments.release, 2)

    def _written(self, *, signers=2):
        self._released()
        begins = self.at(6).date()
        terms = Terms(
            objectives=OBJECTIVES,
            days=Decimal(self.plan.days),
            day_rate=self.one.day_rate,
            home_share=self.one.home_share,
            funder=self.plan.funder,
            project=self.project,
            starts_on=begins,
            ends_on=begins + LASTS,
            exit_plan="The subject lead carries on with what was planned together.",
            strategy_objective=self._objective(),
            over_why="",
        )
        try:
            with transaction.atomic():
                self._write(terms)
        except OverBookedError:
            self._write(Terms(**{**vars(terms), "funder": Funder.SCHOOL}))
        for part in agreements.signing_parts(self.one)[:signers]:
            self._step(agreements.sign, 5, part=part, version=1, by=None)

    def _write(self, terms):
        self.one = agreements.write_agreement(
            deployment=self.one, terms=terms, by=self.by, at=self.at(4)
        )

    def _objective(self):
        """School standards, where the sample's strategy is loaded."""
        return Objective.objects.filter(code="SO3", edition__state="published").first()

    def _agreed(self):
        self._written(signers=3)

    def _visits(self, half_days):
        self._agreed()
        for number, length in enumerate(half_days):
            self._visit(A_WEEK * (number + 1), length)

    def _visit(self, after, half_days):
        visit = visits.record(
            deployment=self.one,
            held_on=self.at(after).date(),
            half_days=half_days,
            words="Planned with the lead, taught one lesson together and looked at six books.",
            agreed_actions="The lead teaches the next lesson; we look at it together.",
            by=self.by,
            at=self.at(after + 2),
        )
        visits.answer(visit=visit, is_accurate=True, by=None, at=self.at(after + 4))
        self.one.refresh_from_db()

    def _record_owed(self):
        """One visit recorded, and yesterday's still to be written down."""
        self._visits([1])
        self._book(_weekday(self.on - timedelta(days=1)))

    def _record_late(self):
        self._visits([1])
        self._book(_weekday(self.on - timedelta(days=12)))

    def _book(self, day):
        Visit.objects.create(deployment=self.one, held_on=day, half_days=1)

    def _disputed(self):
        self._visits([2])
        visit = visits.record(
            deployment=self.one,
            held_on=self.at(20).date(),
            half_days=2,
            words="Met the chair and read three sets of minutes.",
            by=self.by,
            at=self.at(21),
        )
        words = "The meeting took the morning only."
        visits.answer(visit=visit, is_accurate=False, words=words, by=None, at=self.at(23))

    def _mid_due(self):
        self._visits([2, 1])

    def _mid_review(self):
        self._visits([2])
        self._review("mid", 20, ["on_track", "some", "on_track"])

    def _paused(self):
        self._visits([1])
        self._step(deployments.pause, 20, reason="The subject lead is ill until half-term.")

    def _stopped(self):
        self._visits([1])
        self._step(deployments.stop, 20, reason="The school closed the year group’s second class.")

    def _unreleased(self):
        self._visits([1])
        why = "Two of our own colleagues have left."
        self._step(deployments.withdraw_release, 20, reason=why)

    def _completed(self):
        self._visits([2, 2])
        self._review("final", 40, ["met", "on_track", "met"])
        papers.write_note(
            deployment=self.one,
            text="Worth a case study, if both schools agree.",
            visibility=Note.Visibility.BROKERS,
            by=self.by,
            at=self.at(41),
        )

    def _review(self, kind, after, progress):
        reviews.review(
            deployment=self.one,
            kind=kind,
            held_on=self.at(after).date(),
            objectives={
                number: (each, "Lesson visits and the books of six pupils.")
                for number, each in enumerate(progress, start=1)
            },
            by=self.by,
            at=self.at(after),
        )
        self.one.refresh_from_db()

    def _evaluated(self):
        self._completed()
        for part in Evaluation.Part:
            self._evaluate(part)
        self.one.refresh_from_db()

    def _evaluate(self, part):
        asked_at = self.at(40)
        one, _ = Evaluation.objects.get_or_create(
            deployment=self.one,
            part=part,
            defaults={
                "email": f"{part}.{self.one.host_school_id}@{DOMAIN}",
                "asked_at": asked_at,
                "expires_at": asked_at + evaluations.OPEN_FOR,
            },
        )
        answers = {
            1: {"useful": "very", "useful_why": "Somebody who had done it in a school like ours."},
            2: {"changed": "Lessons are planned together every week.", "lasts": "yes"},
            3: {"again": "yes", "better": "Begin earlier in the term."},
        }
        for screen, said in answers.items():
            evaluations.answer(evaluation=one, screen=screen, answers=said, at=self.at(45))
            one.refresh_from_db()

    def _closed(self):
        self._evaluated()
        self._step(deployments.close, 50)
        due = self.one.visits.to_invoice().values_list("pk", flat=True)
        money.mark_invoiced(visits=due, by=self.by, on=self.at(55).date())

    def _step(self, deed, after, **told):
        self.one = deed(deployment=self.one, at=self.at(after), **{"by": self.by, **told})
