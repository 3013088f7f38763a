from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "families"

    def ready(self):
        from families.unlogged import keep_codes_out_of_logs

        keep_codes_out_of_logs()
