"""What pages are made of: each block prints markup that a screen reader can follow."""

import re
from copy import copy

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from core.addresses import is_own

# No headings inside a text: they are blocks of their own, so that their order can be checked.
FEATURES = ["bold", "link", "ol", "ul"]


def leads_somewhere(address):
    """An address of the portal's own, or a secure one elsewhere."""
    if not is_own(address) and not address.startswith("https://"):
        raise ValidationError(
            "Begin with https:// for another site, or with / for a page of the portal."
        )


class LinkedPageBlock(blocks.PageChooserBlock):
    """A page that is linked to: of its sixty columns a link reads three."""

    def bulk_to_python(self, values):
        pages = self.model_class.objects.only("title", "url_path", "live").in_bulk(values)
        return [copy(pages[pk]) if pk in pages else None for pk in values]

    def deconstruct(self):
        """As Wagtail's own, for what is kept is the same."""
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.PageChooserBlock", args, kwargs


class LinkBlock(blocks.StructBlock):
    """A link to a page of the website, or to an address."""

    text = blocks.CharBlock(max_length=120, help_text="Says where it leads; never “click here”.")
    page = LinkedPageBlock(required=False, help_text="A page of this website, or …")
    address = blocks.CharBlock(
        required=False,
        max_length=500,
        validators=[leads_somewhere],
        help_text="… an address: https://… for another site, /schools/ for a part of the portal.",
    )

    class Meta:
        icon = "link"
        label = "Link"

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            wrong = ValidationError("Choose a page or give an address: one of the two.")
            raise StructBlockValidationError(block_errors={"address": wrong})
        return cleaned


def leading(links, request):
    """Words and address of each link, without those to pages that are not public."""
    for link in links:
        page = link["page"]
        if page is None:
            yield link["text"], link["address"]
        elif page.live:
            yield link["text"], page.get_url(request)


class LinksBlock(blocks.StructBlock):
    """A list of links under a heading of its own."""

    title = blocks.CharBlock(max_length=120, label="Heading")
    links = blocks.ListBlock(LinkBlock(), min_num=1)

    class Meta:
        icon = "list-ul"
        label = "List of links"
        template = "website/blocks/links.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {**context, "links": leading(value["links"], context.get("request"))}


class PictureBlock(blocks.StructBlock):
    """A picture, told in words to those who do not see it."""

    picture = ImageChooserBlock()
    alternative = blocks.CharBlock(
        max_length=250,
        label="What it shows",
        help_text="For people who do not see the picture: what they would miss without it.",
    )
    caption = blocks.CharBlock(required=False, max_length=250)

    class Meta:
        icon = "image"
        label = "Picture"
        template = "website/blocks/picture.html"


class NewsBlock(blocks.StructBlock):
    """Something new, with the day it was written."""

    title = blocks.CharBlock(max_length=120, label="Heading")
    on = blocks.DateBlock(label="Date")
    text = blocks.TextBlock(max_length=600, rows=3)
    links = blocks.ListBlock(LinkBlock(), min_num=0, max_num=1, default=[], label="Read more")

    class Meta:
        icon = "calendar-alt"
        label = "News item"
        template = "website/blocks/news.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        return {**context, "links": leading(value["links"], context.get("request"))}


class TableBlock(blocks.StructBlock):
    """A table of words and numbers, pasted from a spreadsheet; its first row says what is what."""

    caption = blocks.CharBlock(max_length=160, help_text="What the table shows.")
    rows = blocks.TextBlock(
        max_length=10_000,
        rows=6,
        help_text="One row a line, cells apart by | or as pasted from a spreadsheet."
        " The first row holds the headings.",
    )

    class Meta:
        icon = "table"
        label = "Table"
        template = "website/blocks/table.html"

    def clean(self, value):
        cleaned = super().clean(value)
        cells = cells_of(cleaned["rows"])
        if len(cells) < 2 or len({len(row) for row in cells}) > 1:
            wrong = ValidationError(
                "Give a row of headings and at least one row below it, all with as many cells."
            )
            raise StructBlockValidationError(block_errors={"rows": wrong})
        return cleaned

    def get_context(self, value, parent_context=None):
        head, *rows = cells_of(value["rows"]) or [[]]
        return {**super().get_context(value, parent_context), "head": head, "rows": rows}


def cells_of(pasted):
    """The cells of a pasted table, row by row, lines without words left out."""
    lines = [line for line in pasted.splitlines() if line.strip(" |\t")]
    return [[cell.strip() for cell in re.split(r"[|\t]", line.strip("|"))] for line in lines]


class LanguageBlock(blocks.StructBlock):
    """Words in another language, so that a screen reader says them right."""

    LANGUAGES = [
        ("ar", "Arabic"),
        ("bn", "Bengali"),
        ("zh", "Chinese"),
        ("cy", "Welsh"),
        ("fr", "French"),
        ("pl", "Polish"),
        ("ro", "Romanian"),
        ("uk", "Ukrainian"),
        ("ur", "Urdu"),
    ]
    FROM_THE_RIGHT = {"ar", "ur"}

    language = blocks.ChoiceBlock(choices=LANGUAGES)
    text = blocks.RichTextBlock(features=FEATURES)

    class Meta:
        icon = "globe"
        label = "Text in another language"
        template = "website/blocks/language.html"

    def get_context(self, value, parent_context=None):
        direction = "rtl" if value["language"] in self.FROM_THE_RIGHT else "ltr"
        return {**super().get_context(value, parent_context), "direction": direction}


class SchoolsBlock(blocks.StructBlock):
    """Schools by their number in the register, so that a link outlives a change of name."""

    title = blocks.CharBlock(max_length=120, label="Heading")
    schools = blocks.ListBlock(
        blocks.RegexBlock(
            regex=r"^\d{6}$",
            help_text="The school’s URN, six digits, as its page shows it.",
            error_messages={"invalid": "A URN has six digits."},
        ),
        min_num=1,
    )

    class Meta:
        icon = "home"
        label = "Schools"
        template = "website/blocks/schools.html"

    def get_context(self, value, parent_context=None):
        from schools.models import School

        urns = [int(urn) for urn in value["schools"]]
        known = School.objects.local().in_bulk(urns)
        return {
            **super().get_context(value, parent_context),
            "schools": [known[urn] for urn in urns if urn in known],
        }


class FigureBlock(blocks.StructBlock):
    """A figure of the whole city as it is published today, with the year it is of."""

    measure = blocks.CharBlock(
        max_length=40,
        help_text="Its word at /city/, for example KS2RWM_Expected_STD. The page always shows"
        " the newest year.",
    )

    class Meta:
        icon = "view"
        label = "Live figure of the city"
        template = "website/blocks/figure.html"

    def clean(self, value):
        from website.city import is_measure

        cleaned = super().clean(value)
        if not is_measure(cleaned["measure"]):
            wrong = ValidationError("No published file that is loaded has this measure.")
            raise StructBlockValidationError(block_errors={"measure": wrong})
        return cleaned

    def get_context(self, value, parent_context=None):
        from website.city import reading_of

        return {
            **super().get_context(value, parent_context),
            "reading": reading_of(value["measure"]),
        }


class ContactBlock(blocks.StructBlock):
    """Whom to ask: a team or post, never a private number."""

    title = blocks.CharBlock(max_length=120, label="For what")
    who = blocks.CharBlock(max_length=160, label="Team or post")
    email = blocks.EmailBlock(required=False)
    telephone = blocks.RegexBlock(
        regex=r"^\+?[\d ()]{5,20}$",
        required=False,
        error_messages={"invalid": "Give a telephone number, such as 023 9200 0000."},
    )
    hours = blocks.CharBlock(required=False, max_length=120, label="When")

    class Meta:
        icon = "mail"
        label = "Contact"
        template = "website/blocks/contact.html"


class VersionBlock(blocks.StructBlock):
    """One version of a file."""

    file = DocumentChooserBlock()
    label = blocks.CharBlock(max_length=60, help_text="For example “Version 2” or “2026/27”.")
    on = blocks.DateBlock(label="Date")

    class Meta:
        icon = "doc-full"
        label = "Version"


class VersionsBlock(blocks.StreamBlock):
    """The versions of a resource, the newest first."""

    version = VersionBlock()


class BodyBlock(blocks.StreamBlock):
    """The body of a page: headings in order, texts, pictures and lists of links."""

    heading = blocks.CharBlock(max_length=120, icon="title", template="website/blocks/heading.html")
    subheading = blocks.CharBlock(
        max_length=120,
        icon="title",
        label="Heading within a section",
        template="website/blocks/subheading.html",
    )
    text = blocks.RichTextBlock(features=FEATURES, template="website/blocks/text.html")
    picture = PictureBlock()
    links = LinksBlock()
    table = TableBlock()
    figure = FigureBlock()
    schools = SchoolsBlock()
    language = LanguageBlock()

    # Those that print a heading of the second level.
    BEGIN_A_SECTION = frozenset({"heading", "links", "schools"})

    def clean(self, value):
        cleaned = super().clean(value)
        in_section = False
        for place, block in enumerate(cleaned):
            in_section = in_section or block.block_type in self.BEGIN_A_SECTION
            if block.block_type == "subheading" and not in_section:
                wrong = ValidationError("Put a heading above it first: no level is left out.")
                raise StreamBlockValidationError(block_errors={place: wrong})
        return cleaned


class ContactsBlock(BodyBlock):
    """The body of the page of contacts."""

    contact = ContactBlock()

    BEGIN_A_SECTION = BodyBlock.BEGIN_A_SECTION | {"contact"}


class FrontBlock(BodyBlock):
    """The body of the home page: news as well."""

    news = NewsBlock()

    BEGIN_A_SECTION = BodyBlock.BEGIN_A_SECTION | {"news"}
