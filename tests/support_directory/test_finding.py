"""Finding people and offers: the filter, words with a slip, and how many queries it takes."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from strategy.terms import SchoolTerm
from support_directory.models import Entry
from support_directory.search import find, folded, nearest
from support_directory.services.entries import search_text_of
from tests.conftest import holder_of
from tests.factories.schools import SchoolFactory
from tests.factories.support_directory import (
    CapacityFactory,
    EntryFactory,
    OfferFactory,
    PublicEntryFactory,
)


def listed(make=EntryFactory, codes=(), **fields):
    entry = make(specialisms=codes, **fields)
    entry.search_text = search_text_of(entry, codes)
    entry.save()
    return entry


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["fonics"], ["phonics"]),
        (["atendance"], ["attendance"]),
        (["mathmatics"], ["mathematics"]),
        (["phon"], ["phon"]),
        (["re"], ["re"]),
        (["xylophone"], ["xylophone"]),
    ],
)
def test_the_nearest_word_is_meant_unless_what_was_typed_is_there(typed, meant):
    assert nearest(typed, {"phonics", "attendance", "mathematics", "reading"}) == meant


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_folding_twice_is_folding_once_and_leaves_plain_words(text):
    once = folded(text)

    assert folded(once) == once
    assert once == once.lower()
    assert "  " not in once


@pytest.mark.django_db
def test_a_search_forgives_a_slip_and_says_what_it_looked_for():
    entry = listed(name="Robin Tern", codes=["phonics"])
    listed(name="Kit Sandling", codes=["maths"])

    exact = find(Entry.objects.all(), "Phonics tern")
    slip = find(Entry.objects.all(), "robbin fonics")
    nothing = find(Entry.objects.all(), "zzzzzz")

    assert (list(exact.entries), exact.instead) == ([entry], "")
    assert list(slip.entries) == [entry]
    assert slip.instead
    assert not nothing.entries


@pytest.mark.django_db
def test_the_filter_narrows_by_everything_it_offers(officer):
    term = SchoolTerm.of(timezone.localdate())
    fits = listed(
        name="Fits", codes=["maths"], for_secondary=True, sector="academy", state="listed"
    )
    CapacityFactory(entry=fits, academic_year=term.academic_year, term=term.term, days=Decimal(1))
    listed(name="Other", codes=["art"], for_primary=True)
    listed(OfferFactory, name="Programme", codes=["art"])

    for query in (
        "specialism=maths", "stage=secondary", "days=on", "q=fits", "q=fitz",
        "sector=academy&stage=secondary", "type=sle&specialism=maths",
        "organisation=school&specialism=maths", "kind=1_person&stage=secondary",
    ):  # fmt: skip
        page = officer.get(f"/directory/?{query}").context["page"]
        assert [entry.name for entry in page] == ["Fits"], query
    response = officer.get("/directory/?kind=2_offer&specialism=art")
    assert [entry.name for entry in response.context["page"]] == ["Programme"]
    assert 'href="?specialism=art"' in response.text


@pytest.mark.django_db
def test_nonsense_in_the_address_is_no_fault(officer, client):
    for query in ("type=x", "stage=x&stage=y", "specialism=x", "page=x", "days=x", "q=%00"):
        assert officer.get(f"/directory/?{query}").status_code == 200
        assert client.get(f"/directory/?{query}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 10])
def test_the_list_takes_as_many_queries_for_ten(django_assert_num_queries, count):
    broker = holder_of(Role.BROKER)
    for _ in range(count):
        listed(codes=["maths", "english"])

    with django_assert_num_queries(10):
        response = broker.get("/directory/")

    assert len(response.context["page"]) == count


@pytest.mark.django_db
def test_the_public_list_shows_no_days_contacts_or_costs(client):
    entry = listed(PublicEntryFactory, email="robin@harbour.example", cost="By agreement")
    CapacityFactory(entry=entry)

    for page in ("/directory/", entry.get_absolute_url()):
        text = client.get(page).text
        for secret in ("robin@harbour.example", "By agreement", "350", "days left"):
            assert secret not in text
    assert "days" not in client.get("/directory/?days=on").context["form"].fields


@pytest.mark.django_db
def test_whoever_found_somebody_is_told_how_to_ask(client, officer):
    entry = listed(PublicEntryFactory)
    SchoolFactory()
    ask = reverse("support_directory:request-new")

    public = client.get(entry.get_absolute_url()).text

    assert "signs in to" in public and f'href="{ask}"' in public
    assert "Ask for support for your school" in officer.get(entry.get_absolute_url()).text


@pytest.mark.django_db
def test_a_page_past_fifty_is_parted(officer):
    EntryFactory.create_batch(51, school=EntryFactory().school)

    response = officer.get("/directory/?page=2")

    assert len(response.context["page"]) == 2
