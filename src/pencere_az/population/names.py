"""Names that people of the country bear."""

from __future__ import annotations


def _names(page: str) -> list[str]:
    """Names with spaces between: a page that can be read."""
    return page.split()


MALE = _names(
    "Abbas Abdulla Adil Akif Alim Anar Araz Arif Asif Azad Azər Babək Bəhram Bəxtiyar "
    "Cabir Cavad Cavid Cəlal Ceyhun Cəmil Cəmşid Elçin Eldar Eldəniz Elgün Elman Elmar Elnur "
    "Elşad Elşən Elvin Emil Emin Etibar Əhməd Əkbər Əkrəm Ələkbər Əli Əliağa Əmir Əsgər Əzizağa "
    "Famil Faiq Fariz Fazil Fərhad Fərid Fikrət Fuad Füzuli Gündüz Habil Hafiz Heydər Həmid "
    "Həsən Hikmət Hüseyn İbrahim İdris İkram İlham İlkin İlqar İlyas İmran İntiqam İsa İsmayıl "
    "Kamal Kamil Kamran Kazım Kənan Kərim Lətif Mahir Malik Mehdi Məhəmməd Məmməd Mirzə Muğan "
    "Murad Musa Mübariz Mürsəl Müşfiq Namiq Natiq Nazim Neman Nəriman Nəsimi Nicat Nizami Novruz "
    "Nurlan Nüsrət Orxan Oqtay Pərviz Polad Qabil Qadir Qəhrəman Qurban Ramil Ramin Ramiz Rasim "
    "Rauf Rəhim Rəsul Rəşad Rövşən Rüfət Rüstəm Sabir Sadıq Sahib Saleh Samir Samid Sərdar Səməd "
    "Sənan Seymur Süleyman Şahin Şakir Şamil Taleh Tahir Tariyel Teymur Tofiq Toğrul Tural Turan "
    "Ülvi Vahid Vaqif Vasif Vidadi Vüqar Vüsal Xaqani Xalid Xəyal Yaşar "
    "Yusif Zahid Zakir Zaur Zülfü"
)

FEMALE = _names(
    "Afaq Aidə Aygün Aynur Aynurə Ayşən Aysel Aytac Aytən Aysu Bahar Bənövşə Billurə Cəmilə "
    "Ceyran Dilarə Dilbər Dürdanə Elmira Elnarə Esmira Ədilə Əfsanə Əminə Fatimə Fəridə Fidan "
    "Firəngiz Firuzə Flora Gövhər Gülər Gülnar Gülnarə Gülşən Gülzar Günay Günel Hədiyyə Hicran "
    "Humay Hüsniyyə Xatirə Xanım Xədicə Xumar İlahə İradə Jalə Kamalə Kəmalə Könül Ləman Lalə "
    "Lamiyə Leyla Maral Mədinə Məhsəti Mələk Mehriban Məleykə Mina Nailə Natavan Nərgiz Nərmin "
    "Nəzrin Nigar Nuray Nuranə Nübar Pakizə Pəri Pərvanə Qəmər Qumru Raisə Ramilə Rahilə Ruhiyyə "
    "Ruqiyyə Rüxsarə Sabinə Sahibə Sara Səbinə Səidə Səkinə Səma Sevda Sevil Sevinc Sevər Solmaz "
    "Sona Südabə Şəbnəm Şəfəq Şəhla Şəlalə Şərqiyyə Şirin Tahirə Tamilla Təranə Turac Türkan "
    "Ulduz Ülkər Ülviyyə Validə Vəfa Vüsalə Yasəmən Yeganə Zahidə Zalxa Zeynəb Zəhra Zərifə Zümrüd"
)

_STEMS_OV = _names(
    "Məmməd Əhməd Həsən İsmayıl İbrahim Cəfər Rəhim Rəsul Səfər Süleyman Rüstəm Mahmud Kərim "
    "Heydər Abbas Abdullah Əkbər Əsgər Əsəd Bayram Cabbar Camal Fərhad Hüseyn İskəndər "
    "Kazım Qafar Qasım Qurban Mövsüm Novruz Rəcəb Ramazan Sadıq "
    "Salman Səməd Sultan Şahbaz Tağı Talıb Xəlil Yaqub Yusif Zaman Zeynal Şirin Mürsəl Nəsir"
)
_STEMS_YEV = _names(
    "Əli Quli Vəli Nəbi Hacı Mehdi Rza Musa Paşa Ağa Mirzə Tağı Nağı Qurbanəli Orucəli"
)
_SHARED = _names(
    "Babazadə Ağazadə Axundzadə Əlizadə Həsənzadə Kazımzadə Məmmədzadə Rzazadə Şıxəlizadə Zərbəli "
    "Bakılı Şəkili Gəncəli Qarabağlı Şirvanlı Təbrizli Muğanlı Kəlbəcərli Lənkəranlı Şahmarlı"
)


def _surnames() -> list[tuple[str, str]]:
    pairs = [(f"{stem}ov", f"{stem}ova") for stem in _STEMS_OV]
    pairs += [(f"{stem}yev", f"{stem}yeva") for stem in _STEMS_YEV]
    # The common ones are borne by many: they stand several times.
    return pairs * 4 + [(name, name) for name in _SHARED]


SURNAMES: list[tuple[str, str]] = _surnames()
"""A man's form and a woman's form."""

COMPANY_WORDS = _names(
    "Xəzər Abşeron Şirvan Muğan Qarabağ Araz Kür Savalan Göygöl Murov Zəfər Nur Ulduz Günəş Dəniz "
    "Bahar Zirvə Körpü Ocaq İpək Turan Odlar Nəfəs Etibar Uğur Birlik İnam Sərvət Bərəkət"
)
"""First words of companies' names."""

FOREIGNERS = (
    ("Yılmaz Mehmet", "Türkiyə"),
    ("Kaya Ayşe", "Türkiyə"),
    ("Ivanov Sergey", "Rusiya"),
    ("Petrova Olga", "Rusiya"),
    ("Beridze Giorgi", "Gürcüstan"),
    ("Khan Ahmed", "Pakistan"),
    ("Smith John", "Böyük Britaniya"),
    ("Karimi Reza", "İran"),
    ("Sharma Priya", "Hindistan"),
    ("Shevchenko Andriy", "Ukrayna"),
)
"""Name and citizenship."""
