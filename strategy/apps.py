from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self):
        """Hang the strategy onto what rooms below offer to those above."""
        from dashboard.sample.load import ROOMS
        from dashboard.sample.people import PEOPLE
        from strategy.sample.load import load
        from strategy.sample.progress import LEADS

        PEOPLE.extend(LEADS)
        ROOMS.append(load)
