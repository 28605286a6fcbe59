"""A whole term of one group in the browser, and what a stranger may read of it at the end.

The group is one that no other journey works in. It plans three meetings, of which the last is
today's: their days are in the past because minutes are written of what has been.
"""

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.utils import timezone

from tests.journeys.clicks import Clicks, fill_day, mails
from tests.pdf_words import words_of_pdf
from tests.processes import wait_until

NAME = "Initial Teacher Training, Recruitment and Retention Group"
GROUP = "/groups/itt-recruitment-and-retention/"
BOARD = "/groups/strategic-board/"
OPEN_ITEM = "One campaign for the whole city"
SECRET = "quillwort"
DONE = "Forty candidates came to the evening."


def meeting_of(day):
    return f"{GROUP}meetings/{day}/"


def in_words(day):
    return f"{day:%-d %B %Y}"


def plan(clerk, days):
    clerk.open(GROUP).link("Plan meetings")
    lines = "\n".join(f"{day.day} {day.month} {day.year}" for day in days)
    clerk.page.get_by_label("On which days?").fill(lines)
    clerk.press("Plan these meetings")
    assert "3 meetings are planned." in clerk.said


def send_agenda(clerk, day, *items):
    """Build the agenda of a meeting and send it out; an item is a title, and a reason if exempt."""
    clerk.open(meeting_of(day)).link("Build the agenda")
    for title, reason in items:
        clerk.page.get_by_label("What is it about?").fill(title)
        clerk.page.get_by_label("How many minutes?").fill("20")
        if reason:
            clerk.page.get_by_label("Exempt: the public does not read it").check()
            clerk.page.get_by_label("Statutory reason").select_option(reason)
        clerk.press("Add this item")
        assert f"Added: {title}." in clerk.said
    clerk.press("Publish the agenda and e-mail it")
    assert "The agenda is published, and members are written to." in clerk.said


def item(page, title):
    return page.get_by_role("region", name=re.compile(re.escape(title)))


def new_action(part, text, *, due, member="", post=""):
    """Type an action into the empty row of an item."""
    row = part.get_by_role("group", name=re.compile("^New action")).last
    row.get_by_label("New action: what?").fill(text)
    if member:
        row.get_by_label("Who?").select_option(label=member)
    row.get_by_label("Or which post?").fill(post)
    fill_day(row, "By when?", due)


def write_first_minutes(clerk, day, due):
    clerk.open(meeting_of(day)).press("Write the minutes")
    page = clerk.page
    page.get_by_label("Sample Training Chair").select_option(label="Present")
    page.get_by_label("Sample Group Member").select_option(label="Present")
    public = item(page, OPEN_ITEM)
    public.get_by_label("What was said?").fill("Every school had sent its vacancies.")
    public.get_by_label("What was decided").fill("To hold one evening for candidates.")
    member = "Sample Group Member, Headteacher of a primary school"
    new_action(public, "Find a hall for the evening.", due=due, member=member)
    public.get_by_role("button", name="Add another action").click()
    page.wait_for_load_state()
    public = item(page, OPEN_ITEM)
    new_action(public, f"Visit {SECRET}.", due=due, post="Partnership office")
    secret = item(page, f"Pay at {SECRET}")
    secret.get_by_label("What was said?").fill(f"They spoke of {SECRET}.")
    secret.get_by_label("What was decided").fill(f"To write to {SECRET}.")
    new_action(secret, f"Write to {SECRET}.", due=due, post="Partnership office")
    clerk.press("Save and send to the chair")
    assert "Saved and sent to the chair." in clerk.said
    return re.search(r"Action (ITT-\d{4}-\d\d/A1)", clerk.said)[1]


def write_later_minutes(clerk, day, carried):
    clerk.open(meeting_of(day)).press("Write the minutes")
    matters = item(clerk.page, "Matters arising")
    assert carried in matters.inner_text()
    matters.get_by_label("What was said?").fill("Halls are dear, so the search goes on.")
    clerk.press("Save and send to the chair")


def name_a_school(chair, text):
    """Say which school an action concerns: the public does not read it then."""
    chair.open(f"{GROUP}actions/")
    row = chair.page.get_by_role("row").filter(has_text=text)
    row.get_by_role("link").click()
    chair.page.wait_for_load_state()
    chair.link("Give it to somebody else, or another day")
    schools = chair.page.get_by_label("Which school does it concern?")
    schools.select_option(label="Wharf Lane Junior School")
    chair.press("Save")
    assert "so the public does not read it" in chair.said


def check(chair, day):
    chair.open("/my/").link(re.compile(f"^Check the minutes of {NAME}, {in_words(day)}"))
    chair.press("They are right")
    assert "Checked. They are approved at the next meeting." in chair.said


def approve_and_publish(chair, day, *, at):
    chair.open("/my/").link(re.compile(f"^Approve the minutes of {NAME}, {in_words(day)}"))
    chair.page.get_by_label(in_words(at), exact=True).check()
    chair.press("Record the approval").press("Publish").press("Publish the minutes")
    assert "Published. Everybody can read the minutes now." in chair.said


def report(owner, reference, state, note):
    owner.open(f"{GROUP}actions/").link(reference)
    owner.page.get_by_label(state, exact=True).check()
    owner.page.get_by_label("What happened?").fill(note)
    owner.press("Save")
    assert "Noted." in owner.said and note in owner.said


def escalate(chair, title, *, confidential=False):
    chair.open(GROUP).link("Escalate to the Strategic Board")
    page = chair.page
    page.get_by_label("What is it about, in a few words?").fill(title)
    page.get_by_label("What is the issue?").fill("No hall in the city is free.")
    page.get_by_label("Why can the group not solve it?").fill("It has no money.")
    page.get_by_label("Give money, time or people").check()
    page.get_by_label("What exactly?").fill("Pay for a hall.")
    page.get_by_label("At the board’s next meeting").check()
    page.get_by_label("At what point can the group take it back?").fill("When a hall is paid for.")
    if confidential:
        page.get_by_label(re.compile("^Confidential")).check()
    chair.press("Continue").press("Escalate it")
    assert "An answer is due by " in chair.said
    return chair.path


def settle(board, title):
    """The board takes it up, decides and reports back; gives what stood on its agenda meanwhile."""
    board.open("/my/").link("What is before the Strategic Board?").link(re.compile(title))
    board.press("Put it on the agenda").press("Put it on the agenda")
    board.link(re.compile("^Strategic Board, "))
    agenda = board.said
    board.open(f"{BOARD}board/").link(re.compile(title))
    for verb, words in (
        ("Note that it was discussed", "The board heard the chair."),
        ("Record the decision", "The council lends the Guildhall."),
        ("Note that it was acted upon", "The Guildhall is booked."),
        ("Report back to the group", "You have the Guildhall for an evening."),
    ):
        board.press(verb)
        board.page.get_by_label("What is said?").fill(words)
        board.press(verb)
    return agenda


def test_a_term_of_a_group(visit, city):
    today = timezone.localdate()
    first, second = today - timedelta(days=12), today - timedelta(days=5)
    due = today + timedelta(days=30)
    clerk, chair = Clicks(visit("group_clerk")), Clicks(visit("training_chair"))
    member, board = Clicks(visit("group_member")), Clicks(visit("board_chair"))

    plan(clerk, [first, second, today])
    send_agenda(clerk, first, (OPEN_ITEM, ""), (f"Pay at {SECRET}", "1"))
    carried = write_first_minutes(clerk, first, due)
    name_a_school(chair, f"Visit {SECRET}.")
    check(chair, first)
    hears(city, "group.member", f"agenda for {in_words(first)}")
    hears(city, "group.member", f"{carried} is yours")

    # Carried over two meetings, and done.
    send_agenda(clerk, second)
    report(member, carried, "Under way", "Two halls were asked.")
    write_later_minutes(clerk, second, carried)
    approve_and_publish(chair, first, at=second)
    check(chair, second)
    send_agenda(clerk, today, ("The evening itself", ""))
    clerk.open(meeting_of(today))
    assert carried in clerk.said
    approve_and_publish(chair, second, at=today)
    report(member, carried, "Done", "The Guildhall it is.")
    clerk.open(meeting_of(today))
    assert carried not in clerk.said
    assert "Two halls were asked." in member.said and "The Guildhall it is." in member.said

    # What the group cannot solve, and what the board says.
    escalate(chair, f"What {SECRET} owes", confidential=True)
    path = escalate(chair, "A hall for an evening")
    reference = re.search(r"(ITT-\d{4}-E\d+)", chair.said)[1]
    assert f"escalates ({reference})" in settle(board, "A hall for an evening")
    chair.open("/my/").link(f"What did the board say to {reference}?")
    assert "You have the Guildhall for an evening." in chair.said
    chair.press("Close it").press("Close it")
    assert "Closed" in chair.said and chair.path == path
    hears(city, "training.chair", f"{reference}: reported back to the group")

    # What it did this term, on one page with every other group.
    board.open(f"{BOARD}board/")
    assert re.search(f"Late: .*{NAME}.*Post-16 Forum", board.said)
    chair.open("/my/").link(f"What did the {NAME} do this term?")
    done = chair.page.get_by_label("What was done?")
    assert "Find a hall for the evening." in done.input_value()
    assert SECRET not in chair.page.content()
    done.fill(f"{done.input_value()}\n- {DONE}")
    chair.press("Save and come back later")
    assert DONE in chair.page.get_by_label("What was done?").input_value()
    chair.press("Submit to the board")
    board.open(f"{BOARD}board/")
    assert not re.search(f"Late: .*{NAME}", board.said)
    board.link(re.compile("every group on one page"))
    assert DONE in board.said and "Post-16 Forum" in board.said
    board.press("Publish the reports that came")

    clerk.open(f"{meeting_of(first)}minutes/")
    assert f"They spoke of {SECRET}." in clerk.said
    everybody_reads_it(visit(), first, carried)
    for stranger in (visit(), visit("head")):
        assert_no_word_of_it(stranger, [first, second, today])
    windows = [one.window for one in (clerk, chair, member, board)]
    assert [fault for window in windows for fault in window.faults] == []


def hears(city, mailbox, words):
    """A letter comes when whoever sends it gets to it, which may be after the page."""

    def came():
        return any(to.startswith(f"{mailbox}@") and words in subject for to, subject, _ in letters)

    letters = []
    wait_until(lambda: letters.extend(mails(city)) or came(), city.said, seconds=60)
    assert not [text for _, subject, text in letters if SECRET in f"{subject} {text}"]


def everybody_reads_it(window, first, carried):
    """The minutes as a page and as a PDF, and the report; what is withheld says why."""
    public = Clicks(window)
    public.open("/").link("Groups and minutes").link(NAME).link(f"Minutes of {in_words(first)}")
    for words in (
        "Every school had sent its vacancies.",
        "To hold one evening for candidates.",
        f"Action {carried}: Find a hall for the evening.",
        "An action that names a school is withheld.",
        "Exempt item",
        "Withheld under Schedule 12A",
    ):
        assert words in public.said
    made = public.page.context.request.get(f"{window.address}{meeting_of(first)}minutes.pdf").body()
    told = words_of_pdf(made)
    assert "Find a hall for the evening." in told and "Withheld under Schedule 12A" in told
    public.open("/search/?q=Every+school+had+sent+its+vacancies")
    assert f"Minutes of {NAME}, {in_words(first)}" in public.said
    public.open(GROUP).link(re.compile("^(Autumn|Spring|Summer) term"))
    assert DONE in public.said
    assert window.faults == []


def assert_no_word_of_it(window, days):
    """Everything that can be reached of the group and its board, searched and walked."""
    starts = [
        GROUP,
        BOARD,
        "/groups/",
        "/strategy/pulling-together-2017-20/SO4/",
        f"{GROUP}calendar.ics",
        *(f"{meeting_of(day)}{page}" for day in days for page in ("", "minutes.pdf", "versions/")),
    ]
    leaks = [path for path, words in walk(window, starts) if SECRET in words]
    # A page of answers repeats what was typed, so it is its links that count.
    answers = window.page.context.request.get(f"{window.address}/search/?q={SECRET}").text()

    assert leaks == []
    assert not [path for path in links_of("/search/", answers) if path != "/groups/"]


def walk(window, starts):
    """Pages by their addresses with all their words, those of groups followed link by link."""
    waiting, seen = [*starts], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = window.page.context.request.get(f"{window.address}{path}")
        kind = answer.headers.get("content-type", "")
        if not answer.ok:
            continue
        words = words_of_pdf(answer.body()) if "pdf" in kind else answer.text()
        yield path, words
        if "html" in kind:
            waiting += links_of(path, words)
    assert len(seen) > 30


def links_of(path, words):
    hrefs = (urlsplit(urljoin(path, href)) for href in re.findall(r'href="([^"#]+)', words))
    return [
        f"{href.path}?{href.query}" if href.query else href.path
        for href in hrefs
        if not href.netloc and href.path.startswith("/groups/")
    ]
