# One image for web, worker, beat and migrate: docker-compose.yml says what each of them runs.
FROM python:3.11.15-slim-bookworm

# Pango and fonts for PDF: WeasyPrint ends the process where no font is installed.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig fonts-dejavu-core fonts-noto-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home doallvet

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt

COPY . .
# Neither step reaches a database, a broker or a secret: the values only satisfy the settings.
RUN pybabel -q compile -D django -d locale \
    && SECRET_KEY=build DATABASE_URL=sqlite:////tmp/build.sqlite3 REDIS_URL=redis://build.example \
        SITE_URL=https://build.example ALLOWED_HOSTS=build.example EMAIL_URL=dummymail:// SEAL_KEY=off \
        python manage.py collectstatic --no-input -v0 \
    && mkdir -p /data/media /data/keys /data/beat \
    && chown -R doallvet /data
USER doallvet

EXPOSE 8000
CMD ["gunicorn", "doallvet.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-tmp-dir", "/dev/shm"]
