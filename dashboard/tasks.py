"""Long work away from the request: taking in files and rating an area."""

from celery import shared_task

from dashboard import services
from dashboard.ingest import ingest


@shared_task
def ingest_files(*, paths, year=None, status=None):
    """Take in publishers' files that the worker can reach; the report stays with each release."""
    ingest(paths, year=year, status=status)


@shared_task
def rate_schools(*, academic_year, la_code):
    """Calculate a draft round for one authority, or for all England where none is given."""
    services.rate(academic_year=academic_year, la_code=la_code)
