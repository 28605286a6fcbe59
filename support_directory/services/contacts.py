"""Whom to ring about a deployment: people without a post here, so kept no longer than needed."""

from datetime import datetime, timedelta

from support_directory.models import Contact, Deployment, Move

KEPT = timedelta(days=365)


def let_go(*, at: datetime) -> int:
    """Delete the contacts of deployments that have been over for a year; how many there were."""
    ended = Move.objects.filter(after__in=Deployment.OVER, at__lt=at - KEPT)
    old = Contact.objects.filter(
        deployment__state__in=Deployment.OVER, deployment__in=ended.values("deployment")
    )
    return old.delete()[0]
