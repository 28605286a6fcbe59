"""A notice in words: one template of a kind gives subject, plain text and HTML."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from notifications.kinds import DIGEST, KINDS, Kind
from notifications.models import Delivery, Digest, Notice
from notifications.templatetags.letter import Part

LONGEST_SUBJECT = 200
UNSUBSCRIBE = signing.Signer(salt="notifications.unsubscribe")


@dataclass(frozen=True)
class Letter:
    """An e-mail ready to send; both forms are made of the same parts."""

    subject: str
    parts: list[Part]

    @property
    def text(self) -> str:
        lines = [f"{part.words}:\n{part.href}" if part.href else part.words for part in self.parts]
        return "\n\n".join(lines) + "\n"

    @property
    def html(self) -> str:
        return render_to_string("notifications/letters/letter.html", {"letter": self})


def written(kind: Kind, context: dict, *, href: str = "") -> Letter:
    """The kind's template filled in. Raises KeyError for anything the kind may not be told."""
    for name in context:
        if name not in kind.says:
            raise KeyError(f"A notice of kind {kind.key} may not be told {name}")
    letter: dict = {"subject": "", "parts": []}
    # Nothing is escaped here: plain text needs none, and the HTML is escaped as it is made.
    told = Context({**context, "href": href, "letter": letter}, autoescape=False)
    get_template(kind.template).template.render(told)  # type: ignore[attr-defined]
    return Letter(letter["subject"][:LONGEST_SUBJECT], letter["parts"])


def letter_of(notice: Notice) -> Letter:
    """The e-mail of a notice, with why it comes and where to choose what comes."""
    kind = KINDS[notice.kind]
    letter = written(kind, notice.context, href=absolute(notice.get_absolute_url()))
    foot = [
        Part(f"You get this because {kind.why}."),
        Part("Choose what you get by e-mail", absolute(reverse("notifications:preferences"))),
    ]
    if kind.can_be_switched_off:
        foot.append(Part("Stop e-mail of this kind", unsubscribe_url(notice.user_id, kind)))
    return Letter(letter.subject, [*letter.parts, *foot])


def digest_letter(digest: Digest) -> Letter:
    """The e-mail of a digest: each notice with its page, and which kinds were chosen for it."""
    notices = list(digest.notices.order_by("created_at", "pk"))
    letter = written(DIGEST, in_digest(notices))
    chosen = dict.fromkeys(KINDS[notice.kind].label for notice in notices if notice.kind in KINDS)
    foot = [
        Part(f"You get this because {DIGEST.why}, at most once a day:"),
        Part("\n".join(chosen)),
        Part("Choose what you get by e-mail", absolute(reverse("notifications:preferences"))),
        Part("Stop the digest", unsubscribe_url(digest.user_id, DIGEST)),
    ]
    # The subject as it stood when the digest was made, the same at every attempt.
    return Letter(digest.subject, [*letter.parts, *foot])


def in_digest(notices: list[Notice]) -> dict[str, Any]:
    """What a digest is told of its notices: their subjects, and where each is told in full."""
    told = [(notice.subject, absolute(notice.get_absolute_url())) for notice in notices]
    return {"count": len(told), "notices": told}


def of_delivery(delivery: Delivery) -> tuple[Letter, Kind]:
    """The letter of an e-mail, and the kind that its unsubscribe link stops."""
    if delivery.digest:
        return digest_letter(delivery.digest), DIGEST
    notice: Notice = delivery.told
    return letter_of(notice), KINDS[notice.kind]


def absolute(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def unsubscribe_url(user_id: int, kind: Kind) -> str:
    """The address that switches off one kind for one person, without a sign-in."""
    path = reverse("notifications:unsubscribe", args=[unsubscribe_token(user_id, kind)])
    return absolute(path)


def unsubscribe_token(user_id: int, kind: Kind) -> str:
    return UNSUBSCRIBE.sign(f"{user_id}.{kind.key}")


def read_token(token: str) -> tuple[int, Kind]:
    """Whose e-mail of which kind a token switches off. Raises BadSignature."""
    user_id, _, key = UNSUBSCRIBE.unsign(token).partition(".")
    kind = DIGEST if key == DIGEST.key else KINDS.get(key)
    if kind is None or not kind.can_be_switched_off:
        raise signing.BadSignature(f"There is no kind {key} that can be switched off")
    return int(user_id), kind
