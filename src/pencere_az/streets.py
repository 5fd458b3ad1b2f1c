"""The demo's streets: names that towns of the country commonly have, the same in each of them.

They say nothing about whether a town has such a street.
"""

from __future__ import annotations

from collections.abc import Mapping

from pencere.kernel.text import Text


def _street(az: str, ru: str, en: str) -> Text:
    return Text({"az": f"{az} küçəsi", "ru": f"улица {ru}", "en": f"{en} street"})


STREETS: Mapping[str, Text] = {
    "nizami": _street("Nizami", "Низами", "Nizami"),
    "fuzuli": _street("Füzuli", "Физули", "Fuzuli"),
    "nesimi": _street("Nəsimi", "Насими", "Nasimi"),
    "xaqani": _street("Xaqani", "Хагани", "Khagani"),
    "semed-vurgun": _street("Səməd Vurğun", "Самеда Вургуна", "Samad Vurghun"),
    "uzeyir-hacibeyov": _street("Üzeyir Hacıbəyov", "Узеира Гаджибекова", "Uzeyir Hajibeyov"),
    "28-may": _street("28 May", "28 Мая", "28 May"),
    "mirze-feteli-axundzade": _street(
        "Mirzə Fətəli Axundzadə", "Мирзы Фатали Ахундзаде", "Mirza Fatali Akhundzada"
    ),
    "cefer-cabbarli": _street("Cəfər Cabbarlı", "Джафара Джаббарлы", "Jafar Jabbarli"),
    "huseyn-cavid": _street("Hüseyn Cavid", "Гусейна Джавида", "Huseyn Javid"),
    "sah-ismayil-xetai": _street("Şah İsmayıl Xətai", "Шаха Исмаила Хатаи", "Shah Ismayil Khatai"),
    "koroglu": _street("Koroğlu", "Кёроглу", "Koroghlu"),
    "babek": _street("Babək", "Бабека", "Babek"),
    "molla-penah-vaqif": _street("Molla Pənah Vaqif", "Моллы Панаха Вагифа", "Molla Panah Vagif"),
    "natevan": _street("Natəvan", "Натаван", "Natavan"),
    "ataturk": _street("Atatürk", "Ататюрка", "Ataturk"),
    "bulbul": _street("Bülbül", "Бюльбюля", "Bulbul"),
    "azadliq": _street("Azadlıq", "Азадлыг", "Azadlig"),
    "ehmed-cavad": _street("Əhməd Cavad", "Ахмеда Джавада", "Ahmad Javad"),
    "resid-behbudov": _street("Rəşid Behbudov", "Рашида Бейбутова", "Rashid Behbudov"),
    "mikayil-musfiq": _street("Mikayıl Müşfiq", "Микаила Мушфига", "Mikayil Mushfig"),
    "istiqlaliyyet": _street("İstiqlaliyyət", "Истиглалият", "Istiglaliyyat"),
    "dede-qorqud": _street("Dədə Qorqud", "Деде Горгуда", "Dada Gorgud"),
    "sehidler": _street("Şəhidlər", "Шехидляр", "Shahidlar"),
}
