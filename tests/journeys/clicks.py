"""A window whose links and buttons are counted; typing does not count."""

import re
from email import message_from_string


class Clicks:
    """Somebody at work in one window, from the page they land on."""

    def __init__(self, window):
        self.window, self.page, self.count = window, window.page, 0

    def land(self):
        """Their landing page, where counting begins."""
        self.count = 0
        return self.open("/my/")

    def open(self, path):
        self.window.open(path)
        return self

    def link(self, name):
        self.count += 1
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def press(self, name):
        self.count += 1
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    @property
    def said(self):
        return self.page.locator("main").inner_text()

    @property
    def path(self):
        return self.page.url.removeprefix(self.window.address)


def fill_day(place, question, day):
    """Type a day into the three boxes of a question."""
    group = place.get_by_role("group", name=question)
    for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(part))


def mails(city):
    """Every e-mail sent so far, as (to, subject, text)."""
    told = []
    for file in sorted((city.folder / "var" / "mail").glob("*.log")):
        for part in file.read_text().split("-" * 79):
            if not part.strip():
                continue
            message = message_from_string(part.strip())
            body = message if not message.is_multipart() else message.get_payload(0)
            text = body.get_payload(decode=True).decode()
            subject = re.sub(r"\s+", " ", str(message["Subject"]))
            told.append((str(message["To"]), subject, text))
    return told
