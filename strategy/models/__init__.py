"""The strategy: what the partnership set out to do, and how far it has come."""

from strategy.models.consultations import (
    Answer,
    Consultation,
    ConsultationDocument,
    Question,
    Response,
    Theme,
)
from strategy.models.editions import (
    Correction,
    Edition,
    LeadBody,
    LinkedDocument,
    Milestone,
    Objective,
    ObjectivePost,
    Priority,
    StrategicAction,
)
from strategy.models.progress import (
    ActionProgress,
    MilestoneProgress,
    ProgressUpdate,
    UpdateRequest,
)
from strategy.models.targets import SuccessMeasure, Target

__all__ = [
    "ActionProgress",
    "Answer",
    "Consultation",
    "ConsultationDocument",
    "Correction",
    "Edition",
    "LeadBody",
    "LinkedDocument",
    "Milestone",
    "MilestoneProgress",
    "Objective",
    "ObjectivePost",
    "Priority",
    "ProgressUpdate",
    "Question",
    "Response",
    "StrategicAction",
    "SuccessMeasure",
    "Target",
    "Theme",
    "UpdateRequest",
]
