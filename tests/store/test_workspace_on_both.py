"""The whole job on both databases: a workspace, the sample region, its score, a report."""

from datetime import UTC, date, datetime

from klik_kit.batch import plan_batch, run_batch
from klik_kit.core.bahasa import decimal
from klik_kit.core.portfolio import ScoreKind
from klik_kit.core.scoring import score_region
from klik_kit.importing import Verdict, apply_import, plan_import
from klik_kit.places import shipped
from klik_kit.workspace import create_workspace, open_workspace

MANDIRI = ScoreKind.MANDIRI


def test_the_sample_region_is_imported_scored_reported_and_verified(backend, empty_url, tmp_path):
    folder = tmp_path / "kab"
    address = None if backend == "sqlite" else empty_url
    with create_workspace(folder, region="Kabupaten Contoh", store=address, who="uji") as workspace:
        for name in ("Pengaturan.xlsx", "portofolio.xlsx"):
            edition = workspace.edition("iid-2026")
            plan = plan_import(workspace.store, shipped("sample_data") / name, edition=edition, kind=MANDIRI)
            assert plan.refused == ()
            apply_import(workspace.store, plan, who="uji", at=datetime.now(UTC))
    with open_workspace(folder) as workspace:
        edition = workspace.edition()
        again = plan_import(workspace.store, shipped("sample_data") / "portofolio.xlsx", edition=edition, kind=MANDIRI)
        assert {row.verdict for row in again.rows} == {Verdict.UNCHANGED}
        assert again.changes == ()
        score = score_region(edition, workspace.portfolio(edition))
        assert (decimal(score.index, least=2), score.counted, len(score.urusan_covered)) == ("47.64", 114, 4)
        assert workspace.store.verify() == ()
    batch = plan_batch(folder, opds=["DINKES"], edition=None, kind=MANDIRI, as_of=date(2026, 6, 15))
    (result,) = run_batch(batch)
    assert result.failure is None
    assert "Dinas Kesehatan" in result.job.files["html"].read_text(encoding="utf-8")
