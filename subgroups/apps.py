from django.apps import AppConfig


class SubgroupsConfig(AppConfig):
    name = "subgroups"
    verbose_name = "groups and boards"

    def ready(self):
        """Hang the groups onto what rooms below offer to those above."""
        from core.search import add_searcher
        from dashboard.sample.load import ROOMS
        from dashboard.sample.people import PEOPLE
        from subgroups import ways
        from subgroups.sample.load import load
        from subgroups.sample.people import MEMBERS
        from subgroups.searchers import SEARCHERS

        ways.hang()
        PEOPLE.extend(MEMBERS)
        ROOMS.append(load)
        for searcher in SEARCHERS:
            add_searcher(searcher)
