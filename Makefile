# Lakon. `make` prints this list.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
POLICY := tests/policy tests/services/test_segments_access.py tests/services/evidence/test_reading_log.py
ASSETS := webapp/static/build/manifest.json
TEXTS := webapp/translations/en/LC_MESSAGES/messages
AGE := 7
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run check test cover cover-of bench bench-data assets translations fix lock setup docs sbom audit browser programs

help:  ## show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: .venv/ready $(ASSETS) $(TEXTS).mo  ## start everything: database, web, worker (example city on the first start)
	@$(PY) -m webapp.cli run

check: .venv/ready $(ASSETS) $(TEXTS).mo  ## format, lint, types, imports, diagrams and forms, fast tests
	@ruff format --check -q .
	@ruff check -q .
	@mypy -p webapp --no-error-summary
	@lint-imports --no-logo >/dev/null || lint-imports --no-logo
	@$(PY) -m webapp.cli check
	@$(PYTEST) -q -n 2 -m "not slow and not browser"

test: .venv/ready $(ASSETS) $(TEXTS).mo browser programs  ## everything, browser tests included
	@ruff format --check -q .
	@ruff check -q .
	@mypy -p webapp --no-error-summary
	@lint-imports --no-logo >/dev/null || lint-imports --no-logo
	@$(PY) -m webapp.cli check
	@$(PYTEST) -n 2 --dist loadfile

cover: .venv/ready  ## every branch of the policy, the rules (domain), FEEL, the engine and the completion service is tried by its tests, or this fails
	@mkdir -p var
	@$(MAKE) -s cover-of OF=webapp/services/policy BY="$(POLICY)"
	@$(MAKE) -s cover-of OF=webapp/domain BY=tests/domain
	@$(MAKE) -s cover-of OF=webapp/feel BY=tests/feel
	@$(MAKE) -s cover-of OF=webapp/engine BY="tests/engine -m 'not slow and not hypothesis'"
	@$(MAKE) -s cover-of OF=webapp/services/process BY=tests/services/process

cover-of:
	@COVERAGE_FILE=var/coverage $(PY) -m coverage run --branch --source=$(OF) -m pytest -q $(BY)
	@COVERAGE_FILE=var/coverage $(PY) -m coverage report --show-missing --skip-covered --fail-under=100

bench: .venv/ready $(ASSETS)  ## print the figures of docs/benchmarks.md
	@$(PY) -m tests.benchmarks

bench-data: .venv/ready  ## make a city of 15,000 people with two million activities under var/, for tests.benchmarks.aktivitas
	@$(PY) -m tests.benchmarks.aktivitas --make

assets: .venv/ready  ## build CSS and JavaScript from npm
	@cd webapp/assets && npm ci --no-audit --no-fund --loglevel=error && node build.mjs

translations: .venv/ready  ## find the texts of the pages again, and add the new ones to the English catalogue
	@pybabel -q extract -F babel.cfg --ignore-dirs '.* _* assets node_modules var tests' -k _l -k _n:1,2 -k lazy_gettext \
	  --add-location=file --sort-by-file --no-wrap -o webapp/translations/messages.pot .
	@pybabel -q update -i webapp/translations/messages.pot -o $(TEXTS).po -l en \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

fix: .venv/ready  ## format, and mend what can be mended
	@ruff format -q . && ruff check -q --fix .

lock: .venv/ready  ## lock the Python packages again, with hashes; releases younger than AGE days wait
	@for name in uv runtime dev audit; do uv pip compile -q --generate-hashes --no-annotate --no-header \
	  --exclude-newer "$$(date -u -d "$(AGE) days ago" +%Y-%m-%d)" \
	  --no-emit-index-url --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

audit: .venv/ready  ## ask for published weaknesses of every locked package (needs the network; not part of make test)
	@test -x var/audit/bin/python || uv venv -q var/audit
	@uv pip sync -q --python var/audit/bin/python --require-hashes requirements/audit.txt
	@for name in runtime dev uv audit; do var/audit/bin/pip-audit --strict --disable-pip --require-hashes \
	  --progress-spinner off -r requirements/$$name.txt || exit 1; done
	@cd webapp/assets && npm audit --audit-level=high

docs: .venv/ready $(ASSETS) $(TEXTS).mo browser  ## make the screenshots of the user guides again
	@$(PY) -m docs.screenshots

sbom: .venv/ready  ## write docs/components.md and the bills of materials (CycloneDX) to dist/sbom/
	@$(PY) -m docs.components --sbom dist/sbom

setup: .venv/ready $(ASSETS) $(TEXTS).mo  ## make the environment, the assets and the catalogues, and stop

.venv/ready: requirements/uv.txt requirements/dev.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lakon memerlukan Python 3.11 atau lebih baru."; exit 1; }
	@test -x .venv/bin/python || python3 -m venv .venv
	@.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@.venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements/dev.txt
	@.venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
	@touch $@

$(ASSETS): webapp/assets/package-lock.json webapp/assets/build.mjs $(shell find webapp/assets/js webapp/assets/sass -type f 2>/dev/null)
	@command -v node >/dev/null || { echo "Lakon memerlukan Node 20 untuk membangun CSS dan JavaScript."; exit 1; }
	@cd webapp/assets && { test -d node_modules || npm ci --no-audit --no-fund --loglevel=error; } && node build.mjs
	@touch $@

%.mo: %.po | .venv/ready
	@pybabel -q compile -i $< -o $@

browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	  || { echo "Uji peramban memerlukan Chromium. Pasang dengan: apt-get install chromium"; exit 1; }

programs:
	@PATH="$$PATH:/usr/sbin"; for name in nginx caddy promtool openssl systemd-analyze; do command -v $$name >/dev/null || lacks=1; done; \
	  test -z "$$lacks" || { test "$$(id -u)" = 0 && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends nginx-light caddy prometheus openssl systemd >/dev/null; } \
	  || { echo "Uji berkas deploy/ memerlukan nginx, caddy, promtool, openssl, dan systemd-analyze. Pasang dengan: apt-get install nginx-light caddy prometheus openssl systemd"; exit 1; }
