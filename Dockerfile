# The appliance in a container, for those who prefer one; a box of its own is install.sh's.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/venue
COPY requirements.lock ./
RUN /opt/venue/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY setup.py pyproject.toml README.md ./
COPY config ./config
COPY printers ./printers
COPY sync ./sync
COPY venue ./venue
# The hashed lock holds everything, so that nothing else may be fetched here.
RUN /opt/venue/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 venue \
    && useradd --uid 10001 --gid venue --no-create-home --shell /usr/sbin/nologin venue \
    && install --directory --owner venue --group venue --mode 0700 /var/lib/venue
COPY --from=build /opt/venue /opt/venue
ENV PATH=/opt/venue/bin:$PATH PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /var/lib/venue
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["venue"]
CMD ["serve", "--data", "/var/lib/venue", "--host", "0.0.0.0"]
