"""What pages of the support directory share."""

from django import template
from django.urls import reverse

from accounts.permissions import Permission, permissions_of, roles_in

register = template.Library()

# The pages of those who arrange support, in the order that a request goes through them.
SECTIONS = [
    ("Requests", "support_directory:request-list", Permission.SUPPORT_BROKER),
    ("Deployments", "deployments:deployment-list", Permission.DEPLOYMENT_ARRANGE),
    ("Who has support", "deployments:summary", Permission.DEPLOYMENT_SUMMARY),
    ("Days and entitlement", "deployments:city-days", Permission.DEPLOYMENT_ARRANGE),
    ("Projects", "deployments:project-list", Permission.DEPLOYMENT_ARRANGE),
    ("Invoices due", "deployments:invoices", Permission.DEPLOYMENT_ARRANGE),
    ("Evaluations", "deployments:response-rate", Permission.DEPLOYMENT_ARRANGE),
    ("Impact", "support_directory:impact", Permission.IMPACT_VIEW),
    ("Peer reviews", "support_directory:peer-review-list", Permission.PEER_REVIEW_RUN),
]


@register.inclusion_tag("support_directory/_sections.html", takes_context=True)
def support_sections(context):
    """The way between the pages of those who arrange support; nothing for whoever opens one."""
    request = context["request"]
    may = permissions_of(roles_in(request.user))
    items = [(text, reverse(name)) for text, name, permission in SECTIONS if permission in may]
    return {"request": request, "items": items if len(items) > 1 else []}
