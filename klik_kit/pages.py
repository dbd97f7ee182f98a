"""All pages by name: what each is called, which workbook shows it, and the counter behind it.

The record of an address is a wish: what may be opened is decided by the counter, from the account.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple, cast

from klik_kit.desk.counter import Desk, Message, refused_state
from klik_kit.desk.person import Person
from klik_kit.errors import KlikError, NotFoundError
from klik_kit.incidents import not_opened


class Page(NamedTuple):
    """A page: its title in a browser's tab, its workbook below ``workbooks/``, and its counter's class.

    The class is imported when the page is opened: a kernel opens one. Its ``opened(person, record)``
    gives the counter.
    """

    title: str
    workbook: str
    counter: str


PAGES = {
    "beranda": Page("Beranda", "formulir/beranda", "klik_kit.desk.home:Home"),
    "diagnosis": Page("Diagnosis Masalah", "formulir/diagnosis", "klik_kit.desk.diagnosis:DiagnosisPage"),
    "proposal": Page("Proposal", "formulir/proposal", "klik_kit.desk.proposal:ProposalPage"),
    "penilaian": Page("Penilaian Mandiri", "formulir/penilaian_mandiri", "klik_kit.desk.assessment:AssessmentPage"),
    "spd": Page("SPD", "formulir/spd", "klik_kit.desk.spd:SpdPage"),
    "hari_ini": Page("Hari ini", "klinik/0_hari_ini", "klik_kit.clinic.today:TodayPage"),
    "sesi": Page("Sesi klinik", "klinik/sesi", "klik_kit.clinic.session:SessionPage"),
    "hadir": Page("Daftar hadir", "formulir/hadir", "klik_kit.desk.attendance:AttendancePage"),
    "kelas": Page("Kelas tematik", "klinik/kelas", "klik_kit.clinic.classroom:ClassPage"),
    "papan_kelas": Page("Papan Kelas", "klinik/papan_kelas", "klik_kit.clinic.board:BoardPage"),
    "drum_up": Page("1. Drum-up", "klinik/1_drum_up", "klik_kit.clinic.drum_up:DrumUpPage"),
    "diagnose": Page("2. Diagnose", "klinik/2_diagnose", "klik_kit.clinic.diagnose:DiagnosePage"),
    "survei": Page("Survei", "formulir/survei", "klik_kit.desk.survey:SurveyPage"),
    "rencana": Page("Rencana aksi", "formulir/rencana", "klik_kit.desk.plan:PlanPage"),
    "salin": Page("Lembar salin", "formulir/salin", "klik_kit.desk.copying:CopyPage"),
    "praperiksa": Page("Pra-periksa", "klinik/pra_periksa", "klik_kit.clinic.parcel_check:ParcelCheckPage"),
    "design": Page("3. Design", "klinik/3_design", "klik_kit.clinic.design:DesignPage"),
    "deliver": Page("4. Deliver", "klinik/4_deliver", "klik_kit.clinic.deliver:DeliverPage"),
    "display": Page("5. Display", "klinik/5_display", "klik_kit.clinic.display:DisplayPage"),
    "tinjauan": Page("Tinjauan", "klinik/tinjauan", "klik_kit.clinic.review:ReviewPage"),
    "skor_buta": Page("Skor buta", "klinik/skor_buta", "klik_kit.clinic.blind:BlindPage"),
    "agenda_tahunan": Page("Agenda Tahunan", "klinik/agenda_tahunan", "klik_kit.clinic.season:SeasonPage"),
}
"""Addresses are ``/isi/<name>/<record>``, on the forms' server and in JupyterLab alike."""


def page_of(person: Person, form: str, record: str) -> Desk:
    """The counter of a page; where it may not be opened, one that says why."""
    try:
        person.account()
        return _opened(person, form, record)
    except NotFoundError:
        return Refused(
            person=person, reason="Data yang dibuka tidak ada. Kembali ke beranda, lalu pilih dari daftarnya."
        )
    except KlikError as error:
        return Refused(person=person, reason=not_opened(error))


def _opened(person: Person, form: str, record: str) -> Desk:
    page = PAGES.get(form)
    if page is None:
        raise NotFoundError(f"Formulir {form!r} tidak ada.")
    module, _, name = page.counter.partition(":")
    return cast("Desk", getattr(import_module(module), name).opened(person, record))


class Refused(Desk):
    """A page that only says why there is none."""

    def __init__(self, *, person: Person, reason: str) -> None:
        super().__init__(person=person)
        self._reason = reason

    def state(self) -> Message:
        """The reason, and the way home."""
        return refused_state(self.person, self._reason)
