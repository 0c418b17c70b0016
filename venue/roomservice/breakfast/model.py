"""When breakfast is ordered and brought; pure, in the venue's local time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from venue.roomservice.model import STEP_MIN

NOON = 12
LATE_FROM_MIN = 5  # the kitchen begins within seconds; later than this is said
MISSED_AFTER = timedelta(hours=3)  # of the slot: nobody wants breakfast any more
# The words on the kitchen's ticket: English, Russian, Arabic.
LANGUAGES = ("en", "ru", "ar")
WORDS: Mapping[str, tuple[str, str, str]] = {
    "card": ("Breakfast card", "Карточка завтрака", "بطاقة الإفطار"),
    "people": ("guests: {count}", "гостей: {count}", "الضيوف: {count}"),
    "diets": ("diet: {words}", "диета: {words}", "حمية: {words}"),
    # The word for an allergy makes the ticket an alarm: what a guest wrote here must not be missed.
    "diet": ("ALLERGY / DIET: {words}", "АЛЛЕРГИЯ / ДИЕТА: {words}", "حساسية / حمية: {words}"),
    "late": ("LATE by {count} min", "ОПОЗДАНИЕ {count} мин", "متأخر {count} دقيقة"),
    "missing": ("not to be had: {words}", "нет: {words}", "غير متوفر: {words}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What the venue decided, in local hours; ``lead_min``: so long before, the kitchen begins."""

    zone: ZoneInfo
    until_hour: int
    from_hour: int
    to_hour: int
    lead_min: int

    def moment(self, day: str, at: str) -> datetime:
        """Return a local time of a day as a moment in UTC."""
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(at), self.zone)
        return local.astimezone(UTC)

    def until(self, day: str) -> datetime:
        """Return when a morning's cards end; an hour after noon is of the day before."""
        ends_on = date.fromisoformat(day)
        if self.until_hour > NOON:
            ends_on -= timedelta(days=1)
        return self.moment(ends_on.isoformat(), f"{self.until_hour:02}:00")

    def begin(self, day: str, slot: str) -> datetime:
        """Return when the kitchen begins."""
        return self.moment(day, slot) - timedelta(minutes=self.lead_min)

    def slots(self) -> list[str]:
        """Return the times at which breakfast is brought, such as ``07:30``."""
        minutes = range(self.from_hour * 60, self.to_hour * 60 + 1, STEP_MIN)
        return [f"{at // 60:02}:{at % 60:02}" for at in minutes if at < 24 * 60]

    def today(self, now: datetime) -> str:
        """Return the local date."""
        return now.astimezone(self.zone).date().isoformat()

    def morning(self, now: datetime) -> str:
        """Return the morning that guests order for: the next one whose cards have not ended.

        Where cards end in the evening, it is tomorrow though they have ended already.
        """
        today = self.today(now)
        return today if now < self.until(today) else day_after(today)


def day_after(day: str, days: int = 1) -> str:
    """Return the day so many days after another."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def late_min(now: datetime, begin: datetime) -> int:
    """Return by how many minutes the kitchen begins late; 0: in time."""
    late = (now - begin) // timedelta(minutes=1)
    return late if late >= LATE_FROM_MIN else 0


def say(lang: str, key: str, **values: object) -> str:
    """Return words of the ticket, in English where the language is none of its own."""
    at = LANGUAGES.index(lang) if lang in LANGUAGES else 0
    return WORDS[key][at].format_map(values)
