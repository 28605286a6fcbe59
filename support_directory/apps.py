from django.apps import AppConfig


class SupportDirectoryConfig(AppConfig):
    name = "support_directory"
    verbose_name = "support directory"

    def ready(self):
        """Hang the directory onto what rooms below offer to those above."""
        from dashboard.sample.load import ROOMS
        from dashboard.sample.people import PEOPLE
        from support_directory.sample.load import LEADERS, load

        PEOPLE.extend(LEADERS)
        ROOMS.append(load)
