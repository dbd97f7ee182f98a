.PHONY: demo forms lab test check lint bench format lock wheel clean

BIN := .venv/bin

demo: ## the main job on the sample data: workspace, import, score, one report per unit
	@.ci/setup run
	@$(BIN)/klik demo --dir demo

forms: ## the OPD forms on the sample data, with demo logins
	@.ci/setup run
	@$(BIN)/klik demo --forms --dir demo
	@$(BIN)/klik serve --ruang-kerja demo

lab: ## the coach's workbooks on the sample data, in JupyterLab
	@.ci/setup run
	@$(BIN)/klik demo --forms --dir demo
	@$(BIN)/klik lab --ruang-kerja demo --akun pendamping

test: ## the whole suite, with a real PostgreSQL server and the built wheel
	@.ci/setup dev
	@$(BIN)/python -m pytest -n 3 --dist loadscope

check: lint ## the quick inner loop: format, lint, types, import contract, unit tests
	@$(BIN)/python -m pytest -n 2 -q tests/core tests/test_content.py

lint: ## format, lint, types, import contract
	@.ci/setup dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports >.venv/imports.txt || { cat .venv/imports.txt; exit 1; }

bench: ## the benchmark tables; today's tools beside them take some forty minutes
	@.ci/setup dev
	@$(BIN)/python tests/benchmarks/bench.py
	@$(BIN)/python tests/benchmarks/bench_batch.py
	@$(BIN)/python tests/benchmarks/bench_batch_cluster.py
	@$(BIN)/python tests/benchmarks/bench_forms.py
	@$(BIN)/python tests/benchmarks/bench_rush.py
	@$(BIN)/python tests/benchmarks/bench_board.py
	@$(BIN)/python tests/benchmarks/bench_recap.py
	@$(BIN)/python tests/benchmarks/bench_parcel.py
	@$(BIN)/python tests/benchmarks/bench_papers.py

format: ## format and sort imports
	@.ci/setup dev
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

lock: ## write the lock files anew; needs uv on the path
	uv pip compile pyproject.toml --extra postgres --group build --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet --upgrade -o requirements.lock
	uv pip compile pyproject.toml --extra pdf --extra postgres --extra scale --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet -c requirements.lock -o requirements-dev.lock

wheel: ## build dist/*.whl
	@.ci/setup dev
	@$(BIN)/python -m build --wheel --no-isolation

clean: ## remove what was built here; never a workspace but demo/
	rm -rf demo dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
