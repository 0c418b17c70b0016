"""The words of the hotel's papers: English, Russian, Arabic."""

from collections.abc import Mapping

LANGUAGES = ("en", "ru", "ar")
WORDS: Mapping[str, tuple[str, str, str]] = {
    "invoice": ("INVOICE {number}", "СЧЁТ {number}", "فاتورة {number}"),
    "statement": ("STATEMENT", "ВЫПИСКА", "كشف حساب"),
    "room": ("Room", "Номер", "غرفة"),
    "guest": ("Guest", "Гость", "الضيف"),
    "date": ("Date", "Дата", "التاريخ"),
    "taxes": ("Taxes", "Налоги", "الضرائب"),
    "tax_of": ("VAT {percent} %", "НДС {percent} %", "ضريبة {percent} %"),
    "paid": ("Paid", "Оплачено", "مدفوع"),
    "balance": ("TO PAY", "К ОПЛАТЕ", "المتبقي"),
    "restaurant": ("Restaurant {at}", "Ресторан {at}", "مطعم {at}"),
    "tax": ("Tax", "Налог", "ضريبة"),
    "city_tax": ("City tax", "Курортный сбор", "ضريبة المدينة"),
    "meal": ("Meal plan", "Питание", "الوجبات"),
    "allowance": ("Meal plan allowance", "Зачёт питания", "خصم الوجبات"),
    "late": ("Late check-out", "Поздний выезд", "مغادرة متأخرة"),
    "cancel": ("Cancellation fee", "Плата за отмену", "رسوم الإلغاء"),
    "no_show": ("No-show fee", "Плата за незаезд", "رسوم عدم الحضور"),
    "minibar": ("Minibar", "Мини-бар", "ميني بار"),
    "service": ("Room service", "Обслуживание в номере", "خدمة الغرف"),
    "extra": ("Extra", "Дополнительно", "إضافات"),
    "payment": ("Payment", "Платёж", "دفعة"),
    "deposit": ("Deposit", "Депозит", "عربون"),
    "cash": ("cash", "наличные", "نقدا"),
    "card": ("card", "карта", "بطاقة"),
    "transfer": ("transfer", "перевод", "تحويل"),
    "audit": ("NIGHT AUDIT {number}", "НОЧНОЙ АУДИТ {number}", "تدقيق ليلي {number}"),
    "day": ("Day", "День", "اليوم"),
    "runs": ("Runs", "Запусков", "مرات التشغيل"),
    "rooms": ("Rooms", "Номеров", "الغرف"),
    "sold": ("Nights posted", "Ночей начислено", "ليال مسجلة"),
    "arrivals": ("Arrivals", "Заездов", "الوصول"),
    "departures": ("Departures", "Выездов", "المغادرة"),
    "no_shows": ("No-shows", "Незаездов", "عدم الحضور"),
    "revenue": ("Posted for the night", "Начислено за ночь", "المسجل لليلة"),
    "payments": ("Payments since the last audit", "Платежи с прошлого аудита", "المدفوعات"),
    "deposits": ("Deposits since the last audit", "Депозиты с прошлого аудита", "العربون"),
    "taken": ("Taken", "Принято", "مقبوض"),
    "returned": ("Given back", "Возвращено", "مردود"),
    "deposits_held": ("Deposits held", "Депозиты", "العربون المحتفظ به"),
    "in_house": ("Owed by guests in house", "Долг гостей", "مستحق على النزلاء"),
}


def say(lang: str, key: str, **values: object) -> str:
    """Return the words of a key, in English where the language is none of the papers'."""
    at = LANGUAGES.index(lang) if lang in LANGUAGES else 0
    return WORDS[key][at].format_map(values)
