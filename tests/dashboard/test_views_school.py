"""How is this school doing? What everyone sees, and what only those concerned do."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.permissions import Role
from dashboard.models import Rating, RatingRound
from schools.models import FIRST_SAMPLE_URN, Phase, Status
from tests.conftest import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.dashboard import (
    BenchmarkFactory,
    DraftRoundFactory,
    InspectionFactory,
    ObservationFactory,
    RatingFactory,
    RatingRoundFactory,
)
from tests.factories.schools import (
    ReleaseFactory,
    SchoolFactory,
    SchoolLinkFactory,
    SchoolPostFactory,
    TrustFactory,
)

pytestmark = pytest.mark.django_db


def overview(school):
    return reverse("dashboard:school-overview", args=[school.urn])


def results(school):
    return reverse("dashboard:school-results", args=[school.urn])


def rating(school):
    return reverse("dashboard:school-rating", args=[school.urn])


def text_of(response):
    return response.content.decode()


def figures(school, **years):
    """The school's and England's figure of each year: `y2025=(49, 62)`."""
    for year, (own, england) in years.items():
        year = int(year.removeprefix("y"))
        ObservationFactory(urn=school.urn, academic_year=year, value=own)
        BenchmarkFactory(academic_year=year, value=england)


# --- Overview ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_overview_asks_as_many_questions_with_ten_neighbours_as_with_one(
    client, school, django_assert_num_queries, count
):
    SchoolFactory.create_batch(count)
    figures(school, y2025=(49, 62))
    client.get(reverse("schools:school-list"))

    with django_assert_num_queries(7):
        client.get(overview(school))


def test_anyone_finds_the_profile_and_the_headline_on_the_overview(client, school):
    figures(school, y2024=(45, 61), y2025=(49, 62))

    page = text_of(client.get(overview(school)))

    assert "Wharf Lane Junior School" in page
    assert "4 to 11" in page
    assert (
        "In 2025, 49\u00a0% of 60 pupils reached the expected standard in reading, writing and"
        " maths, 13 points below England: about 8 pupils. The gap is smaller than in 2024."
    ) in page


def test_no_public_page_of_a_school_speaks_of_its_rating(client, school):
    rated = RatingFactory(school=school, round=RatingRoundFactory())
    figures(school, y2025=(49, 62))

    pages = text_of(client.get(overview(school))) + text_of(client.get(results(school)))

    assert "Priority" not in pages
    assert str(rated.score) not in pages
    assert rating(school) not in pages


def test_the_tab_of_the_rating_is_there_for_those_who_may_open_it(officer, head, stranger, school):
    listed = [rating(school) in text_of(person.get(overview(school)))
              for person in (officer, head, stranger)]  # fmt: skip

    assert listed == [True, True, False]


def test_a_closed_school_names_the_one_that_stands_in_its_place(client):
    old = SchoolFactory(status=Status.CLOSED, closed_on=datetime.date(2021, 8, 31))
    new = SchoolFactory(name="Wharf Lane Academy", opened_on=datetime.date(2021, 9, 1))
    SchoolLinkFactory(urn=new.urn, link_urn=old.urn)

    closed, opened = text_of(client.get(overview(old))), text_of(client.get(overview(new)))

    assert f'<a class="govuk-link" href="{overview(new)}">Wharf Lane Academy</a>' in closed
    assert f'Took over from <a class="govuk-link" href="{overview(old)}">' in opened


@pytest.mark.parametrize(
    ("website", "href"),
    [
        ("www.wharf-lane.example.org", 'href="https://www.wharf-lane.example.org"'),
        ("http://wharf.example.org/a", 'href="http://wharf.example.org/a"'),
    ],
)
def test_the_schools_own_website_is_linked(client, website, href):
    school = SchoolFactory(website=website)

    assert href in text_of(client.get(overview(school)))


@pytest.mark.parametrize("website", ["javascript:alert(1)", "none", "office@school.example.org x"])
def test_what_is_no_website_is_not_linked(client, website):
    school = SchoolFactory(website=website)

    assert "own website" not in text_of(client.get(overview(school)))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("02392821234", 'href="tel:+442392821234">023 9282 1234</a>'),
        ("01632 960021", 'href="tel:+441632960021">01632 960021</a>'),
        ("999 or 101", '<dd class="govuk-summary-list__value">999 or 101</dd>'),
    ],
)
def test_a_telephone_number_is_pressed_on_a_phone_and_read_in_groups(client, number, shown):
    assert shown in client.get(overview(SchoolFactory(telephone=number))).text


def test_ofsted_is_linked_for_real_schools_alone(client, school):
    real = SchoolFactory(urn=116_200)

    assert "reports.ofsted.gov.uk/provider/21/116200" in text_of(client.get(overview(real)))
    assert "ofsted.gov.uk" not in text_of(client.get(overview(school)))


def test_an_unknown_school_is_a_404(client, db):
    assert client.get(reverse("dashboard:school-overview", args=[999_999])).status_code == 404


# --- Results ----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_results_ask_as_many_questions_with_ten_like_schools_as_with_one(
    client, django_assert_num_queries, count
):
    school, *peers = SchoolFactory.create_batch(count + 1, percentage_fsm=20)
    for one in (school, *peers):
        ObservationFactory(urn=one.urn)
    BenchmarkFactory()
    client.get(reverse("schools:school-list"))

    with django_assert_num_queries(7):
        response = client.get(results(school))

    [section] = response.context["sections"]
    assert len(section.cards[0].bars) == 3 + count


def test_the_school_itself_is_always_in_its_own_comparison(client):
    school, *peers = SchoolFactory.create_batch(5, percentage_fsm=20)
    ObservationFactory(urn=school.urn, value=None, raw="SUPP", code="SUPP")
    for peer in peers:
        ObservationFactory(urn=peer.urn)
    BenchmarkFactory()

    response = client.get(results(school))

    [section] = response.context["sections"]
    bar = section.cards[0].bars[0]
    assert (bar.name, bar.figure.value, bar.svg) == (school.name, None, "")
    assert [bar.name for bar in section.cards[0].bars].count(school.name) == 1


def test_every_school_of_a_comparison_stands_with_the_same_year(client):
    school, peer, *rest = SchoolFactory.create_batch(4, percentage_fsm=20)
    ObservationFactory(urn=school.urn, academic_year=2025, value=49)
    ObservationFactory(urn=peer.urn, academic_year=2024, value=88)
    BenchmarkFactory()

    response = client.get(results(school))

    [section] = response.context["sections"]
    by_name = {bar.name: bar.figure.text for bar in section.cards[0].bars}
    assert by_name[peer.name] == "not published"


def test_a_closed_school_is_nobodys_similar_school(client):
    school, other = SchoolFactory.create_batch(2, percentage_fsm=20)
    closed = SchoolFactory(percentage_fsm=20, status=Status.CLOSED)
    for one in (school, other, closed):
        ObservationFactory(urn=one.urn)

    response = client.get(results(school))

    [section] = response.context["sections"]
    assert closed.name not in [bar.name for bar in section.cards[0].bars]


def test_a_suppressed_figure_is_words_and_never_a_number(client, school):
    ObservationFactory(urn=school.urn, value=None, raw="SUPP", code="SUPP")
    BenchmarkFactory()

    response = client.get(results(school))

    card = response.context["sections"][0].cards[0]
    assert card.chart.rows[0].cells[0].text == "suppressed: too few pupils"
    assert "of 60 pupils" not in card.chart.sentence
    assert [line.name for line in card.chart.lines] == ["England"]


def test_a_group_of_five_pupils_and_what_would_reveal_it_are_not_shown(client, school):
    ObservationFactory(urn=school.urn)
    ObservationFactory(urn=school.urn, pupil_group="disadvantaged", value=20, cohort=5)
    ObservationFactory(urn=school.urn, pupil_group="not_disadvantaged", value=51.6, cohort=55)
    BenchmarkFactory()

    response = client.get(results(school))

    groups = response.context["sections"][0].cards[0].groups
    assert [group.school.value for group in groups] == [None, None]
    assert "20\u00a0%" not in text_of(response)
    assert "52\u00a0%" not in text_of(response)


def test_the_highest_status_of_a_figure_is_the_one_shown(client, school):
    for status, value in [("revised", 50), ("final", 49), ("provisional", 51)]:
        ObservationFactory(urn=school.urn, status=status, value=value)
    BenchmarkFactory()

    response = client.get(results(school))

    assert "49\u00a0% of 60 pupils" in response.context["sections"][0].cards[0].chart.sentence


def test_results_of_a_predecessor_follow_the_school_and_say_so(client):
    old = SchoolFactory(status=Status.CLOSED, closed_on=datetime.date(2024, 8, 31))
    new = SchoolFactory(opened_on=datetime.date(2024, 9, 1))
    SchoolLinkFactory(urn=new.urn, link_urn=old.urn, linked_on=datetime.date(2024, 9, 1))
    ObservationFactory(urn=old.urn, academic_year=2024, value=40)
    ObservationFactory(urn=new.urn, academic_year=2025, value=49)
    BenchmarkFactory(academic_year=2025)

    response = client.get(results(new))

    card = response.context["sections"][0].cards[0]
    assert [row.cells[0].text for row in card.chart.rows] == ["49\u00a0%", "40\u00a0%"]
    assert f"2024: results of predecessor (URN {old.urn})." in card.notes


def test_years_of_a_predecessor_are_said_in_one_line(client):
    old = SchoolFactory(status=Status.CLOSED, closed_on=datetime.date(2024, 8, 31))
    new = SchoolFactory(opened_on=datetime.date(2024, 9, 1))
    SchoolLinkFactory(urn=new.urn, link_urn=old.urn, linked_on=datetime.date(2024, 9, 1))
    for year in (2016, 2017, 2018, 2023):
        ObservationFactory(urn=old.urn, academic_year=year, value=40)
    ObservationFactory(urn=new.urn, academic_year=2025, value=49)
    BenchmarkFactory(academic_year=2025)

    card = client.get(results(new)).context["sections"][0].cards[0]

    assert card.notes[0] == f"2016 to 2018, 2023: results of predecessor (URN {old.urn})."


def test_a_school_joined_from_two_has_the_results_of_neither(client):
    olds = SchoolFactory.create_batch(2, status=Status.CLOSED, closed_on=datetime.date(2024, 8, 31))
    new = SchoolFactory(opened_on=datetime.date(2024, 9, 1))
    for old in olds:
        SchoolLinkFactory(urn=new.urn, link_urn=old.urn, linked_on=datetime.date(2024, 9, 1))
        ObservationFactory(urn=old.urn, academic_year=2024, value=40)
    ObservationFactory(urn=new.urn, academic_year=2025, value=49)

    response = client.get(results(new))

    card = response.context["sections"][0].cards[0]
    assert list(card.chart.years) == [2025]


def test_years_without_tests_are_a_gap_with_the_reason(client, school):
    figures(school, y2019=(44, 65), y2023=(41, 60))

    response = client.get(results(school))

    chart = response.context["sections"][0].cards[0].chart
    assert [row.label for row in chart.rows] == ["2023", "2022", "2021", "2020", "2019"]
    assert chart.rows[3].note == "no tests were held because of the pandemic"
    assert [cell.value for cell in chart.rows[3].cells] == [None] * 3


def test_absence_is_held_against_schools_of_the_same_phase(client, school):
    ObservationFactory(urn=school.urn, measure="overall_absence", value=6.0)
    BenchmarkFactory(measure="overall_absence", population="secondary", value=9.0)
    BenchmarkFactory(measure="overall_absence", population="primary", value=5.0)

    response = client.get(results(school))

    assert "1.0 points above England" in text_of(response)


def test_the_comparison_is_of_the_newest_year_that_was_published_at_all(client, school):
    own = {"urn": school.urn, "measure": "reading_progress"}
    ObservationFactory(**own, academic_year=2023, value=-1.2)
    ObservationFactory(**own, academic_year=2024, value=None, raw="NP", code="NP")

    response = client.get(results(school))

    assert response.context["sections"][0].cards[0].year == 2023


def test_alternative_provision_is_not_held_against_special_schools(client):
    unit = SchoolFactory(type_code=14, phase=Phase.NOT_APPLICABLE)
    ObservationFactory(urn=unit.urn, measure="overall_absence", value=38.2)
    BenchmarkFactory(measure="overall_absence", population="special", value=10.1)

    page = text_of(client.get(results(unit)))

    assert "above England" not in page


def test_a_school_of_which_nothing_is_published_says_so(client, school):
    page = text_of(client.get(results(school)))

    assert "No results or attendance figures have been published" in page


def test_the_page_names_the_files_it_drew_on_with_their_status(client, school):
    release = ReleaseFactory(file_name="england_ks2final.csv")
    ObservationFactory(urn=school.urn, release=release)

    page = text_of(client.get(results(school)))

    assert "england_ks2final.csv" in page
    assert "final release" in page


# --- Rating -----------------------------------------------------------------------------


def test_the_rating_asks_few_questions_and_who_could_help_three(django_assert_max_num_queries):
    school = SchoolFactory(trust=TrustFactory(), percentage_fsm=20)
    SchoolFactory.create_batch(4, percentage_fsm=20)
    told = RatingFactory(school=school, round=RatingRoundFactory())
    told.explanation["indicators"][2] |= {
        "source_urns": [school.urn],
        "inspected_on": "2023-03-14",
    }
    told.save()
    head = signed_in(SchoolPostFactory(school=school).user, second_factor=False)
    head.get(reverse("schools:school-list"))

    with django_assert_max_num_queries(15):
        response = head.get(rating(school))

    assert response.status_code == 200


def test_the_contributions_shown_add_up_to_the_score_shown(head, school):
    rated = RatingFactory(school=school, round=RatingRoundFactory())

    response = head.get(rating(school))

    shown = [Decimal(line.adds) for line in response.context["lines"]]
    assert sum(shown) == rated.score
    assert f"{rated.score} out of 100" in text_of(response)


def test_the_rating_says_what_it_is_and_what_it_is_not(head, school):
    RatingFactory(school=school, round=RatingRoundFactory())

    page = text_of(head.get(rating(school)))

    assert "Priority 1: highest level of support" in page
    assert "not a judgement of the school&#x27;s overall effectiveness" in page
    assert "Stuck school" in page
    assert "the score would be 59.4: Priority 2." in page
    assert "The priority by the score would stay the same." in page
    assert "Disadvantaged pupils: not published for this school: 5 or fewer pupils" in page


@pytest.mark.parametrize("person", ["stranger", "trust_lead", "head_elsewhere"])
def test_a_rating_that_a_person_may_not_know_of_is_a_404(request, school, person):
    RatingFactory(school=school, round=RatingRoundFactory())
    client = (
        signed_in(SchoolPostFactory().user, second_factor=False)
        if person == "head_elsewhere"
        else request.getfixturevalue(person)
    )

    rated, unrated = client.get(rating(school)), client.get(rating(SchoolFactory()))

    assert (rated.status_code, unrated.status_code) == (404, 404)


def test_a_visitor_is_asked_to_sign_in_whether_or_not_there_is_a_rating(client, school):
    RatingFactory(school=school, round=RatingRoundFactory())

    rated, unrated = client.get(rating(school)), client.get(rating(SchoolFactory()))

    assert (rated.status_code, unrated.status_code) == (302, 302)


def test_a_head_does_not_see_a_draft_nor_that_there_is_one(head, school):
    RatingFactory(school=school, round=DraftRoundFactory())

    page = text_of(head.get(rating(school)))

    assert "No rating can be shown for this school yet" in page
    assert "draft" not in page


def test_an_officer_sees_a_draft_and_that_schools_do_not(officer, school):
    RatingFactory(school=school, round=DraftRoundFactory())

    response = officer.get(rating(school))

    assert "<strong>draft</strong>" in text_of(response)
    assert Role.HEAD.label not in response.context["audience"]


def test_who_can_see_a_shared_rating_is_computed_from_the_table(officer, school):
    RatingFactory(school=school, round=RatingRoundFactory())

    response = officer.get(rating(school))

    assert response.context["audience"] == [
        role.label
        for role in (
            Role.OFFICER,
            Role.DATA_OFFICER,
            Role.MODERATOR,
            Role.BROKER,
            Role.HEAD,
            Role.CHAIR,
            Role.DEPUTY,
            Role.TRUST_LEAD,
        )
    ]


def test_a_superseded_round_gives_way_to_the_one_that_stands(officer, school):
    RatingFactory(school=school, round=RatingRoundFactory())
    RatingFactory(school=school, round=RatingRoundFactory(state=RatingRound.State.SUPERSEDED))

    response = officer.get(rating(school))

    assert response.context["round"].state == RatingRound.State.SHARED
    assert len(response.context["others"]) == 1


def test_the_round_named_in_the_address_is_the_one_shown(officer, school):
    earlier = RatingFactory(school=school, round=RatingRoundFactory(academic_year=2024))
    RatingFactory(school=school, round=RatingRoundFactory())

    response = officer.get(rating(school), {"round": earlier.round_id})

    assert response.context["rating"] == earlier


@pytest.mark.parametrize("pk", ["0", "x", "99999999999999999999"])
def test_a_round_without_this_school_is_a_404(officer, school, pk):
    RatingFactory(school=school, round=RatingRoundFactory())

    assert officer.get(rating(school), {"round": pk}).status_code == 404


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Rating.Status.INDIVIDUAL_REVIEW, "There is no score, and none should be inferred."),
        (Rating.Status.NOT_RATED, "Its history stays on these pages."),
        (Rating.Status.INSUFFICIENT, "Not enough data"),
    ],
)
def test_a_school_without_a_score_has_words_of_its_own(head, school, status, words):
    RatingFactory(
        school=school,
        round=RatingRoundFactory(),
        status=status,
        score=None,
        score_band=None,
        computed_priority=None,
    )

    page = text_of(head.get(rating(school)))

    assert words in page
    assert "out of 100" not in page
    assert "Sum: the score" not in page


def test_limited_data_is_said_and_the_level_stands(head, school):
    RatingFactory(
        school=school, round=RatingRoundFactory(), status=Rating.Status.LIMITED, coverage=60
    )

    page = text_of(head.get(rating(school)))

    assert "Rated on limited data: 60 % of the method" in page
    assert "Priority 1: highest level of support" in page


def test_each_figure_of_a_rating_names_file_row_column_and_status(head, school):
    RatingFactory(school=school, round=RatingRoundFactory())
    release = ReleaseFactory(file_name="england_ks2final.csv")
    ObservationFactory(urn=FIRST_SAMPLE_URN + 12, release=release, row=417)

    response = head.get(rating(school))

    source = response.context["sources"][0]
    assert (source.row, source.column, source.raw) == (417, "PTRWM_EXP", "49%")
    assert "england_ks2final.csv, row 417, PTRWM_EXP" in text_of(response)


def test_the_inspection_of_a_rating_names_its_file_too(head, school):
    told = RatingFactory(school=school, round=RatingRoundFactory())
    grade = next(one for one in told.explanation["indicators"] if one["unit"] == "grade")
    grade |= {"source_urns": [school.urn], "inspected_on": "2023-03-14"}
    told.save()
    InspectionFactory(listed_urn=school.urn, row=88, column="Overall effectiveness")

    response = head.get(rating(school))

    assert [(one.row, one.column) for one in response.context["sources"]] == [
        (88, "Overall effectiveness")
    ]


def test_a_post_that_has_ended_no_longer_opens_the_rating(school, db):
    user = UserFactory()
    SchoolPostFactory(school=school, user=user, ends_on=datetime.date(2024, 8, 31))
    RatingFactory(school=school, round=RatingRoundFactory())

    response = signed_in(user, second_factor=False).get(rating(school))

    assert response.status_code == 404
