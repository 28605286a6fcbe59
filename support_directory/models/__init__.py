"""The support directory: who can help, what was asked for, and who went where."""

from support_directory.models.capacities import Capacity
from support_directory.models.deployments import Deployment
from support_directory.models.designations import Designation, DesignationStep
from support_directory.models.entries import Entry, EntryPost, EntrySpecialism
from support_directory.models.imports import DirectoryImport
from support_directory.models.peer_reviews import (
    PeerReview,
    PeerReviewer,
    ProgrammeSchool,
    ReviewProgramme,
    TeamMember,
)
from support_directory.models.requests import SupportRequest
from support_directory.models.shortlists import Shortlisted
from support_directory.models.stages import Stage

__all__ = [
    "Capacity",
    "Deployment",
    "Designation",
    "DesignationStep",
    "DirectoryImport",
    "Entry",
    "EntryPost",
    "EntrySpecialism",
    "PeerReview",
    "PeerReviewer",
    "ProgrammeSchool",
    "ReviewProgramme",
    "Shortlisted",
    "Stage",
    "SupportRequest",
    "TeamMember",
]
