"""Support that was given: deployments that began, whatever became of them."""

import datetime
from decimal import Decimal

from support_directory.models import Deployment
from tests.factories.support_directory import DeploymentFactory


class GivenFactory(DeploymentFactory):
    """Two and a half days of the autumn of 2025, closed."""

    state = Deployment.State.CLOSED
    purpose = "Reading in year 6"
    academic_year = 2026
    starts_on = datetime.date(2025, 10, 6)
    ends_on = datetime.date(2025, 12, 5)
    days_planned = Decimal("2.5")
    day_rate = Decimal("350.00")
    home_share = Decimal("300.00")
    created_at = datetime.datetime(2025, 9, 20, 9, 0, tzinfo=datetime.UTC)
