"""A small service that is right in every line, to be broken by one line at a time."""
# ruff: noqa: E501

from __future__ import annotations

from pencere.casework.definitions.model import ServiceDefinition, Situation
from pencere.casework.definitions.owntests_telling import is_usual_working_day
from pencere.casework.definitions.problems import DefinitionError, Problem
from pencere.casework.definitions.reading import read_definition
from pencere.kernel import clock

FILE = "interior.parking.yaml"
LANGUAGES = ("az", "ru", "en")

SOURCE = """\
id: interior.parking
title: {az: Dayanacaq, ru: Парковка, en: Parking}
summary: {az: Yer, ru: Место, en: A place}
agency: interior
applicant: {kinds: [person]}
catalogue:
  topics: [transport]
  life_events: [car]
  keywords: {az: [maşın], ru: [машина], en: [car]}
  legal_basis: {az: Qanun, ru: Закон, en: Law}
  result: {az: İcazə, ru: Разрешение, en: Permit}
  term: {az: Bir gün, ru: День, en: A day}
  fee: {az: 2 AZN, ru: 2 AZN, en: 2 AZN}
data:
  licence:
    from: interior.driving-licences
    purpose: {az: Yoxlama, ru: Проверка, en: To check}
    fields: [number, categories, expires_on]
eligibility:
  - key: no-licence
    when: is_blank(licence)
    verdict: reject
    message: {az: Vəsiqə yoxdur, ru: Нет прав, en: No licence}
  - key: large
    when: form.length_m > 6.0
    verdict: review
    message: {az: Böyükdür, ru: Большой, en: Large}
form:
  - page: car
    title: {az: Maşın, ru: Машина, en: Car}
    fields:
      - {key: licence_number, type: text, title: {az: Vəsiqə, ru: Права, en: Licence}, prefill: licence.number, locked: true}
      - {key: plate, type: text, title: {az: Nişan, ru: Номер, en: Plate}, casing: upper, pattern: '[0-9A-Z-]{4,9}'}
      - {key: length_m, type: decimal, title: {az: Uzunluq, ru: Длина, en: Length}, min: 1.5, max: 20, step: 0.1}
      - {key: electric, type: boolean, title: {az: Elektrik, ru: Электро, en: Electric}}
  - page: charging
    title: {az: Şarj, ru: Зарядка, en: Charging}
    show: form.electric
    fields:
      - {key: socket, type: choice, title: {az: Rozetka, ru: Розетка, en: Socket}, choices: {home: {az: Ev, ru: Дом, en: Home}, fast: {az: Sürətli, ru: Быстрая, en: Fast}}}
      - {key: power_kw, type: integer, title: {az: Güc, ru: Мощность, en: Power}, min: 3, max: 350, required: form.socket == "fast"}
  - page: dates
    title: {az: Tarixlər, ru: Даты, en: Dates}
    fields:
      - {key: begins, type: date, title: {az: Başlanğıc, ru: Начало, en: Begins}, min: today}
      - {key: days, type: choices, title: {az: Günlər, ru: Дни, en: Days}, choices: {mon: {az: B.e., ru: Пн, en: Mon}, tue: {az: Ç.a., ru: Вт, en: Tue}}}
      - {key: email, type: email, title: {az: E-poçt, ru: Почта, en: E-mail}, required: false}
      - {key: phone, type: phone, title: {az: Telefon, ru: Телефон, en: Phone}, required: false}
      - {key: driver, type: person, title: {az: Sürücü, ru: Водитель, en: Driver}, required: false}
      - {key: company, type: organisation, title: {az: Şirkət, ru: Компания, en: Company}, required: false}
      - {key: note, type: long_text, title: {az: Qeyd, ru: Заметка, en: Note}, required: false, max_length: 100}
      - {key: photo, type: file, title: {az: Foto, ru: Фото, en: Photo}, required: false, accept: [jpeg], max_files: 2}
declaration: {az: Doğrudur, ru: Верно, en: It is true}
fee:
  currency: AZN
  tariffs:
    - {since: 2020-01-01, minor: '100'}
    - {since: 2026-01-01, minor: 'form.electric ? 100 : 200'}
workflow:
  initial: draft
  term: P5WD
  states:
    draft:
      title: {az: Qaralama, ru: Черновик, en: Draft}
      editable: true
      after: {P30D: lapsed}
      actions:
        submit: {title: {az: Göndər, ru: Отправить, en: Submit}, to: review, by: applicant}
    review:
      title: {az: Baxış, ru: Рассмотрение, en: Review}
      queue: {role: officer, sla: P3WD, escalate: {after: P2WD, to: head}}
      actions:
        check: {title: {az: Yoxla, ru: Проверить, en: Check}, to: decision, by: officer}
        ask: {title: {az: Soruş, ru: Спросить, en: Ask}, to: correction, by: officer, needs: [comment], stops_clock: true}
        extend: {title: {az: Uzat, ru: Продлить, en: Extend}, to: review, by: officer, extends: P10WD, once: true}
    correction:
      title: {az: Düzəliş, ru: Исправление, en: Correction}
      editable: true
      after: {P20D: refused}
      actions:
        resubmit: {title: {az: Göndər, ru: Отправить, en: Submit}, to: review, by: applicant}
    decision:
      title: {az: Qərar, ru: Решение, en: Decision}
      queue: {role: officer}
      actions:
        grant: {title: {az: Ver, ru: Выдать, en: Grant}, to: granted, by: officer, not_same_as: [review]}
        refuse: {title: {az: İmtina, ru: Отказ, en: Refuse}, to: refused, by: officer, needs: [reason], reasons: [full]}
    granted: {title: {az: Verildi, ru: Выдано, en: Granted}, outcome: granted}
    refused: {title: {az: İmtina, ru: Отказ, en: Refused}, outcome: refused}
    lapsed: {title: {az: Keçdi, ru: Истекло, en: Lapsed}, outcome: lapsed}
notices:
  granted:
    title: {az: Hazırdır, ru: Готово, en: Ready}
    body: {az: "Nömrə {reference}", ru: "Номер {reference}", en: "Number {reference}"}
reasons:
  full: {az: Yer yoxdur, ru: Мест нет, en: No place}
tests:
  - name: Granted by another officer
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form: {plate: 10-aa-001, length_m: "4,5", electric: "no", begins: 24.11.2026, days: [mon]}
    path: [submit, {do: ask, by: leyla}, resubmit, {do: check, by: leyla}, {do: grant, by: leyla, refused: four-eyes}, {do: grant, by: farid}]
    expect: {state: granted, fee: 200, due: 2026-11-30}
  - name: Refused
    today: 2026-11-23
    data: {licence: {number: AB1}}
    form: {plate: 10-aa-001, length_m: 7, electric: "yes", socket: home, begins: 2026-11-24, days: tue}
    path: [submit, {do: check, by: leyla}, {do: refuse, by: leyla}]
    expect: {state: refused, fee: 100, eligibility: review, reasons: [large]}
  - name: Forgotten
    today: 2026-11-23
    path: [{wait: P40D}]
    expect: {state: lapsed}
"""


def changed(old: str, new: str) -> str:
    """The sample with its first `old` made `new`."""
    assert old in SOURCE, old
    return SOURCE.replace(old, new, 1)


def line_of(text: str, source: str) -> int:
    """The line in which `text` stands."""
    return source[: source.index(text)].count("\n") + 1


def definition(source: str = SOURCE) -> ServiceDefinition:
    return read_definition(source, file=FILE, languages=LANGUAGES)


def problems_of(source: str) -> tuple[Problem, ...]:
    """What reading says is wrong; () when nothing."""
    try:
        definition(source)
    except DefinitionError as error:
        return error.problems
    return ()


def situation(**values: object) -> Situation:
    """A situation with a licence and an empty form, on the frozen clock's today."""
    usual: dict[str, object] = {
        "form": {},
        "data": {"licence": {"number": "AB1", "expires_on": "2030-01-01"}},
        "applicant": {"kind": "person", "born_on": "1990-02-28"},
        "today": clock.today(),
        "is_working_day": is_usual_working_day,
    }
    return Situation(**{**usual, **values})  # type: ignore[arg-type]
