"""Names in capitals, written as names are."""

import pytest

from schools.sources.names import as_written


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("ARK SCHOOLS", "Ark Schools"),
        ("THE DE CURCI TRUST", "The De Curci Trust"),
        ("KING'S GROUP ACADEMIES", "King's Group Academies"),
        ("KING’S GROUP ACADEMIES", "King’s Group Academies"),
        ("UTC PORTSMOUTH", "UTC Portsmouth"),
        (
            "UNIVERSITY OF CHICHESTER (MULTI) ACADEMY TRUST",
            "University of Chichester (Multi) Academy Trust",
        ),
        ("ST. ANSELM'S AND ST JOHN'S", "St. Anselm's and St John's"),
        ("TOLWORTH-ON-SEA ACADEMY", "Tolworth-on-Sea Academy"),
        ("GLF SCHOOLS", "GLF Schools"),
        ("THE 1590 TRUST", "The 1590 Trust"),
        ("THE XP SCHOOL TRUST LTD", "The XP School Trust Ltd"),
        ("OF ALL SAINTS", "Of All Saints"),
        ("C & B TRUST", "C & B Trust"),
        ("Salterns Academy Trust", "Salterns Academy Trust"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_is_written_as_a_name(printed, written):
    assert as_written(printed) == written
