"""A page's socket: its owner's alone, for messages of the page alone, and closed when the login ends."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from forms_server import INNOVATION, OTHER, Client, answer, connected, message, open_page, stored
from loops import in_loop
from tornado.httpclient import HTTPClientError

from klik_kit.leaving import leave
from klik_kit.workspace import open_workspace

KERNEL = "00000000-0000-0000-0000-000000000000"


def test_another_units_page_holds_nothing_over_the_socket_either(siti):
    async def walk() -> None:
        page = open_page(siti.client, f"/isi/penilaian/{OTHER}")
        async with connected(page, siti.client) as socket:
            seen: list = []
            state = (await answer(socket, page, {"kind": "hello", "id": 1}, seen=seen))["state"]
            assert (state["page"], state["records"]) == ("galat", {})
            refused = await answer(
                socket,
                page,
                {
                    "kind": "edit",
                    "seq": 1,
                    "record": f"{OTHER}@iid-2026",
                    "field": "mandiri.16",
                    "base": 0,
                    "value": "1",
                },
                seen=seen,
            )
            assert refused["kind"] == "refused"
            assert "KELAS" not in json.dumps(seen)

    in_loop(walk())


def test_a_socket_opens_for_its_owner_alone(server, siti, budi):
    page = siti.page
    rina, again = Client(server).enter("rina"), Client(server).enter("siti")

    async def refused(client, **more) -> int:
        with pytest.raises(HTTPClientError) as error:
            async with connected(page, client, **more):
                pass
        return error.value.code

    async def walk() -> None:
        for cookie in ("", "klik_masuk=karangan", "klik_masuk=kedaluwarsa", "klik_masuk=diakhiri", "klik_masuk="):
            assert await refused(siti.client, cookie=cookie) in {401, 403}, cookie
        for client in (budi, rina, again):
            assert await refused(client) == 403
        for origin in (
            "http://jahat.example",
            "null",
            "https://127.0.0.1",
            server.url + ".jahat.example",
            f"http://127.0.0.1:{server.port + 1}",
        ):
            assert await refused(siti.client, origin=origin) == 403, origin
        with pytest.raises(HTTPClientError) as error:
            async with connected(KERNEL, siti.client):
                pass
        assert error.value.code in {403, 404}
        async with connected(page, siti.client) as socket:
            assert (await answer(socket, page, {"kind": "hello", "id": 1}))["state"][
                "page"
            ] == f"penilaian-{INNOVATION}"

    in_loop(walk())


def test_ones_own_socket_carries_messages_of_the_page_and_nothing_else(server, siti, tmp_path):
    """Nothing that runs code, opens comms, or ends a kernel passes."""
    page, mark = siti.page, tmp_path / "disusupi"
    code = f"open({str(mark)!r}, 'w').close()"
    attacks = [
        message("execute_request", {"code": code, "silent": False, "store_history": False, "user_expressions": {"x": code}, "allow_stdin": False}),
        message("execute_request", {"code": code, "silent": True}, channel="control"),
        message("comm_open", {"comm_id": "b" * 32, "target_name": "tidak-ada", "data": {}}),
        message("comm_open", {"comm_id": "c" * 32, "target_name": "jupyter.widget", "data": {"state": {"_model_name": "OutputModel"}}}),
        message("comm_info_request", {}), message("history_request", {"hist_access_type": "tail", "n": 9, "raw": True, "output": True}),
        message("inspect_request", {"code": "workspace", "cursor_pos": 4, "detail_level": 1}),
        message("complete_request", {"code": "work", "cursor_pos": 4}), message("is_complete_request", {"code": code}),
        message("debug_request", {"type": "request", "seq": 1, "command": "evaluate", "arguments": {"expression": code}}, channel="control"),
        message("interrupt_request", {}, channel="control"), message("shutdown_request", {"restart": False}, channel="control"),
        message("shutdown_request", {"restart": False}), message("input_reply", {"value": code}, channel="stdin"),
        message("comm_close", {"comm_id": page.model}),
        message("comm_msg", {"comm_id": "tidak-ada", "data": {"method": "custom", "content": {}}}),
        message("comm_msg", {"comm_id": page.model, "data": {"method": "update", "state": {"_esm": "alert(1)"}}}),
        message("comm_msg", {"comm_id": page.model}), message("comm_msg", {}),
        "{", "[]", "null", '"x"', "{}", '{"channel": "shell"}', '{"header": {}, "channel": "bogus"}',
    ]  # fmt: skip
    seen: list = []

    async def walk() -> None:
        for attack in attacks:
            async with connected(page, siti.client) as socket:
                await socket.write_message(attack)
                state = (
                    await answer(socket, page, {"kind": "hello", "id": 1}, seen=seen)
                    if attack[:2] == '{"' and len(attack) > 60
                    else None
                )
                if state:
                    assert state["state"]["page"] == f"penilaian-{INNOVATION}", attack[:300]

    in_loop(walk())
    in_loop(asyncio.sleep(0.5))
    assert not mark.exists()
    kinds = {m["header"]["msg_type"] for m in seen}
    assert not kinds & {
        "execute_reply",
        "execute_input",
        "comm_close",
        "comm_info_reply",
        "history_reply",
        "inspect_reply",
        "complete_reply",
        "shutdown_reply",
        "debug_reply",
        "is_complete_reply",
    }, kinds
    assert siti.client.get(f"/halaman/{page.kernel}/keadaan")[0] == 200


def test_what_a_page_saves_is_in_the_store_and_in_its_persons_name(server, siti):
    async def walk() -> None:
        page = siti.page
        async with connected(page, siti.client) as socket:
            saved = await answer(
                socket,
                page,
                {
                    "kind": "edit",
                    "seq": 1,
                    "record": f"{INNOVATION}@iid-2026",
                    "field": "mandiri.20",
                    "base": 0,
                    "value": "2",
                },
            )
            assert (saved["kind"], saved["version"]) == ("ack", 1)

    in_loop(walk())
    assert stored(server, f"{INNOVATION}@iid-2026", "mandiri.20") == "2"
    with open_workspace(server.folder) as workspace:
        assert workspace.store.history(f"{INNOVATION}@iid-2026", "mandiri.20")[0].who == "Siti Aminah [A-siti]"


def test_a_login_that_ends_closes_its_sockets_and_kernels(server):
    def logout(client):
        assert client.post("/keluar", {})[0] == 303

    def disable(_client: Client) -> None:
        with open_workspace(server.folder) as workspace:
            workspace.store.accounts.disable("A-dewi", who="uji", at=datetime.now(UTC))

    def new_pin(_client: Client) -> None:
        with open_workspace(server.folder) as workspace:
            workspace.store.accounts.set_password("A-admin", None, who="uji", at=datetime.now(UTC))

    def delete(_client: Client) -> None:
        with open_workspace(server.folder) as workspace:
            account = workspace.store.accounts.get("A-kadis")
            leave(workspace.store, account, texts=False, who="uji", at=datetime.now(UTC))

    async def walk(login, end) -> None:
        client = Client(server).enter(login)
        page = open_page(client, "/isi/beranda")
        async with connected(page, client) as socket:
            assert (await answer(socket, page, {"kind": "hello", "id": 1}))["kind"] == "state"
            before = set(server.kernels())
            await asyncio.get_running_loop().run_in_executor(None, end, client)
            async with asyncio.timeout(10):
                while await socket.read_message() is not None:
                    pass
            assert socket.close_code == 4401
            assert client.get(f"/halaman/{page.kernel}/keadaan", headers={"Accept": "*/*"})[0] == 401
            with pytest.raises(HTTPClientError):
                async with connected(page, client):
                    pass
            for _ in range(50):
                if len(set(server.kernels())) < len(before):
                    break
                await asyncio.sleep(0.1)
            assert len(set(server.kernels())) < len(before)

    in_loop(walk("rina", logout))
    in_loop(walk("dewi", disable))
    in_loop(walk("admin", new_pin))
    in_loop(walk("kadis", delete))
