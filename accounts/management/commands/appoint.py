"""Give somebody with an account a city-wide post, before there is an officer to do it."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import CityPost, User
from accounts.services import RefusedError, appoint


class Command(BaseCommand):
    help = "Give a person a city-wide post from today: the first officer of a new portal."

    def add_arguments(self, parser):
        parser.add_argument("email", help="of an account, as made by createsuperuser")
        parser.add_argument("role", choices=[role.value for role in CityPost.ROLES])

    def handle(self, *, email, role, **options):
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(
                f"No account has the address {email}. Make one: manage.py createsuperuser"
            )
        try:
            post = appoint(
                post=CityPost(user=person, role=role, starts_on=timezone.localdate()), by=None
            )
        except RefusedError as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{post}, from today. The first sign-in asks for a second factor.")
