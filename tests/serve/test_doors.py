"""Coming in, going out, and what a wrong guess costs."""

from datetime import UTC, datetime, timedelta

import pytest
from forms_server import PIN, Client, open_page

from klik_kit.passwords import new_token, short_code, shown_code, token_hash
from klik_kit.serve.doorkeeper import COOKIE, Doorkeeper
from klik_kit.store.accounts import Ticket
from klik_kit.workspace import open_workspace


def invite(server, login: str = "rina", *, days: int = 7) -> tuple[str, str]:
    """A new invitation: its link's token and its short code."""
    token, code, now = new_token(20), short_code(), datetime.now(UTC)
    with open_workspace(server.folder) as workspace:
        ticket = Ticket(
            account=f"A-{login}",
            token_hash=token_hash(token),
            code_hash=token_hash(code),
            until=now + timedelta(days=days),
        )
        workspace.store.accounts.invite(ticket, who="uji", at=now)
    return token, code


def guess(client: Client, login: str, pin: str):
    client.get("/masuk")
    return client.post("/masuk", {"nama": login, "sandi": pin})


def test_the_right_pin_leads_home(client):
    siti = client()
    status, _, headers = guess(siti, "siti", PIN)
    assert (status, headers["Location"]) == (303, "/isi/beranda")
    assert siti.get("/")[2]["Location"] == "/isi/beranda"
    assert siti.get("/masuk")[0] == 302


def test_the_login_is_the_same_in_capitals_and_with_blanks(client):
    assert guess(client(), " SITI ", PIN)[0] == 303


@pytest.mark.parametrize(
    ("login", "pin"),
    [("siti", "482916"), ("tidak-ada", PIN), ("", ""), ("siti", ""), ("<b>x</b>", "x" * 300)],
)
def test_a_wrong_guess_says_the_same_whatever_was_wrong(client, login, pin):
    stranger = client()
    status, body, _ = guess(stranger, login, pin)
    assert status == 403
    assert "tidak cocok" in body.decode()
    assert b"<b>x</b>" not in body
    assert not stranger.cookie(COOKIE)


def test_who_is_not_in_is_led_to_the_login_and_back(client):
    visitor = client()
    status, _, headers = visitor.get("/isi/penilaian/INV-UJI")
    assert (status, headers["Location"]) == (302, "/masuk?lanjut=/isi/penilaian/INV-UJI")
    assert b'value="/isi/penilaian/INV-UJI"' in visitor.get(headers["Location"])[1]
    status, _, headers = visitor.post("/masuk", {"nama": "siti", "sandi": PIN, "lanjut": "/isi/penilaian/INV-UJI"})
    assert headers["Location"] == "/isi/penilaian/INV-UJI"


@pytest.mark.parametrize(
    "onward",
    ["//jahat.example", "/\\jahat.example", "https://jahat.example/", "javascript:alert(1)", "/ /jahat.example", "/%0d%0aSet-Cookie:x=1",
     "/isi/beranda\nX: y", "/\t/jahat.example", "", "isi/beranda", "/@jahat.example", "/isi/beranda?x=http://jahat.example"],
)  # fmt: skip
def test_onward_never_leads_outside(client, onward):
    visitor = client()
    visitor.get("/masuk")
    status, _, headers = visitor.post("/masuk", {"nama": "siti", "sandi": PIN, "lanjut": onward})
    assert (status, headers["Location"]) == (303, "/isi/beranda")
    from urllib.parse import quote

    assert visitor.get(f"/masuk?lanjut={quote(onward)}")[2]["Location"] == "/isi/beranda"
    assert b"jahat" not in client().get(f"/masuk?lanjut={quote(onward)}")[1]


def test_guessing_is_slowed_down_for_that_login_and_logged(own_server):
    for _ in range(5):
        assert guess(Client(own_server), "Budi", "111222")[0] == 403
    status, body, _ = guess(Client(own_server), "budi", PIN)
    assert status == 429
    assert "menit lagi" in body.decode()
    assert "Percobaan masuk keliru" in own_server.log
    assert "Percobaan masuk ditahan" in own_server.log
    assert "111222" not in own_server.log
    assert PIN not in own_server.log
    assert guess(Client(own_server), "siti", PIN)[0] == 303, "others come in meanwhile"


def test_a_login_lasts_over_a_restart(own_server):
    siti = Client(own_server).enter("siti")
    own_server.stop()
    own_server.start()
    assert siti.get("/")[2]["Location"] == "/isi/beranda"
    assert open_page(siti, "/isi/beranda").kernel


def test_logout_ends_the_session_for_good(client, server):
    siti = client().enter("siti")
    token = siti.cookie(COOKIE)
    status, _, headers = siti.post("/keluar", {})
    assert (status, headers["Location"]) == (303, "/keluar")
    assert not siti.cookie(COOKIE)
    again = client()
    assert again.get("/isi/beranda", headers={"Cookie": f"{COOKIE}={token}"})[0] == 302


def test_opening_the_logout_page_ends_nothing(client):
    siti = client().enter("siti")
    assert siti.get("/keluar")[0] == 200
    assert siti.get("/")[2]["Location"] == "/isi/beranda"


def test_a_new_login_gets_a_new_token(client):
    siti = client()
    siti.get("/masuk", headers={"Cookie": f"{COOKIE}=dipilih-penyerang"})
    guess(siti, "siti", PIN)
    first = siti.cookie(COOKIE)
    assert first != "dipilih-penyerang"
    assert client().enter("siti").cookie(COOKIE) != first


def test_an_invitation_is_used_by_its_button_and_only_once(client, server):
    token, code = invite(server)
    for _ in range(3):  # a preview of a messenger looks, too
        status, body, _ = client().get(f"/undangan/{token}")
        assert status == 200
        assert "Rina Wulandari" in body.decode()
    rina = client()
    rina.get(f"/undangan/{token}")
    for first, second, said in (
        ("738291", "738292", "belum sama"),
        ("123456", "123456", "mudah ditebak"),
        ("12", "12", "terlalu pendek"),
        ("", "", "belum diisi"),
    ):
        status, body, _ = rina.post(f"/undangan/{token}", {"sandi": first, "ulang": second})
        assert (status, said in body.decode()) == (400, True), said
        assert not rina.cookie(COOKIE)
    status, _, headers = rina.post(f"/undangan/{token}", {"sandi": "738291", "ulang": "738291"})
    assert (status, headers["Location"]) == (303, "/isi/beranda")
    assert rina.get("/")[2]["Location"] == "/isi/beranda"
    other = client()
    for path in (f"/undangan/{token}", f"/undangan/{code}"):
        status, body, _ = other.get(path)
        assert (status, "tidak berlaku lagi" in body.decode()) == (410, True)
        status, _, _ = other.post(path, {"sandi": "555111", "ulang": "555111"})
        assert status == 410
        assert not other.cookie(COOKIE)
    assert guess(client(), "rina", "738291")[0] == 303
    assert guess(client(), "rina", "555111")[0] == 403


def test_an_invitation_ends_the_sessions_of_before(client, server):
    old = client().enter("kadis")
    token, _ = invite(server, "kadis")
    new = client()
    new.get(f"/undangan/{token}")
    assert new.post(f"/undangan/{token}", {"sandi": "900177", "ulang": "900177"})[0] == 303
    assert old.get("/")[2]["Location"] == "/masuk"


def test_a_short_code_works_as_people_type_it(client, server):
    for typed in (shown_code, str.lower, lambda c: f" {shown_code(c).lower()} "):
        _, code = invite(server, "budi")
        visitor = client()
        visitor.get("/kode")
        status, _, headers = visitor.post("/kode", {"kode": typed(code)})
        assert (status, headers["Location"]) == (303, f"/undangan/{code}")
        assert b"Budi Santosa" in visitor.get(headers["Location"])[1]


def test_an_invitation_that_is_over_or_invented_says_so(client, server):
    with open_workspace(server.folder) as workspace:
        now = datetime.now(UTC)
        ticket = Ticket(
            account="A-admin",
            token_hash=token_hash("lewat-waktu"),
            code_hash=token_hash("LEWAT234"),
            until=now - timedelta(days=1),
        )
        workspace.store.accounts.invite(ticket, who="uji", at=now - timedelta(days=9))
    for token in ("lewat-waktu", "LEWAT234", "karangan", "x" * 200):
        assert client().get(f"/undangan/{token}")[0] == 410, token
    for token in ("..", "%2e%2e", "a b", "x" * 201, "%00aaaa"):
        assert client().get(f"/undangan/{token.replace(' ', '%20')}")[0] == 404, token


def test_trying_codes_is_slowed_down_on_every_way(own_server):
    """A short code is short: guessing it at the card's page or at the link must both cost."""
    visitor = Client(own_server)
    visitor.get("/kode")
    tries = [visitor.post("/kode", {"kode": f"ABCD-{number:04}"})[0] for number in range(30)]
    assert set(tries) == {404}, "a hall of people shares one address"
    tries = [visitor.get(f"/undangan/ABCD{number:04}")[0] for number in range(40)]
    assert (tries[0], tries[-1]) == (410, 429)
    status, body, _ = visitor.post("/kode", {"kode": "ABCD-2349"})
    assert (status, "menit lagi" in body.decode()) == (429, True)
    assert "Kode undangan keliru" in own_server.log
    token, code = invite(own_server)
    assert visitor.get(f"/undangan/{code}")[0] == 429
    assert visitor.get(f"/undangan/{token}")[0] == 200, "a link cannot be guessed, so it still opens"


def test_the_hall_page_shows_the_address_and_nobody(client, server):
    status, body, _ = client().get("/aula")
    html = body.decode()
    assert status == 200
    assert f"127.0.0.1:{server.port}" in html
    assert "<svg" in html
    assert "Siti" not in html


def test_a_login_costs_the_same_hashing_for_nobody_as_for_somebody(people_workspace, monkeypatch):
    from argon2 import PasswordHasher, extract_parameters

    hashed = []

    def verified(_hasher, stored: str, secret: str) -> bool:
        hashed.append(extract_parameters(stored))
        return False

    monkeypatch.setattr(PasswordHasher, "verify", verified)
    with open_workspace(people_workspace) as workspace:
        keeper = Doorkeeper(workspace.store.accounts, idle=timedelta(hours=1), secure=False)
        for login in ("admin", "bukan-siapa-siapa"):
            assert keeper.check(login, "000111") is None
    assert len(hashed) == 2
    assert hashed[0] == hashed[1]
