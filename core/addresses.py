"""Addresses that people type, where they may lead into the portal alone."""

from django.utils.http import url_has_allowed_host_and_scheme


def is_own(address: str) -> bool:
    """Whether an address stays on the portal, however a browser reads it.

    Browsers take `/\\`, and a slash, a tab and a slash, for the two slashes before another host.
    """
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
