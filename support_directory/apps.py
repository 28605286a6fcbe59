from django.apps import AppConfig


class SupportDirectoryConfig(AppConfig):
    name = "support_directory"
    verbose_name = "support directory"
