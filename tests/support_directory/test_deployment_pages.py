"""The pages of a deployment: who opens which, what each part reads there, and what they do."""

import datetime
import re

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.permissions import Role
from notifications.models import Notice
from strategy.thread import thread_of
from support_directory.models import Contact, Deployment, Entitlement, Note, Visit
from support_directory.services import deployments
from tests.conftest import holder_of, signed_in
from tests.factories.dashboard import RatingFactory, RatingRoundFactory
from tests.factories.schools import SchoolPostFactory, TrustFactory, TrustPostFactory
from tests.factories.strategy import ObjectiveFactory
from tests.factories.support_directory import CapacityFactory, EntryPostFactory
from tests.support_directory.deploying import NOW, TODAY, State, cast, days_later

pytestmark = pytest.mark.django_db
TABS = ["objectives", "visits", "days", "documents", "notes", "timeline"]
LIST = reverse("deployments:deployment-list")


@pytest.fixture(autouse=True)
def in_the_autumn():
    with time_machine.travel(days_later(1), tick=False):
        yield


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def broker(people):
    return signed_in(people.broker)


def client_of(user):
    return signed_in(user, second_factor=False)


def to(name, one, *more):
    return reverse(f"deployments:{name}", args=[one.pk, *more])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def date(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


# --- The list ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_asks_as_many_questions_of_one_deployment_as_of_ten(
    broker, people, django_assert_num_queries, count
):
    for _ in range(count):
        post = EntryPostFactory()
        CapacityFactory(entry=post.entry)
        deployments.offer(
            request=None, host=people.host, entry=post.entry, days=1, by=people.broker, at=NOW
        )
    broker.get(LIST)

    with django_assert_num_queries(5):
        response = broker.get(LIST)

    assert len(response.context["rows"]) == count


def test_everybody_finds_their_own_deployments_and_no_other(people):
    one = people.active()
    trust = TrustFactory()
    people.host.trust = trust
    people.host.save()
    concerned = [
        people.leader,
        people.host_head,
        people.home_head,
        SchoolPostFactory(school=people.host, role=Role.CHAIR).user,
        TrustPostFactory(trust=trust).user,
    ]

    found = [Deployment.objects.visible_to(user).get() for user in concerned]

    assert found == [one] * 5
    stranger = client_of(SchoolPostFactory().user)
    assert stranger.get(LIST).status_code == 403
    assert stranger.get(one.get_absolute_url()).status_code == 404
    assert not Deployment.objects.visible_to(holder_of(Role.MODERATOR).user).exists()


def test_an_offer_is_the_persons_own_affair_until_they_accept(people):
    one = people.offered()

    assert client_of(people.home_head).get(one.get_absolute_url()).status_code == 404
    assert client_of(people.leader).get(one.get_absolute_url()).status_code == 200


def test_access_ends_with_the_leaders_post(people):
    one = people.active()
    post = people.entry.posts.get()
    post.ends_on = TODAY - datetime.timedelta(days=1)
    post.save()

    assert client_of(people.leader).get(one.get_absolute_url()).status_code == 404


# --- What each part reads ---------------------------------------------------------------


def test_the_home_school_reads_tasks_and_agreement_alone(people):
    one = people.active()
    home = client_of(people.home_head)

    assert home.get(one.get_absolute_url()).status_code == 200
    agreement = text_of(home.get(to("agreement", one)))
    assert "£300.00" in agreement and "Who pays" not in agreement
    assert {home.get(to(tab, one)).status_code for tab in TABS} == {403}


def test_whoever_is_lent_reads_of_days_and_never_of_money_or_entitlement(people):
    RatingFactory(
        round=RatingRoundFactory(),
        school=people.host,
        urn=people.host.pk,
        current_urn=people.host.pk,
        computed_priority=1,
    )
    Entitlement(academic_year=2027, priority=1, days=10, core_visits=6).save()
    one = people.active(over_why="They may have no more than two.")

    pages = {
        user: [text_of(client_of(user).get(to(tab, one))) for tab in [*TABS, "agreement"]]
        for user in (people.leader, people.host_head)
    }

    leader, head = " ".join(pages[people.leader]), " ".join(pages[people.host_head])
    assert "1 day used of 3 days planned" in leader
    for secret in ("£", "Entitled", "Priority", "no more than two"):
        assert secret not in leader
    assert "Entitled to in 2026/27 10 days" in head and "£350.00" in head
    assert "no more than two" not in head
    assert "no more than two" in text_of(signed_in(people.broker).get(to("days", one)))


def test_notes_for_brokers_are_read_by_brokers_alone(people, broker):
    one = people.active()
    broker.post(to("notes", one), {"text": "The head is leaving.", "visibility": "brokers"})
    broker.post(to("notes", one), {"text": "Parking is behind.", "visibility": "concerned"})
    head = client_of(people.host_head)
    # Whoever has no choice cannot make one.
    head.post(to("notes", one), {"text": "Thank you.", "visibility": "brokers"})

    told = [text_of(head.get(to(tab, one))) for tab in ("notes", "timeline")]

    assert all("Parking is behind." in page and "Thank you." in page for page in told)
    assert not any("leaving" in page for page in told)
    assert "leaving" in text_of(broker.get(to("timeline", one)))
    assert Note.objects.get(text="Thank you.").visibility == "concerned"


def test_every_page_says_who_can_see_it(people, broker):
    one = people.active()

    for tab in TABS:
        page = text_of(broker.get(to(tab, one)))
        assert "Who can see this:" in page
        assert f"of {people.host}" in page
        assert f"of {people.entry.school}" not in page.split("Who can see this:")[1]


# --- Doing ------------------------------------------------------------------------------


def test_a_leader_accepts_in_one_page_and_says_of_interests(people):
    one = people.offered()
    leader = client_of(people.leader)

    missing = leader.post(to("answer", one), {"accept": "yes"})
    vague = leader.post(to("answer", one), {"accept": "yes", "conflict": "managed"})
    done = leader.post(to("answer", one), {"accept": "yes", "conflict": "none"})

    assert "Choose whether you know" in missing.text
    assert "Say what it is" in vague.text
    assert done.url == one.get_absolute_url()
    one.refresh_from_db()
    assert one.state == State.ACCEPTED


def test_a_no_takes_a_reason_and_stands_on_the_timeline(people, broker):
    one = people.offered()
    leader = client_of(people.leader)

    assert "Say why" in leader.post(to("answer", one), {"decline": "yes", "reason": ""}).text
    leader.post(to("answer", one), {"decline": "yes", "reason": "I teach on those days."})

    assert "I teach on those days." in text_of(broker.get(to("timeline", one)))
    assert Notice.objects.filter(user=people.broker, kind="deployment_moved").exists()


def test_only_the_home_head_releases_and_only_a_host_signs_for_the_host(people, broker):
    one = people.accepted()
    refused = broker.post(to("release", one), {"release": "yes"})
    host = client_of(people.host_head).post(to("release", one), {"release": "yes"})
    home = client_of(people.home_head).post(to("release", one), {"release": "yes"})

    assert (refused.status_code, host.status_code, home.status_code) == (403, 403, 302)
    typed = {
        "objective_1": "Reading",
        "measure_1": "Phonics check",
        "days": "2.5",
        "day_rate": "350",
        "home_share": "300",
        "funder": "school",
        "exit_plan": "We go on.",
        **date("starts_on", TODAY),
        **date("ends_on", TODAY + datetime.timedelta(days=40)),
    }
    wrong = broker.post(to("agreement-write", one), {**typed, "measure_1": "", "days": "0.3"})
    assert "Say how objective 1 will be judged" in wrong.text
    assert "whole and half days" in wrong.text
    assert broker.post(to("agreement-write", one), typed).status_code == 302
    as_host = {"version": "1", "part": "host"}
    assert broker.post(to("agreement", one), as_host).status_code == 403
    for client in (client_of(people.host_head), client_of(people.home_head), broker):
        page = client.get(to("agreement", one))
        client.post(to("agreement", one), {"version": "1", "part": page.context["to_sign"][0]})
    one.refresh_from_db()
    assert (one.state, one.days_planned) == (State.AGREED, 2.5)


def test_more_days_than_are_left_are_asked_after_in_words(people, broker):
    one = people.accepted()
    deployments.release(deployment=one, by=people.home_head, at=NOW)
    typed = {
        "objective_1": "Reading",
        "measure_1": "Phonics check",
        "days": "6",
        "day_rate": "350",
        "home_share": "300",
        "funder": "school",
        "exit_plan": "We go on.",
        **date("starts_on", TODAY),
        **date("ends_on", TODAY + datetime.timedelta(days=40)),
    }

    refused = broker.post(to("agreement-write", one), typed)
    taken = broker.post(to("agreement-write", one), {**typed, "over_why": "Both heads want it."})

    assert "has 5 days left in the autumn term" in text_of(refused)
    assert taken.status_code == 302


def test_a_visit_is_recorded_in_one_page_and_answered_by_the_head(people):
    one = people.agreed()
    leader, head = client_of(people.leader), client_of(people.host_head)
    typed = {"half_days": "2", "words": "Read together.", **date("held_on", TODAY)}

    empty = leader.post(to("visit-new", one), {"words": ""})
    leader.post(to("visit-new", one), typed)
    visit = Visit.objects.get()
    page = to("visit-detail", one, visit.pk)
    vague = head.post(page, {"is_accurate": "no"})
    refused = leader.post(f"{page}?read=yes", {"is_accurate": "yes"})
    head.post(page, {"is_accurate": "yes"})

    assert "Say what was done" in empty.text and "Enter a date" in empty.text
    assert "Say what is not accurate" in vague.text
    assert refused.status_code == 403
    visit.refresh_from_db()
    assert visit.is_accurate is True
    assert "Found accurate" in text_of(leader.get(to("visits", one)))


def test_three_objectives_are_reviewed_on_one_page(people, broker):
    one = people.active()
    answers = {
        f"{name}_{number}": value
        for number in (1, 2, 3)
        for name, value in (("progress", "on_track"), ("evidence", "Six books."))
    }
    page = to("review", one, "mid")

    empty = broker.post(page, date("held_on", TODAY))
    future = broker.post(page, {**answers, **date("held_on", days_later(9).date())})
    done = broker.post(page, {**answers, **date("held_on", TODAY)})

    assert "Choose how far objective 2 is" in empty.text
    assert "once it has been" in future.text
    assert done.url == to("objectives", one)
    assert text_of(broker.get(done.url)).count("On track. Six books.") == 3
    assert "every visit" not in text_of(broker.get(to("review", one, "final")))
    assert broker.get(to("review", one, "other")).status_code == 404


def test_a_broker_pauses_goes_on_stops_and_closes(people, broker):
    one = people.active()
    steps = []
    for name, data in [
        ("pause", {"reason": "Illness."}),
        ("resume", {}),
        ("stop", {"reason": "The head left."}),
        ("close", {}),
    ]:
        broker.post(to("step", one, name), data)
        one.refresh_from_db()
        steps.append(one.state)

    assert steps == ["paused", "active", "stopped", "closed"]
    assert broker.get(to("step", one, "explode")).status_code == 404
    assert client_of(people.leader).post(to("step", one, "stop")).status_code == 403


def test_a_broker_hands_over_and_a_home_head_withdraws(people, broker):
    one = people.active()
    other = EntryPostFactory()
    CapacityFactory(entry=other.entry)
    home = client_of(people.home_head)

    home.post(to("withdraw-release", one), {"reason": "We are two short."})
    assert "What becomes of" in text_of(broker.get(reverse("landing")))
    done = broker.post(to("hand-over", one), {"entry": other.entry.pk, "reason": "Goes on."})

    assert done.url == Deployment.objects.get(succeeds=one).get_absolute_url()


def test_documents_are_looked_into_and_given_to_those_concerned_alone(people, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    one = people.active()
    head = client_of(people.host_head)
    pdf = tmp_path / "plan.pdf"
    pikepdf.new().save(pdf)
    page = to("documents", one)

    bad = SimpleUploadedFile("plan.pdf", b"<script>")
    refused = head.post(page, {"title": "Plan", "file": bad})
    head.post(page, {"title": "Plan", "file": SimpleUploadedFile("p.pdf", pdf.read_bytes())})

    assert "not a PDF" in refused.text
    url = to("document", one, one.documents.get().pk)
    answer = head.get(url)
    assert answer["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    answer.close()
    assert client_of(people.home_head).get(url).status_code == 403


def test_a_contact_can_be_reached_and_is_let_go(people):
    one = people.active()
    head = client_of(people.host_head)
    typed = {"name": "Ann O’Dell", "part": "Year 6 lead"}

    assert "an e-mail address or a telephone" in head.post(to("contact-new", one), typed).text
    head.post(to("contact-new", one), {**typed, "telephone": "023 9200 0000"})
    contact = Contact.objects.get()
    assert "Ann O’Dell" in text_of(head.get(one.get_absolute_url()))
    head.post(to("contact-remove", one, contact.pk))
    assert not Contact.objects.exists()


# --- The task list, landing and thread ----------------------------------------------------


def test_the_task_list_says_what_is_next_and_why_the_rest_waits(people, broker):
    one = people.accepted()

    page = text_of(broker.get(one.get_absolute_url()))
    home = text_of(client_of(people.home_head).get(one.get_absolute_url()))

    assert "By the head of the home school Waiting" in page
    assert "By the head of the home school To do" in home
    assert "The home school has to release first. Cannot start yet" in page
    assert "All who are bound have to sign the agreement first." in page


@pytest.mark.parametrize("state", [state for state in State if state != State.OFFERED])
def test_every_state_has_its_task_list(people, broker, state):
    one = people.offered()
    one.state = state
    one.starts_on, one.ends_on = TODAY, days_later(30).date()
    one.save()

    response = broker.get(one.get_absolute_url())

    assert [phase.title for phase in response.context["phases"]] == [
        "Request and match",
        "Agree",
        "Visits",
        "Reviews",
        "Evaluation",
        "Close",
    ]


def test_the_landing_page_leads_each_part_to_its_next_step(people):
    one = people.offered()
    landing = reverse("landing")
    assert to("answer", one) in client_of(people.leader).get(landing).text
    deployments.accept(deployment=one, conflict="none", by=people.leader, at=NOW)
    assert to("release", one) in client_of(people.home_head).get(landing).text
    deployments.release(deployment=one, by=people.home_head, at=NOW)
    assert to("agreement-write", one) in signed_in(people.broker).get(landing).text


def test_records_lead_the_landing_page_of_whoever_is_lent_and_of_the_head(people):
    one = people.agreed()
    landing = reverse("landing")
    visit = Visit.objects.create(deployment=one, held_on=TODAY, half_days=1)

    assert to("visit-detail", one, visit.pk) in client_of(people.leader).get(landing).text
    people.visited(one)
    assert to("visits", one) in client_of(people.host_head).get(landing).text


def test_a_review_is_one_click_from_the_brokers_landing_page(people):
    one = people.active()

    with time_machine.travel(days_later(31)):
        page = signed_in(people.broker).get(reverse("landing"))

    assert to("review", one, "mid") in page.text


def test_an_objective_of_the_strategy_leads_to_its_support_for_those_who_may_see_it(people):
    objective = ObjectiveFactory()
    one = people.active(strategy_objective=objective)

    def linked(user):
        return [
            link.href
            for step in thread_of(objective, user=user)
            for link in step.links
            if "/support/deployments/" in link.href
        ]

    assert linked(people.broker) == linked(people.host_head) == [one.get_absolute_url()]
    assert linked(SchoolPostFactory().user) == []
    page = client_of(people.leader).get(to("objectives", one))
    assert objective.get_absolute_url() in page.text
