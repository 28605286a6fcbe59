from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self):
        """Hang the strategy onto what rooms below offer to those above."""
        from dashboard.sample.load import ROOMS
        from strategy.sample.load import load

        ROOMS.append(load)
