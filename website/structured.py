"""Pages as search engines read them (schema.org)."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from notifications.letters import absolute

CONTEXT = "https://schema.org"
ORGANISATION = {
    "@type": "Organization",
    "name": "Portsmouth Education Partnership",
    "url": settings.SITE_URL,
}


def of_news(page: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.introduction,
        "datePublished": page.on.isoformat(),
        "url": absolute(page.get_url()),
        "publisher": ORGANISATION,
    }


def of_event(page: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "Event",
        "name": page.title,
        "description": page.introduction,
        "startDate": timezone.localtime(page.starts_at).isoformat(),
        "endDate": timezone.localtime(page.ends_at).isoformat(),
        "location": {
            "@type": "Place",
            "name": page.venue,
            "address": page.address or page.venue,
        },
        "url": absolute(page.get_url()),
        "organizer": ORGANISATION,
    }


def of_vacancy(page: Any) -> dict[str, Any]:
    """For job search; `validThrough` is the closing date, so that it goes by itself."""
    school = page.school
    place = {
        "@type": "PostalAddress",
        "addressLocality": school.town if school and school.town else "Portsmouth",
        "addressCountry": "GB",
    }
    if school and school.street:
        place |= {"streetAddress": school.street, "postalCode": school.postcode}
    published = page.first_published_at or timezone.now()
    return {
        "@context": CONTEXT,
        "@type": "JobPosting",
        "title": page.title,
        "description": page.introduction,
        "datePosted": timezone.localdate(published).isoformat(),
        "validThrough": f"{page.closes_on.isoformat()}T23:59:59",
        "employmentType": page.hours,
        "hiringOrganization": {"@type": "Organization", "name": page.where or ORGANISATION["name"]},
        "jobLocation": {"@type": "Place", "address": place},
        "directApply": False,
        "url": absolute(page.get_url()),
    }
