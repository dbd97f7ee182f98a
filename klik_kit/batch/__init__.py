"""One report per OPD and one for the region: plan, check, run, collect.

May not know what a report shows. What is unchanged is skipped, what fails keeps the last good
report, and what is killed in the middle is carried on by the next run.
"""

from klik_kit.batch.book import plan_book
from klik_kit.batch.manifest import INDEX, MANIFEST, Result
from klik_kit.batch.planning import WORKBOOKS, Batch, parameters_of, plan_batch
from klik_kit.batch.running import LIMIT, run_batch

__all__ = [
    "INDEX",
    "LIMIT",
    "MANIFEST",
    "WORKBOOKS",
    "Batch",
    "Result",
    "parameters_of",
    "plan_batch",
    "plan_book",
    "run_batch",
]
