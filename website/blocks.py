"""What pages are made of: each block prints markup that a screen reader can follow."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

# No headings inside a text: they are blocks of their own, so that their order can be checked.
FEATURES = ["bold", "link", "ol", "ul"]


def leads_somewhere(address):
    """An address of the portal's own, or a secure one elsewhere."""
    own = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not own and not address.startswith("https://"):
        raise ValidationError(
            "Begin with https:// for another site, or with / for a page of the portal."
        )


class LinkBlock(blocks.StructBlock):
    """A link to a page of the website, or to an address."""

    text = blocks.CharBlock(max_length=120, help_text="Says where it leads; never “click here”.")
    page = blocks.PageChooserBlock(required=False, help_text="A page of this website, or …")
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

    # Those that print a heading of the second level.
    BEGIN_A_SECTION = frozenset({"heading", "links"})

    def clean(self, value):
        cleaned = super().clean(value)
        in_section = False
        for place, block in enumerate(cleaned):
            in_section = in_section or block.block_type in self.BEGIN_A_SECTION
            if block.block_type == "subheading" and not in_section:
                wrong = ValidationError("Put a heading above it first: no level is left out.")
                raise StreamBlockValidationError(block_errors={place: wrong})
        return cleaned


class FrontBlock(BodyBlock):
    """The body of the home page: news as well."""

    news = NewsBlock()

    BEGIN_A_SECTION = BodyBlock.BEGIN_A_SECTION | {"news"}
