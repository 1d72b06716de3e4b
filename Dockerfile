# The wheel and the pinned requirements, installed by a pip that stays behind: what is served holds no tool to build or
# install with. `make test-image` performs the first stage and serves the result, without an engine.
FROM python:3.13-slim AS build
WORKDIR /comptoir
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN python -m venv --without-pip .venv \
 && python -m pip --python .venv install --no-cache-dir --only-binary :all: --require-hashes \
      --requirement requirements/runtime.txt \
 && python -m pip install --no-cache-dir --only-binary :all: --require-hashes --requirement requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY gateway gateway
COPY resolvers resolvers
COPY backends backends
RUN python -m pip wheel --no-index --no-deps --no-build-isolation --wheel-dir dist . \
 && python -m pip --python .venv install --no-index --no-deps dist/*.whl

FROM python:3.13-slim
RUN python -m pip uninstall --yes pip \
 && useradd --system --uid 10001 --create-home --home-dir /home/comptoir comptoir
COPY --from=build /comptoir/.venv /comptoir/.venv
ENV PYTHONUNBUFFERED=1
# By number, so that Kubernetes sees that it is not root.
USER 10001
WORKDIR /home/comptoir
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["/comptoir/.venv/bin/python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["/comptoir/.venv/bin/comptoir"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
