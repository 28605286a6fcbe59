"""The components pages are made of: GOV.UK Frontend's and MOJ Frontend's markup, as tags.

Wrappers take what they enclose, leaves take what they print. Small leaves that stand in every
row of a long table are put together here; the others have a template in `components/`.
The staff page /components/ shows each with its call.
"""

from django import template
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from core.templatetags.gov_forms import faults

register = template.Library()

COLOURS = ("grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow")
PRIORITIES = 3


def _joined(*classes):
    return " ".join(name for name in classes if name)


# --- Words and numbers in rows ----------------------------------------------------------


@register.simple_tag
def tag(text, colour=""):
    """A status, said in words; the colour only repeats them."""
    if colour and colour not in COLOURS:
        raise template.TemplateSyntaxError(
            f"There is no tag of colour {colour}. Choose {', '.join(COLOURS)}."
        )
    tone = f" govuk-tag--{colour}" if colour else ""
    return format_html('<strong class="govuk-tag{}">{}</strong>', tone, text)


def _bars(priority):
    """Three bars, the tallest filled for Priority 1 alone: a picture of how much support."""
    filled = PRIORITIES + 1 - priority
    bars = "".join(
        f'<path class="{"pep-priority__full" if place < filled else "pep-priority__empty"}"'
        f' d="M{7 * place} {10 - 5 * place}h5v{6 + 5 * place}h-5z"/>'
        for place in range(PRIORITIES)
    )
    return mark_safe(  # noqa: S308 only the numbers above
        f'<svg class="pep-priority__bars" viewBox="0 0 20 16" aria-hidden="true">{bars}</svg>'
    )


BARS = {priority: _bars(priority) for priority in range(1, PRIORITIES + 1)}


@register.simple_tag
def priority(number, label):
    """A level of support: its words, and bars that say it again. No number, no bars."""
    return format_html(
        '<span class="pep-priority">{}<span>{}</span></span>', BARS.get(number, ""), label
    )


@register.simple_tag
def figure_value(figure):
    """A figure as its reading shows it, or the words for why there is none."""
    if figure.value is None:
        return format_html('<span class="pep-missing">{}</span>', figure.text)
    return format_html('<span class="pep-number">{}</span>', figure.text)


ARROWS = {
    direction: mark_safe(  # noqa: S308 a constant
        f'&nbsp;<span class="pep-sort__arrow" aria-hidden="true">{arrow}</span>'
    )
    for direction, arrow in (("ascending", "\u25b2"), ("descending", "\u25bc"))
}


@register.simple_tag
def sort_heading(text, href, direction="", numeric=False):
    """A column's heading as a link that sorts by it, saying how the table is sorted now."""
    return format_html(
        '<th scope="col" class="govuk-table__header{}" aria-sort="{}">'
        '<a class="govuk-link govuk-link--no-visited-state pep-sort" href="{}">{}'
        '<span class="govuk-visually-hidden">, sort by this</span>{}</a></th>',
        " govuk-table__header--numeric" if numeric else "",
        direction or "none",
        href,
        text,
        ARROWS.get(direction, ""),
    )


# --- Ways on ----------------------------------------------------------------------------


@register.simple_tag
def back_link(href, text="Back"):
    return format_html('<a href="{}" class="govuk-back-link">{}</a>', href, text)


@register.simple_tag
def breadcrumbs(items):
    """Where a page stands: `(text, href)` from the top down, the page itself without href."""
    crumbs = format_html_join("", "{}", ((_crumb(text, href),) for text, href in items))
    return format_html(
        '<nav class="govuk-breadcrumbs" aria-label="Breadcrumb">'
        '<ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        crumbs,
    )


def _crumb(text, href):
    if not href:
        return format_html(
            '<li class="govuk-breadcrumbs__list-item" aria-current="page">{}</li>', text
        )
    return format_html(
        '<li class="govuk-breadcrumbs__list-item">'
        '<a class="govuk-breadcrumbs__link" href="{}">{}</a></li>',
        href,
        text,
    )


@register.simple_tag
def skip_link(href="#main-content", text="Skip to main content"):
    return format_html(
        '<a href="{}" class="govuk-skip-link" data-module="govuk-skip-link">{}</a>', href, text
    )


@register.simple_tag
def button(text, variant="", name="", value="", disabled=False):
    """A button of the form it stands in; it cannot be pressed twice by mistake."""
    attributes = format_html_join(
        "", ' {}="{}"', [(key, word) for key, word in (("name", name), ("value", value)) if word]
    )
    return format_html(
        '<button type="submit"{} class="{}" data-module="govuk-button"'
        ' data-prevent-double-click="true"{}>{}</button>',
        attributes,
        _joined("govuk-button", variant and f"govuk-button--{variant}"),
        mark_safe(' disabled aria-disabled="true"') if disabled else "",
        text,
    )


@register.simple_tag
def button_link(text, href, variant=""):
    """A link to the next step, looking like the button it feels like."""
    return format_html(
        '<a href="{}" role="button" draggable="false" class="{}" data-module="govuk-button">{}</a>',
        href,
        _joined("govuk-button", variant and f"govuk-button--{variant}"),
        text,
    )


@register.inclusion_tag("components/sub_navigation.html", takes_context=True)
def sub_navigation(context, items, label="Pages of this part"):
    """Tabs that are pages: `(text, href)`, the one being read marked as such."""
    here = context["request"].path
    return {"items": [(text, href, href == here) for text, href in items], "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page):
    """The other pages of a long list; what the reader filtered and sorted by is kept."""
    query = context["request"].GET.copy()

    def address(number):
        query["page"] = number
        return f"?{query.urlencode()}"

    return {
        "several": page.paginator.num_pages > 1,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "numbers": [
            (number, "" if number == Paginator.ELLIPSIS else address(number), number == page.number)
            for number in page.paginator.get_elided_page_range(
                page.number, on_each_side=1, on_ends=1
            )
        ],
    }


# --- Leaves -----------------------------------------------------------------------------


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows):
    """Facts, one a line: `(key, value)` or `(key, value, href, what the link does)`."""
    return {
        "rows": [(*row, "", "")[:4] for row in rows],
        "has_actions": any(len(row) > 2 for row in rows),
    }


@register.simple_tag
def warning_text(text):
    return format_html(
        '<div class="govuk-warning-text">'
        '<span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text">'
        '<span class="govuk-visually-hidden">Warning</span>{}</strong></div>',
        text,
    )


@register.inclusion_tag("components/panel.html")
def panel(title, body="", level=1):
    """What has just been done, at the top of its confirmation page."""
    return {"title": title, "body": body, "level": level}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks, prefix="task-list"):
    """What there is to do: each with title, href, hint, status and colour of its status."""
    return {"tasks": tasks, "prefix": prefix}


@register.inclusion_tag("components/timeline.html")
def timeline(events, level=2):
    """What happened, newest first as given: each with title, when, by and text."""
    return {"events": events, "level": level}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form):
    """Every error of a form, each a link to the field it is about."""
    return {"errors": list(_errors(form))}


def _errors(form):
    for words in form.non_field_errors():
        yield words, ""
    for bound in form:
        codes = [error.code for error in getattr(bound.errors, "data", []) for _ in error.messages]
        for words, code in zip(faults(bound), codes, strict=True):
            yield words, _at_fault(bound, code)


def _at_fault(bound, code):
    """The id of what a reader has to mend: part of a date, first of a group, or the field."""
    if code in getattr(bound.field.widget, "parts", ()):
        return f"{bound.auto_id}_{code}"
    return bound.id_for_label or bound.subwidgets[0].id_for_label


@register.simple_tag
def who_can_see(roles):
    """The line that says who reads this page, from the rule that guards it."""
    return format_html(
        '<p class="pep-who"><span><strong>Who can see this:</strong> {}.</span></p>',
        roles_in_a_sentence(roles),
    )


@register.simple_tag
def roles_in_a_sentence(roles):
    """Posts as they stand within a sentence: "LA officer, broker and headteacher"."""
    return _listed([_in_a_sentence(role) for role in roles])


def _in_a_sentence(label):
    """A label without its first capital, unless LA or a name such as Strategic Board begins it."""
    second = label.partition(" ")[2]
    is_name = label[1:2].isupper() or second[:1].isupper()
    return label if is_name else label[:1].lower() + label[1:]


def _listed(words):
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


@register.inclusion_tag("components/where_from.html")
def where_from(releases):
    """Publisher, title, release status and date of every file a page drew on."""
    return {"releases": releases}


@register.inclusion_tag("components/chart.html")
def chart(chart, key, level=3):
    """A drawing, its sentence, the table of its figures, and a way to explore it.

    `key` names the chart in its page.
    """
    return {"chart": chart, "key": key, "level": level}


# --- Wrappers ---------------------------------------------------------------------------


@register.simple_block_tag
def card(content, *, title, tone="", level=2):
    """A titled box round whatever it encloses. Tones: notable, quiet."""
    return render_to_string(
        "components/card.html",
        {"content": content, "title": title, "level": level, "classes": _tone("pep-card", tone)},
    )


def _tone(name, tone):
    return f"{name} {name}--{tone}" if tone else name


@register.simple_block_tag
def inset(content):
    """A sentence set apart from the text round it."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content, summary, open=False):
    """Help that a reader may unfold."""
    return render_to_string(
        "components/details.html", {"content": content, "summary": summary, "open": open}
    )


@register.simple_block_tag
def notification_banner(content, *, title="Important", kind="", key="notification"):
    """News about the page itself; kind success says that something has changed."""
    return render_to_string(
        "components/notification_banner.html",
        {"content": content, "title": title, "kind": kind, "key": key},
    )


@register.simple_block_tag
def table(content, *, caption, size="m", hide_caption=False, stacks=False):
    """A table that scrolls inside its own box, named by its caption.

    One that stacks turns its rows into cards on a phone: its cells need `data-label`.
    """
    hidden = "govuk-visually-hidden" if hide_caption else ""
    return format_html(
        '<div class="{}" tabindex="0" role="region" aria-label="{}"><table class="govuk-table">'
        '<caption class="{}">{}</caption>{}</table></div>',
        _joined("pep-table", stacks and "pep-table--stacks"),
        caption,
        _joined("govuk-table__caption", f"govuk-table__caption--{size}", hidden),
        caption,
        content,
    )


@register.simple_block_tag
def filter_panel(content, *, selected=(), clear_href="", action="", key="filter"):
    """A form that narrows a list; each thing chosen is a tag whose link takes it away.

    `selected` holds `(category, [(words, href without it)])`.
    """
    return render_to_string(
        "components/filter_panel.html",
        {
            "content": content,
            "selected": selected,
            "clear_href": clear_href,
            "action": action,
            "key": key,
        },
    )
