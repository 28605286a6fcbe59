"""The picture of who gives and gets."""

from support_directory.exchange import Exchange, Line
from support_directory.flows import in_words, picture


def table(*lines, getters=("Tideway", "Schools maintained by the council"), **fields):
    facts = {"got": (None,) * len(getters), "total": 30, "from_trusts": 20} | fields
    return Exchange(getters, tuple(lines), has_small_trusts=False, **facts)


def test_each_count_is_a_band_and_what_is_withheld_is_not():
    drawn = picture(table(Line("Lantern & Co", (None, 9), 12), Line("Others", (18, None), 18)))

    assert drawn.svg.count("<line ") == 2
    assert 'stroke-width="22.0"' in drawn.svg and 'stroke-width="11.0"' in drawn.svg
    assert "Lantern &amp; Co" in drawn.svg
    assert 'aria-label="Picture of who gives support to whom. 30 deployments' in drawn.svg


def test_a_table_of_gaps_has_no_picture():
    empty = table(Line("Lantern", (None, None), None), total=None, from_trusts=None)

    assert picture(empty).svg == ""
    assert "too few deployments" in in_words(empty)


def test_the_sentence_says_at_least_where_small_trusts_stand_among_others():
    told = table(Line("Lantern", (9, 11), 20), Line("Tideway", (5, 5), 10))
    few = Exchange(told.getters, told.lines, told.got, 30, 20, has_small_trusts=True)

    assert in_words(told).replace("\u00a0", " ") == (
        "30 deployments have been given. 20 of them came from multi-academy and other trusts:"
        " 67 %. Lantern gave most: 20."
    )
    assert "At least 20 of them" in in_words(few)
    assert in_words(table(Line("Others", (9, 11), 20), from_trusts=0)) == (
        "30 deployments have been given."
    )
