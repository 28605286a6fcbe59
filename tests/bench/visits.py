"""What a real browser fetches for a page, compressed as it came over the wire."""

import os
import shutil
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.browser import FLAGS


def bytes_of_visits(pages, cookie):
    """For each page the bytes of a first visit, and of a second in the same browser."""
    chromium = os.environ.get("PEP_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        found = {page: two_visits(browser, url, cookie) for page, url in pages.items()}
        browser.close()
    return found


def two_visits(browser, url, cookie):
    context = browser.new_context()
    if cookie:
        name, _, value = cookie.partition("=")
        host = urlsplit(url).hostname
        context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    fetched = []
    wire.on("Network.loadingFinished", lambda event: fetched.append(event["encodedDataLength"]))
    sums = []
    for _ in range(2):
        fetched.clear()
        page.goto(url, wait_until="networkidle")
        sums.append(sum(fetched))
        page.goto("about:blank")
    context.close()
    return sums
