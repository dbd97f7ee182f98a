"""Stage 2, Diagnose: the board of all problems, a vote on some of them, or one diagnosis on the projector.

Source: FORMS.md sections 7 and 8.
"""

from __future__ import annotations

from klik_kit.clinic.counter import ClinicDesk, demand_clinic
from klik_kit.clinic.problem_board import BoardPage
from klik_kit.clinic.together import TogetherPage
from klik_kit.clinic.vote import VotePage
from klik_kit.desk import polls
from klik_kit.desk.person import Person
from klik_kit.errors import NotFoundError


class DiagnosePage:
    """Which of the three an address means."""

    @staticmethod
    def opened(person: Person, record: str) -> ClinicDesk:
        """All problems where no record is named, those of a unit by its code, else a vote or a diagnosis by its id.

        Raises:
            AccessError: not the clinic's, or of a unit that this person does not look after.
            NotFoundError: there is no such record.
        """
        demand_clinic(person)
        if not record:
            return BoardPage(person=person)
        if record in person.workspace.units:
            page = BoardPage(person=person, unit=record)
            page.demand_unit(record)
            return page
        found = person.workspace.store.get(record)
        if found.key.kind == polls.VOTE:
            return VotePage.of(person, found)
        if found.key.kind == "diagnosis":
            return TogetherPage.of(person, found)
        raise NotFoundError("Diagnosis atau pemungutan suara ini tidak ada.")
