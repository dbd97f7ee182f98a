"""The page of a form's name, for one person and one record.

The record of an address is a wish: what may be opened is decided here, from the account.
"""

from __future__ import annotations

from klik_kit.desk.counter import Desk, Message, refused_state
from klik_kit.desk.person import Person
from klik_kit.errors import KlikError, NotFoundError


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
        return Refused(person=person, reason=str(error))


def _opened(person: Person, form: str, record: str) -> Desk:
    """Only the page that is asked for is imported: a kernel opens one."""
    match form:
        case "beranda":
            from klik_kit.desk.home import Home

            return Home(person=person)
        case "diagnosis":
            from klik_kit.desk.diagnosis import DiagnosisPage

            return DiagnosisPage.opened(person, record)
        case "proposal":
            from klik_kit.desk.proposal import ProposalPage

            return ProposalPage.opened(person, record)
        case "penilaian":
            from klik_kit.desk.assessment import AssessmentPage

            return AssessmentPage.opened(person, record)
        case "spd":
            from klik_kit.desk.spd import SpdPage

            return SpdPage.opened(person)
    raise NotFoundError(f"Formulir {form!r} tidak ada.")


class Refused(Desk):
    """A page that only says why there is none."""

    def __init__(self, *, person: Person, reason: str) -> None:
        super().__init__(person=person)
        self._reason = reason

    def state(self) -> Message:
        """The reason, and the way home."""
        return refused_state(self.person, self._reason)
