# One image for web, worker, beat and migrate; docker-compose.yml says which is which. No secret goes into it.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

COPY . .
# The settings ask for a secret and a database; gathering static files needs neither, so these lead nowhere.
RUN HTTPS=0 SECRET_KEY=only-while-building DATABASE_URL=postgres://nobody@nowhere.invalid/none \
        python manage.py collectstatic --noinput \
    && useradd --system --no-create-home relational \
    && mkdir -p var/mail && chown relational var/mail
USER relational

EXPOSE 8000
CMD ["gunicorn", "relational.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
