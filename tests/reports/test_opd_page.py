"""Page one of a unit's report."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from jinja2 import meta

from klik_kit.reports.opd import OpdPage
from klik_kit.reports.render import _environment, render
from klik_kit.workbook import open_report
from klik_kit.errors import WorkspaceError


@pytest.fixture(scope="module")
def page(workspace_folder) -> OpdPage:
    return open_report(workspace=str(workspace_folder), opd="DINKES", as_of="2026-07-01").page


def test_the_template_uses_exactly_the_names_its_context_documents():
    environment = _environment()
    source = environment.loader.get_source(environment, "opd.html.j2")[0]
    used = meta.find_undeclared_variables(environment.parse(source))
    documented = {field.name for field in fields(OpdPage)}
    assert used <= documented
    assert documented - used == set(), "documented, but shown nowhere"


def test_hostile_texts_come_out_as_texts(page):
    html = render("opd.html.j2", page).text
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in html
    assert "49" not in html.replace("49,", "")


def test_the_first_lines_say_how_the_unit_stands(page):
    assert (page.reported, len(page.lines)) == (2, 2)
    assert page.mean == Fraction(3 + 6 + 6 + 6, 2)
    assert page.ready == 0
    assert page.missing_mandatory == 2 * 3


def test_a_parameter_without_a_document_is_counted(page):
    assert page.lines[0].without_evidence == ("16", "33")
    assert page.without_evidence == 4


def test_the_rank_is_only_within_the_kind(page, workspace_folder):
    assert (page.rank.place, page.rank.of, page.rank.kind) == (2, 2, "Dinas")
    other = open_report(workspace=str(workspace_folder), opd="KEC", as_of="2026-07-01").page
    assert other.rank is None


def test_three_steps_with_their_worth_and_in_time_before_late(page):
    assert len(page.steps) == 3
    assert [step.in_time for step in page.steps] == sorted((step.in_time for step in page.steps), reverse=True)
    assert all(step.gain > 0 and step.activity and step.document for step in page.steps)
    assert len(page.steps[0].innovations) == 2


def test_what_the_clinic_gets_for_all_is_not_the_units_own_step(page):
    shared = {row for gain in page.shared for row in (*gain.step.raises, *gain.step.adds)}
    assert shared
    assert not shared & {step.row for step in page.steps}


def test_after_the_deadline_no_date_is_promised(workspace_folder):
    late = open_report(workspace=str(workspace_folder), opd="DINKES", as_of="2026-08-11").page
    assert late.deadline is None
    assert "Batas ajukan belum ditetapkan." in render("opd.html.j2", late).text


def test_a_unit_with_nothing_is_told_how_to_begin(workspace_folder):
    html = render("opd.html.j2", open_report(workspace=str(workspace_folder), opd="KEC", as_of="2026-07-01").page).text
    assert "Belum ada inovasi yang tercatat." in html
    assert "Inovasi kami" not in html


def test_an_unscored_innovation_is_told_as_such_and_never_as_zero(page):
    line = replace(page.lines[0], maturity=None, share=Fraction(0))
    assert "belum dinilai" in render("opd.html.j2", replace(page, lines=(line,))).text


def test_an_unknown_unit_is_an_error_that_names_the_near_ones(workspace_folder):
    with pytest.raises(WorkspaceError, match="Mungkin: DINKES"):
        open_report(workspace=str(workspace_folder), opd="DINKE", as_of="2026-07-01")
