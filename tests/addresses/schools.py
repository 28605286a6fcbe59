"""Who may open the addresses of the register."""

from tests.addresses.audiences import EVERYONE, NOBODY, PEOPLE_OFFICE, Address
from tests.addresses.samples import SCHOOL

ADDRESSES = {
    "schools:school-list": Address(EVERYONE),
    "schools:untold-list": Address(PEOPLE_OFFICE),
    "schools:head-change": Address(PEOPLE_OFFICE, SCHOOL),
    "schools:head-changed": Address(PEOPLE_OFFICE, SCHOOL),
    "schools:deputy-list": Address(frozenset({"head"}), SCHOOL),
    "schools:deputy-end": Address(frozenset({"head"}), {**SCHOOL, "pk": 778}),
    "schools:deputy-withdraw": Address(NOBODY, {**SCHOOL, "pk": 777}),
}
