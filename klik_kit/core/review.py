"""The states of an innovation on its way to the ministry, and who may move it on.

Pure. Source: USERS.md, "States": the short flow is the default, the full one adds coaching, the
head's approval and verification. Nobody is stranded when a region changes its flow: a state that the
short one lacks counts as *Diajukan* there (`standing`) while its label stays, and every state of the
short flow is one of the full flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from klik_kit.core.accounts import Role
from klik_kit.core.bahasa import day


class State(StrEnum):
    """Where an innovation stands; the value is its label, as the store keeps it."""

    DRAFT = "Draf"
    SUBMITTED = "Diajukan"
    COACHED = "Dalam pendampingan"
    RETURNED = "Perlu perbaikan"
    APPROVED = "Disetujui pendamping"
    SIGNED = "Disahkan Kepala OPD"
    VERIFIED = "Diverifikasi"
    READY = "Layak kirim"
    SENT = "Terkirim"
    ACCEPTED = "Diterima"
    REJECTED = "Tidak diterima"
    ARCHIVED = "Diarsipkan"


class Flow(StrEnum):
    """Which states a region passes through; the value is its label, as the store keeps it."""

    SHORT = "Ringkas"
    FULL = "Lengkap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step somebody may take: where to, what the button says, and whether a text is obligatory.

    The text is the reason of a return or a rejection, and on the way back to *Draf* the Penjelasan
    Pengembangan. A ``dated`` step is told with the day it was done, today where none is given.
    """

    to: State
    label: str
    needs_reason: bool = False
    dated: bool = False


_UNIT = (Role.OPERATOR, Role.KEPALA)
_CLINIC = (Role.PENDAMPING, Role.VERIFIKATOR, Role.ADMIN)
_COACH = (Role.PENDAMPING, Role.ADMIN)
_VERIFIER = (Role.VERIFIKATOR, Role.ADMIN)

_SUBMIT = Move(to=State.SUBMITTED, label="Ajukan")
_RETURN = Move(to=State.RETURNED, label="Kembalikan untuk diperbaiki", needs_reason=True)
_COACHING = Move(to=State.COACHED, label="Mulai pendampingan")
_APPROVE = Move(to=State.APPROVED, label="Setujui")
_SIGN = Move(to=State.SIGNED, label="Sahkan")
_VERIFY = Move(to=State.VERIFIED, label="Tandai sudah diverifikasi")
_READY = Move(to=State.READY, label="Nyatakan layak kirim")
_SEND = Move(to=State.SENT, label="Sudah diinput", dated=True)
_UNSEND = Move(to=State.READY, label="Batalkan tanda Sudah diinput", needs_reason=True)
_ACCEPT = Move(to=State.ACCEPTED, label="Catat diterima")
_REJECT = Move(to=State.REJECTED, label="Catat tidak diterima", needs_reason=True)
_ARCHIVE = Move(to=State.ARCHIVED, label="Arsipkan")
_AGAIN = Move(to=State.DRAFT, label="Ajukan kembali", needs_reason=True)

_Steps = dict[State, tuple[tuple[Move, tuple[Role, ...]], ...]]

_ENDS: _Steps = {
    State.READY: ((_SEND, (*_UNIT, *_CLINIC)), (_RETURN, _CLINIC)),  # units have accounts of their own at the portal
    State.SENT: ((_ACCEPT, _CLINIC), (_REJECT, _CLINIC), (_UNSEND, _CLINIC)),
    State.ACCEPTED: ((_AGAIN, _UNIT), (_ARCHIVE, (Role.ADMIN,))),
    State.REJECTED: ((_AGAIN, _UNIT), (_ARCHIVE, (Role.ADMIN,))),
    State.ARCHIVED: ((_AGAIN, _UNIT),),
}
_SHORT: _Steps = _ENDS | {
    State.DRAFT: ((_SUBMIT, _UNIT),),
    State.RETURNED: ((_SUBMIT, _UNIT),),
    State.SUBMITTED: ((_READY, _CLINIC), (_RETURN, _CLINIC)),
}
_FULL: _Steps = _ENDS | {
    State.DRAFT: ((_SUBMIT, _UNIT),),
    State.RETURNED: ((_SUBMIT, _UNIT),),
    State.SUBMITTED: ((_COACHING, _COACH), (_RETURN, _COACH)),
    State.COACHED: ((_APPROVE, _COACH), (_RETURN, _COACH)),
    State.APPROVED: ((_SIGN, (Role.KEPALA,)), (_RETURN, (Role.KEPALA, *_COACH))),
    State.SIGNED: ((_VERIFY, _VERIFIER), (_RETURN, _VERIFIER)),
    State.VERIFIED: ((_READY, _VERIFIER), (_RETURN, _VERIFIER)),
}
_BETWEEN = frozenset({State.COACHED, State.APPROVED, State.SIGNED, State.VERIFIED})
_OPEN = frozenset({State.DRAFT, State.RETURNED})
_WITH_CLINIC = frozenset({State.SUBMITTED, *_BETWEEN})
_GONE = frozenset({State.SENT, State.ACCEPTED, State.REJECTED, State.ARCHIVED})
_SENTENCES = {
    State.SUBMITTED: "Isian dikunci karena sudah diajukan dan sedang diperiksa. Bila ada yang perlu diubah, mintalah pendamping mengembalikannya.",
    State.COACHED: "Isian dikunci selama pendampingan. Bila ada yang perlu diubah, sampaikan kepada pendamping agar dikembalikan.",
    State.APPROVED: "Isian dikunci karena sudah disetujui pendamping. Langkah berikutnya: pengesahan Kepala OPD. Bila ada yang perlu diubah, mintalah pendamping mengembalikannya.",
    State.SIGNED: "Isian dikunci karena sudah disahkan Kepala OPD dan menunggu verifikasi. Bila ada yang perlu diubah, mintalah verifikator mengembalikannya.",
    State.VERIFIED: "Isian dikunci karena sudah diverifikasi. Bila ada yang perlu diubah, mintalah verifikator mengembalikannya.",
    State.READY: "Isian dikunci karena sudah dinyatakan layak kirim. Bila ada yang perlu diubah, mintalah pendamping mengembalikannya.",
    State.SENT: "Isian dikunci karena sudah terkirim ke Kementerian Dalam Negeri. Hasilnya akan tampil di sini.",
    State.ACCEPTED: "Isian dikunci karena inovasi ini sudah diterima. Untuk melaporkan pengembangannya, pilih Ajukan kembali di beranda.",
    State.REJECTED: "Isian dikunci karena pelaporannya sudah selesai dan tidak diterima. Untuk memperbaikinya, pilih Ajukan kembali di beranda.",
    State.ARCHIVED: "Isian dikunci karena inovasi ini sudah diarsipkan. Untuk melaporkannya lagi, pilih Ajukan kembali di beranda.",
}  # fmt: skip


def flow_of(label: str | None) -> Flow:
    """The flow a region has set; the short one where it has set none.

    Raises:
        ValueError: no flow has this label.
    """
    return Flow(label) if label else Flow.SHORT


def state_of(label: str | None) -> State:
    """The state a record's ``status`` names; a missing one counts as *Draf*.

    Raises:
        ValueError: no state has this label.
    """
    return State(label) if label else State.DRAFT


def standing(flow: Flow, state: State) -> State:
    """The state that counts in a flow: the short one knows nothing between *Diajukan* and *Layak kirim*."""
    return State.SUBMITTED if flow is Flow.SHORT and state in _BETWEEN else state


def moves(flow: Flow, state: State, role: Role) -> tuple[Move, ...]:
    """The steps a role may take from a state, the usual one first."""
    return tuple(_allowed(flow, state, role))


def awaits(flow: Flow, state: State, role: Role) -> bool:
    """Whether an innovation that was sent waits for this role's next step; a return alone is none."""
    usual = next(_allowed(flow, state, role), None)
    return state in _WITH_CLINIC and usual is not None and usual.to is not State.RETURNED


def locked(state: State, flow: Flow) -> str | None:
    """Why the unit may not edit now and what it can do, as one text; None where it may."""
    return None if state in _OPEN else _SENTENCES[standing(flow, state)]


def signing_closed(state: State, flow: Flow) -> str | None:
    """Why no signed scan may be put in or taken back now; None where it may.

    In the full flow the head signs what the coach agreed to; in the short one any time until it is sent.
    """
    if state in _GONE:
        return "Usulan ini sudah terkirim, sehingga lembar pengesahannya tidak diubah lagi."
    if flow is Flow.SHORT or state is State.APPROVED:
        return None
    if state in {State.SIGNED, State.VERIFIED, State.READY}:
        return "Usulan ini sudah disahkan. Bila lembarnya perlu diganti, mintalah verifikator mengembalikan usulannya."
    return "Lembar pengesahan diunggah setelah usulan disetujui pendamping."


def ends_sign_off(to: State) -> bool:
    """Whether an earlier sign-off no longer holds after a move: the text may change, or was agreed to only now."""
    return to in {State.DRAFT, State.RETURNED, State.APPROVED}


def input_problem(on: date, *, today: date, first: date | None) -> str | None:
    """Why an innovation cannot have been brought into the portal on a day; None where it can.

    Args:
        on: the day that is told.
        today: the day on the clinic's wall.
        first: the first day of the edition's window, None where it is not known.
    """
    if on > today:
        return f"Tanggal diinput {day(on)} belum tiba. Isi tanggal saat datanya diinput ke portal."
    if first is not None and on < first:
        return f"Tanggal diinput {day(on)} lebih dahulu daripada awal jendela pelaporan, {day(first)}. Mohon diperiksa."
    return None


def _allowed(flow: Flow, state: State, role: Role) -> Iterator[Move]:
    for move, roles in (_SHORT if flow is Flow.SHORT else _FULL)[standing(flow, state)]:
        if role in roles:
            yield move
