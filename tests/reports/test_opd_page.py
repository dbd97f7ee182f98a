"""A unit's report, and the contract between templates and their contexts."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from jinja2 import meta

from klik_kit.errors import WorkspaceError
from klik_kit.reports.beda import DifferencePage
from klik_kit.reports.daerah import RegionPage
from klik_kit.reports.failure import FailurePage
from klik_kit.reports.handbook import HandbookPage
from klik_kit.reports.index import IndexPage
from klik_kit.reports.opd import OpdPage
from klik_kit.reports.render import _environment, render
from klik_kit.workbook import OpdReport, open_report


@pytest.fixture(scope="module")
def report(workspace_folder) -> OpdReport:
    return open_report(workspace=str(workspace_folder), opd="DINKES", as_of="2026-07-01")


@pytest.fixture(scope="module")
def page(report) -> OpdPage:
    return report.page


@pytest.mark.parametrize(
    ("prefix", "context", "charts"),
    [
        ("opd_", OpdPage, {"chart"}),
        ("buku_", HandbookPage, set()),
        ("daerah_", RegionPage, {"chart_distribution", "chart_trend", "chart_parts"}),
        ("gagal", FailurePage, set()),
        ("beda", DifferencePage, set()),
        ("index", IndexPage, set()),
    ],
)
def test_templates_use_exactly_the_names_their_context_documents(prefix, context, charts):
    environment = _environment()
    used = set()
    for name in environment.list_templates():
        if name.startswith(prefix):
            used |= meta.find_undeclared_variables(
                environment.parse(environment.loader.get_source(environment, name)[0])
            )
    documented = {field.name for field in fields(context)} | charts
    assert used - documented == set(), "used, but documented nowhere"
    assert documented - used == set(), "documented, but shown nowhere"


def test_hostile_texts_come_out_as_texts(report):
    for part in (report.page_one(), report.maturity(), report.outlook(), report.origin()):
        assert "<script>" not in part.text
    assert "&lt;script&gt;window.__hostile = 1&lt;/script&gt;{{ 7*7 }}" in report.page_one().text


def test_the_first_lines_say_how_the_unit_stands(page):
    assert (page.reported, len(page.lines)) == (2, 2)
    assert page.mean == Fraction((3 + 6) + (6 + 6), 2)
    assert page.ready == 0
    assert page.missing_mandatory == 2 * 3


def test_a_parameter_without_a_document_is_counted(page):
    assert page.lines[0].without_evidence == ("16", "33")
    assert page.without_evidence == 4


def test_the_rank_is_only_within_the_kind(page, workspace_folder):
    assert (page.rank.place, page.rank.of, page.rank.kind) == (2, 2, "Dinas")
    assert open_report(workspace=str(workspace_folder), opd="KEC", as_of="2026-07-01").page.rank is None


def test_three_steps_with_their_worth_and_in_time_before_late(page):
    assert len(page.steps) == 3
    order = [step.in_time for step in (*page.steps, *page.more_steps)]
    assert order == sorted(order, reverse=True)
    assert all(step.gain > 0 and step.activity and step.document for step in page.steps)
    assert len(page.steps[0].innovations) == 2


def test_what_the_clinic_gets_for_all_is_not_the_units_own_step(page):
    shared = {row for gain in page.shared for row in (*gain.step.raises, *gain.step.adds)}
    assert shared
    assert not shared & {step.row for step in page.steps}


def test_contributions_of_all_units_and_the_spd_make_the_index(workspace_folder):
    pages = [
        open_report(workspace=str(workspace_folder), opd=u, as_of="2026-07-01").page
        for u in ("DINKES", "DISDIK", "KEC")
    ]
    spd = Fraction(3, 250) * 100
    assert abs(sum((p.contribution for p in pages), spd) - pages[0].index) <= Fraction(1, 200)


def test_the_heat_map_shows_level_unanswered_and_undocumented(report):
    html = report.maturity().text
    assert 'class="p1 tanpa" title="16 Regulasi inovasi daerah">1</td>' in html
    assert '">·</td>' in html


def test_the_origin_shows_weight_times_level(page, report):
    cell = next(c for c in page.lines[0].cells if c.row == "33")
    assert (cell.weight, cell.level, cell.points) == (3, 2, 6)
    assert "33 Kemanfaatan inovasi" in report.origin().text


def test_after_the_deadline_no_date_is_promised(workspace_folder):
    late = open_report(workspace=str(workspace_folder), opd="DINKES", as_of="2026-08-11")
    assert late.page.deadline is None
    assert "Batas ajukan belum ditetapkan." in late.page_one().text


def test_a_unit_with_nothing_is_told_how_to_begin(workspace_folder):
    report = open_report(workspace=str(workspace_folder), opd="KEC", as_of="2026-07-01")
    assert "Belum ada inovasi yang tercatat." in report.page_one().text
    assert "Inovasi kami" not in report.page_one().text


def test_an_unscored_innovation_is_told_as_such_and_never_as_zero(page):
    line = replace(page.lines[0], maturity=None, share=Fraction(0))
    assert "belum dinilai" in render("opd_page_one.html.j2", replace(page, lines=(line,))).text


def test_an_unknown_unit_is_an_error_that_names_the_near_ones(workspace_folder):
    with pytest.raises(WorkspaceError, match="Mungkin: DINKES"):
        open_report(workspace=str(workspace_folder), opd="DINKE", as_of="2026-07-01")
