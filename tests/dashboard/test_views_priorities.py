"""Which schools need most support?"""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dashboard.models import Rating, RatingRound
from schools.models import FIRST_SAMPLE_URN
from tests.factories.dashboard import (
    DraftRoundFactory,
    MethodVersionFactory,
    RatingFactory,
    RatingRoundFactory,
)
from tests.factories.schools import SchoolFactory, TrustFactory

URL = reverse("dashboard:priority-list")


@pytest.fixture
def round_(db):
    return RatingRoundFactory()


def rated(round_, priority, score, **fields):
    return RatingFactory(
        round=round_, computed_priority=priority, score_band=priority, score=score, **fields
    )


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_asks_as_many_questions_of_one_school_as_of_ten(
    officer, round_, django_assert_num_queries, count
):
    earlier = RatingRoundFactory(academic_year=2024)
    for school in SchoolFactory.create_batch(count, trust=TrustFactory()):
        RatingFactory(round=round_, school=school)
        RatingFactory(round=earlier, school=school)
    officer.get(reverse("schools:school-list"))

    # Three of them for who could help: the weak indicators, the directory, what it carries.
    with django_assert_num_queries(11):
        response = officer.get(URL)

    assert len(response.context["rows"]) == count


def test_schools_needing_most_support_come_first(officer, round_):
    for priority, score in [(3, "20.0"), (1, "70.0"), (2, "55.5"), (1, "90.0")]:
        rated(round_, priority, score)

    rows = officer.get(URL).context["rows"]

    assert [row["score"] for row in rows] == ["90.0", "70.0", "55.5", "20.0"]


def test_a_school_without_a_score_comes_last_and_says_why(officer, round_):
    rated(round_, 3, "0.0")
    RatingFactory(
        round=round_,
        status=Rating.Status.INDIVIDUAL_REVIEW,
        score=None,
        score_band=None,
        computed_priority=None,
    )

    rows = officer.get(URL, {"sort": "score"}).context["rows"]

    assert [(row["score"], row["words"]) for row in rows] == [
        ("0.0", "Priority 3: universal offer"),
        ("", "Individual review"),
    ]


def test_a_row_says_why_in_words_and_figures(officer, round_):
    RatingFactory(round=round_)

    page = officer.get(URL).content.decode()

    assert "Reading, writing and maths at the expected standard 13 points below England" in page
    assert "Persistent absence 2.1\u00a0× the national rate" in page
    assert "Latest inspection: requires improvement" in page


def test_the_counts_add_up_to_the_schools_of_the_round(officer, round_):
    RatingFactory.create_batch(3, round=round_)
    RatingFactory(round=round_, status=Rating.Status.LIMITED)
    RatingFactory(round=round_, status=Rating.Status.NOT_RATED, score=None, computed_priority=None)

    response = officer.get(URL)

    assert response.context["counts"] == [
        ("Rated", 3),
        ("Rated on limited data", 1),
        ("Not rated", 1),
    ]
    assert sum(count for _, count in response.context["counts"]) == response.context["total"]


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (2, 1, "More support: from Priority 2"),
        (1, 3, "Less support: from Priority 1"),
        (2, 2, "No change"),
        (None, 2, "Not rated before"),
        (2, None, "Was Priority 2"),
    ],
)
def test_movement_is_said_in_words(officer, round_, before, now, words):
    school = SchoolFactory()
    earlier = RatingRoundFactory(academic_year=2024)
    RatingFactory(round=earlier, school=school, computed_priority=before)
    RatingFactory(round=round_, school=school, computed_priority=now)

    [row] = officer.get(URL).context["rows"]

    assert row["moved"] == words


def test_movement_follows_a_school_to_its_new_number(officer, round_):
    school = SchoolFactory()
    RatingFactory(
        round=RatingRoundFactory(academic_year=2024),
        urn=FIRST_SAMPLE_URN + 1,
        current_urn=school.urn,
        computed_priority=3,
    )
    RatingFactory(round=round_, school=school, computed_priority=2)

    [row] = officer.get(URL).context["rows"]

    assert row["moved"] == "More support: from Priority 3"


def test_a_round_of_another_area_or_superseded_is_nobodys_round_before(officer, round_):
    school = SchoolFactory()
    for other in (
        RatingRoundFactory(academic_year=2024, la_code=851),
        RatingRoundFactory(academic_year=2024, state=RatingRound.State.SUPERSEDED),
    ):
        RatingFactory(round=other, school=school, computed_priority=3)
    RatingFactory(round=round_, school=school)

    [row] = officer.get(URL, {"round": round_.pk}).context["rows"]

    assert row["moved"] == ""


def test_the_filter_narrows_and_counts_the_whole_round(officer, round_):
    trust = TrustFactory(name="Lantern Learning Trust")
    rated(round_, 1, "80.0", school=SchoolFactory(trust=trust))
    rated(round_, 1, "70.0")
    rated(round_, 2, "50.0", school=SchoolFactory(trust=trust))

    response = officer.get(URL, {"priority": "1", "trust": trust.pk})

    assert [row["score"] for row in response.context["rows"]] == ["80.0"]
    [priority, *_] = response.context["facets"]
    assert [(option.value, option.count) for option in priority.options] == [("1", 2), ("2", 1)]


def test_each_chosen_filter_has_a_link_that_takes_it_away(officer, round_):
    rated(round_, 1, "80.0", phase="junior")

    response = officer.get(URL, {"priority": "1", "phase": "Junior", "sort": "name"})

    assert response.context["tags"] == [
        ("Priority", [("Priority 1: highest level of support", "?phase=Junior&sort=name")]),
        ("Phase", [("Junior", "?priority=1&sort=name")]),
    ]


def test_a_filter_that_nobody_offers_finds_nothing_and_says_so(officer, round_):
    RatingFactory(round=round_)

    page = officer.get(URL, {"phase": "<script>"}).content.decode()

    assert "No school fits this filter" in page
    assert "<script>alert" not in page


def test_the_table_says_how_it_is_sorted(officer, round_):
    RatingFactory(round=round_)

    page = officer.get(URL, {"sort": "score"}).content.decode()

    assert page.count('aria-sort="descending"') == 1
    assert page.count('aria-sort="none"') == 2


def test_the_newest_round_of_the_home_authority_is_shown_before_that_of_the_sample(officer):
    sample = RatingRoundFactory(academic_year=2025)
    home = RatingRoundFactory(academic_year=2019, la_code=851)
    RatingRoundFactory(academic_year=2018, la_code=851)

    response = officer.get(URL)

    assert response.context["round"] == home
    assert sample in response.context["rounds"]


def test_an_unknown_round_is_a_404(officer, round_):
    response = officer.get(URL, {"round": round_.pk + 1})

    assert response.status_code == 404


def test_a_round_of_all_england_lists_the_schools_at_home_alone(officer):
    round_ = RatingRoundFactory(la_code=None)
    here = RatingFactory(round=round_)
    RatingFactory(round=round_, school=SchoolFactory(urn=100_000, la_code=202))

    rows = officer.get(URL).context["rows"]

    assert [row["urn"] for row in rows] == [here.urn]


def test_before_any_round_the_page_says_what_will_appear(officer):
    response = officer.get(URL)

    assert "No rating round has been calculated yet" in response.content.decode()


def test_the_page_says_who_can_see_it_and_what_a_rating_is_not(officer, round_):
    RatingFactory(round=round_)

    page = officer.get(URL).content.decode()

    assert "Who can see this:" in page
    assert "Moderator" in page.split("Who can see this:")[1] or "moderator" in page
    assert "not a prediction of an inspection outcome" in page


@pytest.mark.parametrize("name", ["priority-list", "priority-csv", "priority-xlsx"])
@pytest.mark.parametrize("person", ["head", "chair", "trust_lead", "stranger"])
def test_nobody_else_has_the_list_nor_its_files(request, round_, name, person):
    client = request.getfixturevalue(person)

    response = client.get(reverse(f"dashboard:{name}"))

    assert response.status_code == 403


def lines_of_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_csv_holds_exactly_what_is_shown(officer, round_):
    rated(round_, 1, "80.0", name="Wharf Lane Junior School")
    rated(round_, 2, "50.0")

    head, row, _, *notes = lines_of_csv(
        officer.get(reverse("dashboard:priority-csv"), {"priority": "1"})
    )

    assert row[head.index("School")] == "Wharf Lane Junior School"
    assert row[head.index("Score out of 100")] == "80.0"
    assert row[head.index("Method SHA-256")] == round_.method.sha256
    assert "not a prediction of an inspection outcome" in notes[0][0]


def test_the_workbook_holds_exactly_what_is_shown_and_numbers_as_numbers(officer, round_):
    rated(round_, 1, "80.0")
    rated(round_, 2, "50.0")

    response = officer.get(reverse("dashboard:priority-xlsx"), {"priority": "2"})

    book = load_workbook(io.BytesIO(response.content))
    [head, row] = book["Schools"].iter_rows(values_only=True)
    assert row[head.index("Score out of 100")] == 50.0
    assert "Method" in head
    assert "not a judgement" in book["About"]["A1"].value


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://example.org")', "+1", "-1", "@x", "\tx", "\uff1d1"]
)
def test_a_name_that_looks_like_a_formula_is_exported_as_text(officer, round_, name):
    rated(round_, 1, "80.0", name=name)

    head, row, *_ = lines_of_csv(officer.get(reverse("dashboard:priority-csv")))

    assert row[head.index("School")] == f"'{name}"


def test_an_export_of_no_round_is_a_404(officer):
    response = officer.get(reverse("dashboard:priority-csv"))

    assert response.status_code == 404


def test_sharing_asks_first_and_then_tells_each_school(officer, school, head):
    draft = DraftRoundFactory(method=MethodVersionFactory())
    RatingFactory(round=draft, school=school)
    url = reverse("dashboard:round-share", args=[draft.pk])

    asked = officer.get(url)
    draft.refresh_from_db()
    before = draft.state
    done = officer.post(url, follow=True)

    draft.refresh_from_db()
    assert (asked.status_code, before) == (200, RatingRound.State.DRAFT)
    assert (draft.state, draft.shared_by) == (RatingRound.State.SHARED, officer.user)
    assert "Each school now sees its own rating" in done.content.decode()
    assert head.get(reverse("dashboard:school-rating", args=[school.urn])).status_code == 200


def test_only_a_draft_offers_to_be_shared(officer, round_):
    RatingFactory(round=round_)

    page = officer.get(URL).content.decode()

    assert "Share with schools" not in page


def test_a_shared_round_cannot_be_shared_again(officer, round_):
    response = officer.post(reverse("dashboard:round-share", args=[round_.pk]))

    assert response.status_code == 404


def test_a_moderator_cannot_share_a_round(moderator):
    draft = DraftRoundFactory()

    response = moderator.post(reverse("dashboard:round-share", args=[draft.pk]))

    draft.refresh_from_db()
    assert (response.status_code, draft.state) == (403, RatingRound.State.DRAFT)
