# Soko: the commands one needs. `make` alone lists them.
#
#   make up                    the whole shop on this machine, until Ctrl-C
#   make up DETACH=1           the same in the background; returns when it is ready
#   make test s=orders         only what belongs to one service
#   make migration s=orders m="add a column"

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
SOKO   := $(BIN)/soko
# Where it is set, each of the tests' processes compiles anew all that it imports.
unexport PYTHONDONTWRITEBYTECODE

MEMBERS := libs/common $(wildcard services/*) gateway deploy/local deploy/simulator deploy/k8s deploy/images
CHOSEN  := $(if $(s),$(firstword $(wildcard services/$(s) libs/$(s) deploy/$(s) $(s))),$(MEMBERS))
SOURCES := $(addsuffix /src,$(CHOSEN))
CHECKED := $(if $(s),$(CHOSEN),.)
SIMULATION  := $(if $(s),,tests/simulation)
BENCH       := $(if $(s),,bench)
UNIT        := $(wildcard $(addsuffix /tests/unit,$(CHOSEN)))
INTEGRATION := $(wildcard $(addsuffix /tests/integration,$(CHOSEN)))
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup up down logs status test lint types arch unit integration pytest alone both outside \
        web-setup web web-check test-web meanwhile schedules simulate contract e2e browser faults fmt events openapi bench migration kill-matrix purchases outages rolling compose-env images \
        k8s k8s-secrets k8s-preview render image

help: ## list these commands
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1|/' \
	  | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: ## make .venv from requirements.txt; instant when nothing changed
	@PYTHON="$(PYTHON)" VENV="$(VENV)" deploy/local/setup.sh

up: setup web ## start the whole shop; Ctrl-C stops it; DETACH=1 leaves it in the background
	@exec $(SOKO) up $(if $(filter-out 0,$(DETACH)),--detach)

down: setup ## stop the shop
	@exec $(SOKO) down

logs: setup ## show the logs; n=orders-api for one of them
	@exec $(SOKO) logs $(n)

status: setup ## show every process of the shop
	@exec $(SOKO) status

test: lint arch $(if $(s),pytest types,alone both) ## everything that CI checks; s=orders for one service

lint: setup ## ruff, formatting, house rules, derived files
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/python scripts/conventions.py
	$(BIN)/python scripts/events.py --check
	$(BIN)/python scripts/openapi.py --check
	$(BIN)/python scripts/faults.py --check

types: setup ## mypy, strict
	$(BIN)/mypy $(SOURCES) $(SIMULATION) $(wildcard $(addsuffix /*.py,$(BENCH)))

arch: setup ## who may import whom
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/pytest -n $(WORKERS) $(CHOSEN) $(BENCH)

unit: setup ## tests that need no other program; seconds
	$(BIN)/pytest -n $(WORKERS) $(UNIT)

integration: setup ## tests against real PostgreSQL and RabbitMQ
	$(BIN)/pytest -n $(WORKERS) $(INTEGRATION)

web-setup: setup ## the npm packages of the web clients; instant when nothing changed
	@deploy/local/web.sh setup

web: setup ## build the storefront and the admin; instant when nothing changed
	@deploy/local/web.sh build

web-check: setup ## the web clients: API client, types, eslint, unit tests
	@deploy/local/web.sh check

test-web: setup web ## every journey through both web clients, in a browser
	SOKO_WEB_RECORD=bench/results/web.json $(BIN)/pytest tests/browser -m slow

# Packages and pages come while the tests that need neither run.
alone: setup
	@$(MAKE) --no-print-directory -j2 pytest web

# Two fleets at once: the tests of the longer wait for clocks half of their time.
both: setup web
	@$(MAKE) --no-print-directory -j3 e2e outside meanwhile

# In one fleet; the browser first, before generated requests fill the shop with strange things.
outside: setup web
	$(BIN)/pytest tests/browser tests/contracts tests/fuzz -m "not slow"

# This needs nothing but a processor.
meanwhile: setup
	@nice -n 19 $(MAKE) --no-print-directory web-check types schedules >$(VENV)/meanwhile.log 2>&1; \
	  code=$$?; cat $(VENV)/meanwhile.log; exit $$code

schedules: setup ## twenty thousand schedules of every service's code with faults
	$(BIN)/pytest -n $(WORKERS) tests/simulation

simulate: setup ## a million schedules of every service's code with faults; seed=N tells one of them
	@PYTHONPATH=tests $(BIN)/python -m simulation $(if $(seed),--seed $(seed),$(if $(n),--schedules $(n),--record bench/results/simulation.json))

contract: setup ## events against their schemas, the services against their documents
	$(BIN)/pytest tests/contracts tests/fuzz

e2e: setup ## the fleet as processes, through the gateway
	$(BIN)/pytest tests/e2e tests/chaos -m "not slow"

browser: setup web ## one journey through the storefront; `make test-web` makes all
	$(BIN)/pytest tests/browser -m "not slow"

outages: setup ## the database, the gateway and all services killed, stopped and frozen under load
	$(BIN)/pytest tests/e2e/test_outages.py

rolling: setup ## replace every process of a fleet while customers read and buy; two minutes
	PYTHONPATH=tests $(BIN)/python -m chaos rolling

faults: setup ## what can go wrong, and the test that shows what comes of it
	@$(BIN)/python scripts/faults.py

fmt: setup ## format everything and fix what ruff can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

events: setup ## write what is derived from the event contracts: docs and the broker's topology
	$(BIN)/python scripts/events.py

openapi: setup ## write what is derived from the endpoints: the document that the web clients are built on
	$(BIN)/python scripts/openapi.py

kill-matrix: setup ## kill every process at every crash point while customers buy; 20 minutes at most
	PYTHONPATH=tests $(BIN)/python -m chaos kill-matrix

purchases: setup ## a thousand random purchases with misbehaving providers; n=200 seed=7
	PYTHONPATH=tests $(BIN)/python -m chaos purchases --count $(or $(n),1000) --seed $(or $(seed),1)

images: setup ## follow the Dockerfile for every image without Docker, and start what is in it
	SOKO_IMAGES=all $(BIN)/pytest deploy/images --durations=3

compose-env: setup ## write .env for docker-compose.yml, its secrets fresh; p=production
	@$(BIN)/python -m soko.containers $(or $(p),demo)

k8s: setup ## render the Kubernetes manifests and check them against schemas and code
	$(BIN)/pytest -n $(WORKERS) deploy/k8s

k8s-secrets: setup ## make what the overlays dev and preview need that is not in git
	@$(BIN)/python -m cluster local-secrets

k8s-preview: setup ## write the overlay of a pull request: n=12 tag=abc123 domain=… registry=…
	@test -n "$(n)" && test -n "$(tag)" || { echo 'usage: make k8s-preview n=12 tag=abc123'; exit 2; }
	@$(BIN)/python -m cluster preview "$(n)" --tag "$(tag)" \
	  $(if $(domain),--domain "$(domain)") $(if $(registry),--registry "$(registry)")

render: setup ## show the manifests of an overlay: o=dev
	@$(BIN)/kubectl kustomize "deploy/k8s/overlays/$(or $(o),prod)"

image: ## build a member's image with Docker: m=services/orders v=1.2.3 registry=… push=1
	@test -n "$(m)" || { echo 'usage: make image m=services/orders v=1.2.3'; exit 2; }
	docker build --load --build-arg MEMBER="$(m)" --build-arg VERSION="$(or $(v),local)" \
	  $(if $(filter gateway,$(m)),--build-arg PAGES=web) \
	  --build-arg REVISION="$$(git rev-parse HEAD)" \
	  --tag "$(or $(registry),soko)/$(notdir $(m)):$(or $(v),local)" .
	$(if $(push),docker push "$(registry)/$(notdir $(m)):$(v)")

bench: setup ## load on this machine beside references and peers; quick=1 for a look; see bench/README.md
	$(BIN)/python -m bench $(if $(quick),--quick)

migration: setup ## draft a migration from the tables: s=orders m="what it does"
	@test -n "$(s)" && test -n "$(m)" || { echo 'usage: make migration s=orders m="what it does"'; exit 2; }
	$(BIN)/python scripts/migration.py "$(s)" "$(m)"
