"""Words on paper and about printers, so that printing depends on no web file.

Each key has its English and its Russian words; what guests read has Arabic ones too. Screens find
the words of a state under the same keys in their own text files.
"""

from collections.abc import Mapping
from types import MappingProxyType

from printers.words_paper import PAPER

LANGUAGES: Mapping[str, int] = MappingProxyType({"en": 0, "ru": 1, "ar": 2})
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **PAPER,
        "print.table": ("TABLE {table}", "СТОЛ {table}"),
        "print.room": ("ROOM {table}", "НОМЕР {table}"),
        "print.covers": ("guests {n}", "гостей {n}"),
        "print.previous": ("prev {number}", "пред. {number}"),
        "print.order": ("order {number}", "заказ {number}"),
        "print.note": ("NOTE: {note}", "ПРИМЕЧАНИЕ: {note}"),
        "print.allergy": ("!! ALLERGY !!", "!! АЛЛЕРГИЯ !!"),
        "print.allergy_note": ("!! ALLERGY: {note} !!", "!! АЛЛЕРГИЯ: {note} !!"),
        "print.course": ("COURSE {n}", "КУРС {n}"),
        "print.course_held": ("COURSE {n} (hold)", "КУРС {n} (ждать)"),
        "print.held": ("HOLD", "ЖДАТЬ"),
        "print.change": ("*** CHANGE ***", "*** ИЗМЕНЕНИЕ ***"),
        "print.void": ("*** VOID ***", "*** ОТМЕНА ***"),
        "print.duplicate": ("MAY BE A DUPLICATE OF {number}", "ВОЗМОЖНО, ПОВТОР {number}"),
        "print.duplicate_plain": ("MAY BE A DUPLICATE", "ВОЗМОЖНО, ПОВТОР"),
        "print.for_station": (
            "FOR: {station} (printer down)",
            "ДЛЯ: {station} (принтер не работает)",
        ),
        "print.items": ("items {n}", "блюд {n}"),
        "print.end": ("end {number}", "конец {number}"),
        "print.scan": (
            "Scan to see the menu and order",
            "Сканируйте: меню и заказ",
            "امسح لرؤية القائمة والطلب",
        ),
        "print.wifi": ("Wi-Fi: {name}", "Wi-Fi: {name}", "Wi-Fi: {name}"),
        "print.wifi_scan": (
            "Scan to join the Wi-Fi",
            "Сканируйте: вход в Wi-Fi",
            "امسح للاتصال بشبكة Wi-Fi",
        ),
        "print.test": ("TEST PAGE", "ПРОБНАЯ СТРАНИЦА"),
        "print.test_tables": (
            "Code tables: tick those whose line reads right",
            "Кодовые таблицы: отметьте те, что читаются верно",
        ),
        "print.test_raster": ("Drawn line", "Рисованная строка"),
        "print.test_sizes": ("Sizes and looks", "Размеры и виды"),
        "print.test_native": ("QR by the printer", "QR самого принтера"),
        "print.test_picture": ("QR as a picture", "QR картинкой"),
        "print.test_width": (
            "Width: the longest one on one line is right",
            "Ширина: верна самая длинная в одну строку",
        ),
        "print.test_cut": (
            "Now it buzzes, if it can, and cuts",
            "Сейчас сигнал, если есть, и отрез",
        ),
        "print.plain": ("(could not be laid out; plain text)", "(без оформления)"),
        "printer.ready": ("ready", "готов"),
        "printer.unreachable": ("cannot be reached", "недоступен"),
        "printer.busy": ("does not answer; busy or hung", "не отвечает: занят или завис"),
        "printer.paper_out": ("paper is out", "нет бумаги"),
        "printer.cover_open": ("cover is open", "открыта крышка"),
        "printer.offline": ("is offline or shows an error", "не в сети или показывает ошибку"),
        "printer.refused": (
            "its address is not one of the local network",
            "адрес не из местной сети",
        ),
        "printer.connection_lost": (
            "connection was lost while printing",
            "связь прервалась при печати",
        ),
        "printer.no_confirmation": (
            "did not confirm the last ticket",
            "не подтвердил последний чек",
        ),
        "printer.restarted": (
            "the box stopped while a ticket was printing",
            "устройство остановилось во время печати",
        ),
        "printer.unconfirmed": (
            "sent; this printer cannot confirm",
            "отправлено; этот принтер не подтверждает",
        ),
        "printer.too_late": ("waited too long and was not printed", "ждал слишком долго"),
        "printer.unprintable": ("could not be turned into print", "не удалось напечатать"),
        "printer.internal": ("printing failed inside the box", "сбой печати в устройстве"),
        "printer.replied": ("refused the document", "не принял документ"),
        "printer.not_asked": (
            "has not asked for work; is it switched on?",
            "не обращается за работой; включён ли он?",
        ),
        "printer.moved": ("has another address now", "сменил адрес"),
        "printer.paused": (
            "stopped after two tickets nobody can vouch for; check and resume",
            "остановлен после двух сомнительных чеков; проверьте и продолжите",
        ),
        "job.queued": ("waiting", "ждёт"),
        "job.sending": ("printing", "печатается"),
        "job.held": ("held by the printer", "держит принтер"),
        "job.printed": ("printed", "напечатан"),
        "job.unknown": ("may have been printed", "возможно, напечатан"),
        "job.expired": ("not printed: too old", "не напечатан: устарел"),
        "job.cancelled": ("cancelled", "отменён"),
        "job.failed": ("cannot be printed", "не печатается"),
        "preview.title": ("Paper of {name}", "Бумага: {name}"),
        "preview.empty": ("Nothing printed yet.", "Пока ничего не напечатано."),
        "preview.waiting": ("waiting {n}", "ждут {n}"),
    }
)


def say(lang: str, key: str, **values: object) -> str:
    """Return the words of ``key``; a language without words for it reads English.

    ``{name}`` in the words is replaced by ``values``, in one pass: a value that itself holds
    braces, such as a guest's note, stays as it is.
    """
    known, place = WORDS[key], LANGUAGES.get(lang, 0)
    words = known[place if place < len(known) else 0]
    parts = words.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled.append(f"{values[name]}{rest}")
    return "".join(filled)
