"""Whoever leaves a door's field empty is told in the page's own words, not in the browser's language."""

import re

import pytest
from forms_server import Client


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/masuk", {"nama": "", "sandi": ""}, "tidak cocok"),
        ("/kode", {"kode": ""}, "Kode ini tidak dikenal"),
    ],
)
def test_an_empty_field_is_answered_by_the_server(server, path, fields, said):
    client = Client(server)
    _, page, _ = client.get(path)
    form = re.search(rf'<form method="post" action="{path}"[^>]*>', page.decode())
    assert form
    assert "novalidate" in form[0]
    _, answer, _ = client.post(path, fields)
    problem = re.search(r'role="alert"[^>]*>([^<]+)<', answer.decode())
    assert problem, answer.decode()
    assert said in problem[1]
