"""How to sign in to the sample city: `manage.py sample_signins`."""

import json

from django.core.management.base import BaseCommand, CommandError

from dashboard.sample import people

COLUMNS = ("Role", "E-mail", "Password", "Second-factor secret", "Code now", "Landing page")


class Command(BaseCommand):
    help = "Print the sample people and how to sign in as each: JSON, or a table to read."

    def add_arguments(self, parser):
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="a JSON list (the default)")
        shape.add_argument("--table", action="store_true", help="a table, with codes for now")

    def handle(self, *, table, **options):
        without_account = people.missing()
        if without_account:
            names = ", ".join(person.email for person in without_account)
            raise CommandError(f"No account yet: {names}. Run: manage.py load_sample_city")
        if table:
            self.stdout.write(_as_table(people.PEOPLE))
        else:
            signins = [person.sign_in() for person in people.PEOPLE]
            self.stdout.write(json.dumps(signins, indent=2))


def _as_table(persons):
    """Columns as wide as their widest cell; the code changes every half minute."""
    rows = [COLUMNS]
    for person in persons:
        signin = person.sign_in()
        rows.append(
            (
                signin["role"].replace("_", " "),
                signin["email"],
                signin["password"],
                signin["second_factor_secret"] or "–",
                person.code_now() or "–",
                signin["landing_page"],
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
