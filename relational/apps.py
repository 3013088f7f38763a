from django.apps import AppConfig


class RelationalConfig(AppConfig):
    name = "relational"
