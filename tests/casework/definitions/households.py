"""A form with every type of field and a repeating group: a household asks for help with a plot."""
# ruff: noqa: E501

from __future__ import annotations

from tests.casework.definitions.sample import SOURCE, definition

from pencere.casework.definitions.model import ServiceDefinition

FORM = """\
form:
  - page: household
    title: {az: Ailə, ru: Семья, en: Household}
    fields:
      - {key: home, type: address, title: {az: Ünvan, ru: Адрес, en: Home}}
      - {key: rent, type: money, title: {az: İcarə, ru: Аренда, en: Rent}, min: 100, max: 1000000, required: false, unit: {az: ayda, ru: в месяц, en: a month}}
      - {key: account, type: iban, title: {az: Hesab, ru: Счёт, en: Account}, required: false}
      - {key: card, type: document_number, kinds: [identity-card, residence-card], title: {az: Vəsiqə, ru: Удостоверение, en: Card}, required: false}
      - {key: car, type: plate, title: {az: Maşın, ru: Машина, en: Car}, required: false, example: 10-AA-123}
      - {key: meter, type: text, title: {az: Sayğac, ru: Счётчик, en: Meter}, required: false, casing: upper, mask: 99-AA-99, patterns: [{match: '[1-9].*', error: {az: Sıfır, ru: Ноль, en: No zero first}}]}
      - key: members
        type: group
        title: {az: Üzvlər, ru: Члены, en: Members}
        layout: table
        min_items: 1
        max_items: 4
        item_title: {az: Üzv, ru: Член, en: Member}
        fields:
          - {key: name, type: text, title: {az: Ad, ru: Имя, en: Name}}
          - {key: born_on, type: date, title: {az: Doğum, ru: Рождение, en: Born}, max: today}
          - {key: age, type: integer, title: {az: Yaş, ru: Возраст, en: Age}, compute: 'years_between(row.born_on, today)'}
          - {key: school, type: text, title: {az: Məktəb, ru: Школа, en: School}, show: row.age < 18}
          - {key: income, type: money, title: {az: Gəlir, ru: Доход, en: Income}, show: row.age >= 18, max: 10000000}
          - {key: taxed, type: money, title: {az: Vergi, ru: Налог, en: Taxed}, required: false, show: has(row.income), checks: [{when: row.taxed > row.income, message: {az: Çoxdur, ru: Много, en: More than the income}}]}
        checks:
          - {key: infant, when: has(row.school) && row.age < 5, fields: [school], message: {az: Tez, ru: Рано, en: Too young for school}}
      - {key: total, type: money, title: {az: Cəmi, ru: Всего, en: Total}, compute: 'sum(form.members.filter(m, has(m.income)).map(m, m.income))'}
    checks:
      - {key: too_dear, when: form.rent > form.total, fields: [rent], message: {az: Baha, ru: Дорого, en: The rent is more than the income}}
  - page: plot
    title: {az: Torpaq, ru: Участок, en: Plot}
    show: form.members.exists(m, m.age >= 18)
    fields:
      - {key: place, type: coordinates, title: {az: Yer, ru: Место, en: Place}}
      - {key: plot, type: outline, max_area_ha: 500, title: {az: Kontur, ru: Контур, en: Outline}}
      - {key: why, type: text, title: {az: Niyə, ru: Почему, en: Why so large}, show: form.plot.area_ha > 100.0}
      - {key: plan, type: file, accept: {pdf: 10000000, jpeg: 2000000}, max_files: 5, title: {az: Plan, ru: План, en: Plan}, required: false}
      - {key: signed, type: signature, title: {az: İmza, ru: Подпись, en: Signature}}
"""


def _source() -> str:
    begin, end = SOURCE.index("form:\n"), SOURCE.index("declaration:")
    source = SOURCE[:begin] + FORM + SOURCE[end:]
    source = source.replace("when: form.length_m > 6.0", "when: form.members.all(m, m.age > 64)")
    source = source.replace("form.electric ? 100 : 200", "100 * size(form.members)")
    return source[: source.index("tests:\n")] + STORIES


STORIES = """\
tests:
  - name: A family of three
    today: 2026-11-23
    data: {licence: {number: AB1}}
    applicant: {kind: person, name: Aysel}
    form:
      home: {region: AZ-BA, locality: bineqedi}
      members: [{name: Aysel, born_on: 1990-02-28, income: "900,50"}, {name: Ilyas, born_on: 2015-05-05, school: "No. 6"}]
      place: {lat: "40,4093", lon: "49,8671"}
      plot: {type: Polygon, coordinates: [[[49.86, 40.4], [49.87, 40.4], [49.87, 40.41], [49.86, 40.4]]]}
      signed: true
    path: [submit, {do: ask, by: leyla}, resubmit, {do: check, by: leyla}, {do: grant, by: farid}]
    expect: {state: granted, fee: 200, fields: {total: 90050}}
  - name: Refused
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form:
      home: {region: AZ-BA, locality: bineqedi}
      members: [{name: Ilyas, born_on: 2015-05-05, school: "No. 6"}]
    path: [submit, {do: check, by: leyla}, {do: refuse, by: leyla}]
    expect: {state: refused, fee: 100}
  - name: Forgotten
    today: 2026-11-23
    path: [{wait: P40D}]
    expect: {state: lapsed}
"""
SOURCE_OF_HOUSEHOLD = _source()


def household() -> ServiceDefinition:
    """The definition with this form."""
    return definition(SOURCE_OF_HOUSEHOLD)
