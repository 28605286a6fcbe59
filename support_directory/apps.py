from django.apps import AppConfig


class SupportDirectoryConfig(AppConfig):
    name = "support_directory"
    verbose_name = "support directory"

    def ready(self):
        """Hang the support directory onto what rooms below offer to those above."""
        from dashboard.sample.load import ROOMS
        from support_directory import beside, request_thread
        from support_directory.sample import requests

        beside.join()
        request_thread.join()
        ROOMS.append(requests.load)
