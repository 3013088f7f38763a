from django.apps import AppConfig


class RelationalConfig(AppConfig):
    name = "relational"

    def ready(self):
        from relational import checks  # noqa: F401 (it registers them)
