"""Django's entry of this package."""

from importlib import import_module

from django.apps import AppConfig

from pencere.ui.api import provide_person_menu


class NoticesConfig(AppConfig):
    name = "pencere.blocks.notices"
    label = "notices"

    def ready(self) -> None:
        """Listen to what happens to accounts; give the head of the page its person,
        and one-time codes their ways out."""
        import_module("pencere.blocks.notices.security_notices")
        import_module("pencere.blocks.notices.channels").provide()
        menu = import_module("pencere.blocks.notices.menu")
        provide_person_menu(menu.person_menu)
