"""What somebody can help with: the official list of a specialist leader's areas of expertise.

Declared, not kept in a table: the list is the programme's own (National College for Teaching
and Leadership, as teaching schools still print it), and what entries keep are its codes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """The four headings of the list, in its order."""

    LEADERSHIP = "Leadership and management"
    ACHIEVEMENT = "Pupil achievement"
    TEACHING = "Quality of teaching, learning and assessment"
    BEHAVIOUR = "Personal development, behaviour and welfare"


@dataclass(frozen=True)
class Specialism:
    """One area of expertise; its code never changes, its label may."""

    code: str
    label: str
    group: Group


SPECIALISMS = (
    Specialism("transition", "Academies and academy transition", Group.LEADERSHIP),
    Specialism("assessment", "Assessment", Group.LEADERSHIP),
    Specialism("cpd", "Leadership of continuing professional development", Group.LEADERSHIP),
    Specialism("finance", "School business and financial management", Group.LEADERSHIP),
    Specialism("curriculum", "Leadership of curriculum", Group.LEADERSHIP),
    Specialism("art", "Art", Group.ACHIEVEMENT),
    Specialism("citizenship", "Citizenship", Group.ACHIEVEMENT),
    Specialism("gap", "Closing the gap", Group.ACHIEVEMENT),
    Specialism("drama", "Drama", Group.ACHIEVEMENT),
    Specialism("design", "Design and technology", Group.ACHIEVEMENT),
    Specialism("early-years", "Early years", Group.ACHIEVEMENT),
    Specialism("english", "English", Group.ACHIEVEMENT),
    Specialism("geography", "Geography", Group.ACHIEVEMENT),
    Specialism("history", "History", Group.ACHIEVEMENT),
    Specialism("ict", "Information and communication technology", Group.ACHIEVEMENT),
    Specialism("maths", "Mathematics", Group.ACHIEVEMENT),
    Specialism("languages", "Modern foreign languages", Group.ACHIEVEMENT),
    Specialism("music", "Music", Group.ACHIEVEMENT),
    Specialism("phonics", "Phonics", Group.ACHIEVEMENT),
    Specialism("pe", "Physical education", Group.ACHIEVEMENT),
    Specialism("pshe", "Personal, social, health and economic education", Group.ACHIEVEMENT),
    Specialism("re", "Religious education", Group.ACHIEVEMENT),
    Specialism("science", "Science", Group.ACHIEVEMENT),
    Specialism("sen", "Special educational needs", Group.ACHIEVEMENT),
    Specialism("most-able", "Support for the most able pupils", Group.ACHIEVEMENT),
    Specialism("new-teachers", "Initial training and new teachers", Group.TEACHING),
    Specialism("behaviour", "Behaviour and discipline", Group.BEHAVIOUR),
    Specialism("attendance", "Attendance", Group.BEHAVIOUR),
)

BY_CODE = {specialism.code: specialism for specialism in SPECIALISMS}
CHOICES = [(specialism.code, specialism.label) for specialism in SPECIALISMS]
# As a form prints them: under their headings.
GROUPED_CHOICES = [
    (str(group), [(each.code, each.label) for each in SPECIALISMS if each.group == group])
    for group in Group
]


def labels(codes: Iterable[str]) -> list[str]:
    """The labels of some codes, in the order of the list; a code it does not have is left out."""
    wanted = {*codes}
    return [specialism.label for specialism in SPECIALISMS if specialism.code in wanted]
