"""The support directory: who can help, what was asked for, and who went where."""

from support_directory.models.capacities import Capacity
from support_directory.models.deployments import (
    Contact,
    Deployment,
    DeploymentDocument,
    DeploymentObjective,
    Move,
    Note,
    Signature,
    Visit,
)
from support_directory.models.designations import Designation, DesignationStep
from support_directory.models.entries import Entry, EntryPost, EntrySpecialism
from support_directory.models.imports import DirectoryImport
from support_directory.models.money import Entitlement, Project, Rate
from support_directory.models.peer_reviews import (
    PeerReview,
    PeerReviewer,
    ProgrammeSchool,
    ReviewProgramme,
    TeamMember,
)
from support_directory.models.requests import Shortlisting, SupportRequest
from support_directory.models.reviews import Evaluation, ObjectiveReview, Review
from support_directory.models.shortlists import Shortlisted
from support_directory.models.stages import Stage

__all__ = [
    "Capacity",
    "Contact",
    "Deployment",
    "DeploymentDocument",
    "DeploymentObjective",
    "Designation",
    "DesignationStep",
    "DirectoryImport",
    "Entitlement",
    "Entry",
    "EntryPost",
    "EntrySpecialism",
    "Evaluation",
    "Move",
    "Note",
    "ObjectiveReview",
    "PeerReview",
    "PeerReviewer",
    "ProgrammeSchool",
    "Project",
    "Rate",
    "Review",
    "ReviewProgramme",
    "Shortlisted",
    "Shortlisting",
    "Signature",
    "Stage",
    "SupportRequest",
    "TeamMember",
    "Visit",
]
