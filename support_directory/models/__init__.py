"""The support directory: who can help, what was asked for, and who went where."""

from support_directory.models.deployments import Deployment
from support_directory.models.designations import Designation, DesignationStep
from support_directory.models.entries import (
    Capacity,
    Entry,
    EntryPost,
    EntrySpecialism,
    Stage,
)
from support_directory.models.peer_reviews import (
    PeerReview,
    PeerReviewer,
    ProgrammeSchool,
    ReviewProgramme,
    TeamMember,
)
from support_directory.models.requests import SupportRequest

__all__ = [
    "Capacity",
    "Deployment",
    "Designation",
    "DesignationStep",
    "Entry",
    "EntryPost",
    "EntrySpecialism",
    "PeerReview",
    "PeerReviewer",
    "ProgrammeSchool",
    "ReviewProgramme",
    "Stage",
    "SupportRequest",
    "TeamMember",
]
