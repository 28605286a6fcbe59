"""A data file is checked whole, and what is wrong is said by file, entry and field."""

import datetime
from pathlib import Path

import pytest

from strategy.plan_files import UnreadableError, read
from strategy.sample.load import HERE, PLANS

WHOLE = """
[edition]
slug = "harbour-plan"
title = "Harbour plan"
starts_on = 2024-09-01
ends_on = 2027-08-31

[[objective]]
code = "SO1"
short_name = "Fair winds"
text = "Making sure that every child has the wind behind them"
continues = ["older-plan/P1"]
priorities = ["Reading aloud"]

[[objective.leads]]
body = "Harbour Board"
starts_on = 2024-09-01

[[objective.actions]]
number = "1.1"
priority = 1
text = "Lend a reading lead."
owner = "Head of school improvement"
due_words = "each term"
milestones = [{ text = "Ten schools have asked", met_on = 2025-01-31 }]

[[objective.documents]]
title = "Harbour reading strategy"
url = "https://harbour.example/reading"
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "plan.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults_of(path):
    with pytest.raises(UnreadableError) as refused:
        read(path)
    return refused.value.faults


def test_a_whole_file_is_read_as_it_stands(written):
    plan = read(written(WHOLE))

    (objective,) = plan.objectives
    (action,) = objective.actions
    assert (plan.slug, plan.state, plan.called) == ("harbour-plan", "draft", "objective")
    assert objective.continues == [("older-plan", "P1")]
    assert (action.priority, action.due_on, action.status) == (1, None, "not_started")
    assert action.milestones[0].met_on == datetime.date(2025, 1, 31)
    assert objective.leads[0].post == ""
    assert objective.documents[0].kind == "document"


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('title = "Harbour plan"', "", "plan.toml, edition: “title” is missing"),
        ('title = "Harbour plan"', 'title = " "', "plan.toml, edition: “title” is empty"),
        (
            'title = "Harbour plan"',
            "title = 3",
            "plan.toml, edition: “title” must be text in quotation marks, not 3",
        ),
        (
            'title = "Harbour plan"',
            f'title = "{"x" * 201}"',
            "plan.toml, edition: “title” has 201 characters; 200 is the most",
        ),
        (
            "ends_on = 2027-08-31",
            'ends_on = "2027"',
            "plan.toml, edition: “ends_on” must be a day such as 2026-09-01, without quotes,"
            " not '2027'",
        ),
        ("ends_on = 2027-08-31", "", "plan.toml, edition: “ends_on” is missing"),
        (
            "ends_on = 2027-08-31",
            "ends_on = 2024-08-31",
            "plan.toml, edition: “ends_on” is before the first day",
        ),
        (
            'slug = "harbour-plan"',
            'slug = "compare"',
            "plan.toml, edition: “slug” cannot be 'compare'. “compare” is an address of the"
            " portal itself. Choose another.",
        ),
        (
            'slug = "harbour-plan"',
            'slug = "harbour-plan"\nstate = "published"',
            "plan.toml, edition: “published_on” is missing, and the state is published",
        ),
        (
            'slug = "harbour-plan"',
            'slug = "harbour-plan"\npublished_on = 2024-09-01',
            "plan.toml, edition: “published_on” is given, and the state is draft",
        ),
        (
            'slug = "harbour-plan"',
            'slug = "harbour-plan"\narchived_on = 2024-09-01',
            "plan.toml, edition: “archived_on” is given, and the state is draft",
        ),
        (
            'slug = "harbour-plan"',
            'slug = "harbour-plan"\nstate = "adopted"',
            "plan.toml, edition: “state” must be one of draft, consultation, approved, published,"
            " archived, not 'adopted'",
        ),
        (
            'short_name = "Fair winds"',
            'shortname = "Fair winds"',
            "plan.toml, objective 1 (SO1): “shortname” is not a field here. Known are: actions,"
            " code, continues, documents, leads, priorities, short_name, text, what_success_is",
        ),
        (
            '["older-plan/P1"]',
            '["P1"]',
            "plan.toml, objective 1 (SO1): “continues” must name edition/code such as"
            " action-plan/P1, not P1",
        ),
        (
            '["Reading aloud"]',
            "[1]",
            "plan.toml, objective 1 (SO1): “priorities” must be a list of texts in quotation marks",
        ),
        (
            "priority = 1",
            "priority = 2",
            "plan.toml, objective 1 (SO1), action 1: “priority” must be the place of one of the 1"
            " priorities, not 2",
        ),
        (
            'milestones = [{ text = "Ten schools have asked", met_on = 2025-01-31 }]',
            'milestones = "Ten"',
            "plan.toml, objective 1 (SO1), action 1: “milestones” must be a list of tables",
        ),
        (
            "met_on = 2025-01-31",
            "met_on = 2025-01-31T10:00:00",
            "plan.toml, objective 1 (SO1), action 1, milestone 1: “met_on” must be a day such as"
            " 2026-09-01, without quotes, not datetime.datetime(2025, 1, 31, 10, 0)",
        ),
        (
            'body = "Harbour Board"',
            'body = "Harbour Board"\nends_on = 2024-01-01',
            "plan.toml, objective 1 (SO1), lead 1: “ends_on” is before the first day",
        ),
        (
            "https://harbour.example/reading",
            "javascript:alert(1)",
            "plan.toml, objective 1 (SO1), document 1: “url” must be a whole address such as"
            " https://…, not javascript:alert(1)",
        ),
    ],
)
def test_what_is_wrong_is_said_by_file_entry_and_field(written, before, after, fault):
    assert before in WHOLE

    assert fault in faults_of(written(WHOLE.replace(before, after, 1)))


def test_every_fault_is_told_at_once(written):
    text = WHOLE.replace('title = "Harbour plan"', "").replace('owner = "', 'owners = "')

    assert len(faults_of(written(text))) == 3


def test_a_code_and_a_number_count_once(written):
    twice = WHOLE + WHOLE[WHOLE.index("[[objective]]") :].replace('"SO1"', '"so1"')
    action = WHOLE[WHOLE.index("[[objective.actions]]") : WHOLE.index("[[objective.documents]]")]

    assert faults_of(written(twice)) == ["plan.toml: the code “SO1” is given to several objectives"]
    assert faults_of(written(WHOLE + action)) == [
        "plan.toml, objective 1 (SO1): “actions” have the number 1.1 several times"
    ]


def test_a_file_that_is_no_toml_names_the_line(written):
    (fault,) = faults_of(written("[edition]\nslug = harbour"))

    assert fault.startswith("plan.toml: is not TOML: ") and "line 2" in fault


def test_a_file_without_an_edition_or_an_objective_says_so(written):
    assert faults_of(written("x = 1")) == ["plan.toml: the table [edition] is missing"]
    assert "plan.toml: there is no [[objective]]" in faults_of(
        written(WHOLE[: WHOLE.index("[[objective]]")])
    )


def test_a_file_that_cannot_be_opened_or_is_no_text_says_so(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'title = "caf\xe9"')

    assert faults_of(tmp_path / "latin.toml") == ["latin.toml: is not text in UTF-8"]
    assert faults_of(tmp_path / "gone.toml") == [
        "gone.toml: cannot be opened (No such file or directory)"
    ]


def test_the_ten_objectives_stand_exactly_as_published():
    plan = read(HERE / "pulling-together-2017-20.toml")

    assert [(objective.code, objective.text) for objective in plan.objectives] == [
        ("SO1", "Preparing children and young people for life and work beyond school"),
        (
            "SO2",
            "Ensuring that all children get the best possible start through effective early"
            " nurture at home and high quality early years education",
        ),
        ("SO3", "Raising school standards through collaboration, challenge and support"),
        ("SO4", "Recruiting, retaining and growing the best teachers and leaders"),
        (
            "SO5",
            "Strengthening the curriculum across all key stages through a sustained investment in"
            " continuous professional development",
        ),
        ("SO6", "Promoting emotional health, wellbeing and resilience in education"),
        (
            "SO7",
            "Collectively working together to ensure all pupils regularly attend school so they"
            " can realise their potential",
        ),
        (
            "SO8",
            "Meeting the needs of children and young people with special education needs and"
            " disabilities",
        ),
        (
            "SO9",
            "Ensuring young people have the best possible opportunities for post-16 education and"
            " higher education, including apprenticeships",
        ),
        (
            "SO10",
            "Investing in school buildings to create additional school places and provide high"
            " quality learning environments that meet the needs of all children",
        ),
    ]


def test_the_action_plan_has_eight_priorities_and_each_action_who_and_when():
    plan = read(HERE / "action-plan-2016.toml")
    actions = [action for objective in plan.objectives for action in objective.actions]

    assert [objective.code for objective in plan.objectives] == [f"P{n}" for n in range(1, 9)]
    assert [len(objective.actions) for objective in plan.objectives] == [6, 6, 2, 5, 3, 4, 5, 3]
    assert all(action.owner and (action.due_on or action.due_words) for action in actions)


def test_invented_priorities_are_marked_as_samples():
    plan = read(HERE / "pulling-together-2017-20.toml")

    assert "samples" in plan.note
    assert all(
        words.startswith("Sample: ")
        for objective in plan.objectives
        for words in objective.priorities
    )


def test_every_sample_file_is_loaded():
    assert {
        path.name for path in Path(HERE).glob("*20*.toml") if "[edition]" in path.read_text()
    } == {*PLANS}
