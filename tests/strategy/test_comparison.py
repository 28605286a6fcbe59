"""What became of each objective from one edition to another."""

from hypothesis import given
from hypothesis import strategies as st

from strategy.comparison import Kind, Part, Piece, compare, differences


def parts(*texts, start=1):
    return [
        Part(key, f"SO{place}", "Name", text)
        for place, (key, text) in enumerate(enumerate(texts, start), start=1)
    ]


def told(changes):
    return [
        (change.kind, [one.key for one in change.before], [one.key for one in change.after])
        for change in changes
    ]


def test_each_kind_of_change_is_known_by_its_links():
    before = parts("a", "b", "c", "d", "e", "f")
    after = parts("a", "b and more", "c with d", "e1", "e2", "new", start=11)

    changes = compare(before, after, {11: [1], 12: [2], 13: [3, 4], 14: [5], 15: [5]})

    assert told(changes) == [
        (Kind.KEPT, [1], [11]),
        (Kind.REWORDED, [2], [12]),
        (Kind.MERGED, [3, 4], [13]),
        (Kind.SPLIT, [5], [14, 15]),
        (Kind.NEW, [], [16]),
        (Kind.DROPPED, [6], []),
    ]


def test_what_was_split_heads_its_change_and_else_what_came_of_it():
    split, merged, dropped = (
        compare(parts("a"), parts("b", "c", start=11), {11: [1], 12: [1]})
        + compare(parts("a", "b"), parts("c", start=11), {11: [1, 2]})
        + compare(parts("a"), [], {})
    )

    assert [[one.key for one in change.named] for change in (split, merged, dropped)] == [
        [1],
        [11],
        [1],
    ]


def test_what_merges_and_splits_at_once_is_rearranged():
    changes = compare(parts("a", "b"), parts("x", "y", start=11), {11: [1, 2], 12: [2]})

    assert told(changes) == [(Kind.REARRANGED, [1, 2], [11, 12])]


def test_what_takes_up_something_in_between_takes_up_what_that_took_up():
    changes = compare(parts("a"), parts("c", start=21), {21: [11], 11: [1]})

    assert told(changes) == [(Kind.REWORDED, [1], [21])]


def test_the_same_wording_belongs_together_unasked_but_never_twice():
    changes = compare(parts("Good schools."), parts("good  schools", "good schools", start=11), {})

    assert told(changes) == [(Kind.REWORDED, [1], [11]), (Kind.NEW, [], [12])]


def test_a_link_outweighs_a_wording():
    changes = compare(parts("a", "b"), parts("b", "a", start=11), {11: [1], 12: [2]})

    assert [(one, two) for _, (one,), (two,) in told(changes)] == [(1, 11), (2, 12)]


def test_a_new_short_name_alone_is_a_rewording():
    (change,) = compare(
        [Part(1, "SO1", "Old name", "Same text")],
        [Part(2, "SO1", "New name", "Same text")],
        {2: [1]},
    )

    assert change.pieces == [
        Piece("Old", is_out=True),
        Piece("New", is_in=True),
        Piece("name. Same text"),
    ]


def test_only_a_rewording_is_shown_word_by_word():
    (change,) = compare(parts("a"), [], {})

    assert change.pieces == []


WORDS = ["all", "every", "good", "schools", "pupils", "better", "or"]
WORDING = st.lists(st.sampled_from(WORDS)).map(" ".join)


@given(WORDING, WORDING)
def test_the_pieces_give_back_both_wordings(before, after):
    pieces = differences(before, after)

    assert " ".join(piece.words for piece in pieces if not piece.is_in) == before
    assert " ".join(piece.words for piece in pieces if not piece.is_out) == after


@given(
    st.lists(WORDING, max_size=6),
    st.lists(WORDING, max_size=6),
    st.sets(st.tuples(st.integers(11, 16), st.integers(1, 6)), max_size=12),
)
def test_every_part_stands_in_exactly_one_change(before, after, links):
    continues = {}
    for later, earlier in links:
        continues.setdefault(later, []).append(earlier)

    changes = compare(parts(*before), parts(*after, start=11), continues)

    assert sorted(part.key for change in changes for part in change.before) == [
        part.key for part in parts(*before)
    ]
    assert sorted(part.key for change in changes for part in change.after) == [
        part.key for part in parts(*after, start=11)
    ]


def test_loops_in_what_takes_up_what_end():
    assert told(compare(parts("a"), parts("b", start=11), {11: [12, 1], 12: [11]})) == [
        (Kind.REWORDED, [1], [11])
    ]
