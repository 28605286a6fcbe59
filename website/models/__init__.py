"""What the website keeps: pages of editors, and what readers send in."""

from website.models.base import PicturedPage, PortalPage, Topic
from website.models.bookings import Attendee, Booking, Evaluation
from website.models.bulletin import (
    BulletinCopy,
    BulletinIssue,
    BulletinItem,
    Subscription,
)
from website.models.events import CoursePage, EventIndexPage, EventPage, TrainingIndexPage
from website.models.news import NewsIndexPage, NewsPage
from website.models.pages import ContactsPage, HomePage, StandardPage
from website.models.pictures import Picture, Rendition, ResourceFile
from website.models.plumbing import Banner, Feedback
from website.models.resources import ResourceIndexPage, ResourcePage
from website.models.review import Review, had_a_hand_in, submitted_by, waiting_for
from website.models.vacancies import VacancyIndexPage, VacancyPage

__all__ = [
    "Attendee",
    "Banner",
    "Booking",
    "BulletinCopy",
    "BulletinIssue",
    "BulletinItem",
    "ContactsPage",
    "CoursePage",
    "Evaluation",
    "EventIndexPage",
    "EventPage",
    "Feedback",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "Picture",
    "PicturedPage",
    "PortalPage",
    "Rendition",
    "ResourceFile",
    "ResourceIndexPage",
    "ResourcePage",
    "Review",
    "StandardPage",
    "Subscription",
    "Topic",
    "TrainingIndexPage",
    "VacancyIndexPage",
    "VacancyPage",
    "had_a_hand_in",
    "submitted_by",
    "waiting_for",
]
