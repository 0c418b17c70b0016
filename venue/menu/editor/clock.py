"""What changes on the menu with the hour: prices to come, price lists, hours of sale."""

from collections.abc import Hashable

from venue.core.services import Services
from venue.core.tx import ReadTx
from venue.menu import photos, queries, service, view
from venue.menu.editor import service as editor
from venue.menu.opening import opening_at
from venue.menu.pricing import Place

LOOK_S = 10
TIDY_HOUR = 5
NOWHERE = Place()


class Turns:
    """Notices that a list begins or ends, that a dish's hours do, or that the doors open or shut.

    Nothing is kept over a restart: screens fetch the menu when they come back.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._zone, self._currency = services.settings.zone(), services.currency
        self._last: Hashable = None

    def look(self) -> None:
        """Write prices that are due, and tell the screens when the hour changed something."""
        database = self._services.database
        with database.read() as tx:
            due = queries.due_changes(tx)
            now = self._now_in_force(tx)
        if due:
            database.write(lambda tx: editor.apply_due(tx, currency=self._currency))
        if self._last is not None and now != self._last:
            database.write(lambda tx: service.changed(tx, "menu.hour_turned", {}))
        self._last = now

    def tidy(self) -> None:
        """Forget what is kept no longer, rows first: a file without a row is only waste."""
        gone = self._services.database.write(editor.tidy)
        photos.remove(gone, self._services.database.path.parent / photos.FOLDER)

    def _now_in_force(self, tx: ReadTx) -> Hashable:
        local = service.local_time(tx, self._zone)
        season = view.season(tx)
        places = {
            Place(area, outlet, kind)
            for one in season.lists
            for area in one.areas or ("",)
            for outlet in one.outlets or ("",)
            for kind in one.services or ("dine_in",)
        }
        keys = ("", *(one["key"] for one in queries.outlets(tx)))
        return (
            tuple(view.in_force(season, local, place) for place in sorted(places | {NOWHERE})),
            tuple(opening_at(season.hours, key, local).state for key in keys),
        )
