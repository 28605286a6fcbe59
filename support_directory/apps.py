from django.apps import AppConfig


class SupportDirectoryConfig(AppConfig):
    name = "support_directory"
    verbose_name = "support directory"

    def ready(self):
        """Hang the support directory onto what rooms below offer to those above."""
        from dashboard import beside
        from dashboard.sample.load import ROOMS
        from dashboard.sample.people import PEOPLE
        from support_directory import thread
        from support_directory.beside import COULD_HELP, TAB, what_could_help
        from support_directory.sample import deployments, requests
        from support_directory.sample.load import LEADERS, load

        beside.add_tab(TAB)
        beside.PARTS.append(what_could_help)
        beside.COLUMNS.append(COULD_HELP)
        thread.join()
        PEOPLE.extend([*LEADERS, *deployments.PEOPLE])
        ROOMS.extend([load, requests.load, deployments.load])
