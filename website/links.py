"""Links of public pages that lead nowhere: to pages that are gone, parts and schools unknown."""

from dataclasses import dataclass

from django.urls import Resolver404, resolve
from wagtail.models import Page

from schools.models import School
from website.forms.pages import SERVES_PAGES
from website.page_index import KINDS


@dataclass(frozen=True)
class Broken:
    """One link, where it stands and why it leads nowhere."""

    page: Page
    words: str
    why: str


def broken_links():
    """Every broken link of every public page. A query a kind of page, and three more."""
    public = set(Page.objects.live().values_list("pk", flat=True))
    paths = {page.get_url() for page in Page.objects.live().filter(depth__gte=2)}
    schools = set(School.objects.local().values_list("urn", flat=True))
    found = []
    for models in KINDS.values():
        for model in models:
            for page in model.objects.live().order_by("title"):
                found += _of_page(page, public=public, paths=paths, schools=schools)
    return found


def _of_page(page, *, public, paths, schools):
    for block in page.body:
        if block.block_type == "links":
            for link in block.value["links"]:
                if why := _why(link, public, paths):
                    yield Broken(page, link["text"], why)
        elif block.block_type == "schools":
            for urn in block.value["schools"]:
                if int(urn) not in schools:
                    yield Broken(page, urn, "No school of the city has this number.")


def _why(link, public, paths):
    if link["page"] is not None:
        return "" if link["page"].pk in public else "The page is not public."
    address = link["address"].split("?")[0].split("#")[0]
    if not address:
        return "The page has been deleted."
    if not address.startswith("/"):
        return ""  # another site: nothing outside is asked
    try:
        match = resolve(address)
    except Resolver404:
        return "Nothing answers at this address."
    is_page = match.url_name in (SERVES_PAGES, "home")
    return "Nothing answers at this address." if is_page and address not in paths else ""
