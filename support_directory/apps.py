from django.apps import AppConfig


class SupportDirectoryConfig(AppConfig):
    name = "support_directory"
    verbose_name = "support directory"

    def ready(self):
        """Hang the support directory onto what rooms below offer to those above."""
        from core.search import add_searcher
        from dashboard.sample.load import ROOMS
        from dashboard.sample.people import PEOPLE
        from support_directory import beside, request_thread, thread
        from support_directory.sample import deployments, impact, peer_reviews, requests
        from support_directory.sample.load import LEADERS, load
        from support_directory.searchers import SEARCHER

        beside.join()
        thread.join()
        request_thread.join()
        add_searcher(SEARCHER)
        PEOPLE.extend([*LEADERS, *deployments.PEOPLE])
        # The directory first: requests and deployments find their people in it.
        ROOMS.extend([load, requests.load, deployments.load, impact.load, peer_reviews.load])
