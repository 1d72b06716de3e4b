# The pinned requirements, installed by a pip that stays behind: what is served holds no tool to build or install with.
FROM python:3.13-slim AS build
WORKDIR /comptoir
COPY requirements/runtime.txt requirements/
RUN python -m venv --without-pip .venv \
 && python -m pip --python .venv install --no-cache-dir --only-binary :all: --require-hashes \
      --requirement requirements/runtime.txt

FROM python:3.13-slim
RUN python -m pip uninstall --yes pip \
 && useradd --system --uid 10001 --create-home --home-dir /home/comptoir comptoir
WORKDIR /comptoir
COPY --from=build /comptoir/.venv .venv
COPY LICENSE ./
COPY gateway gateway
COPY resolvers resolvers
COPY backends backends
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER comptoir
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["/comptoir/.venv/bin/python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["/comptoir/.venv/bin/python", "-m", "gateway"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
