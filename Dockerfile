# The service column of docs/operations.md: one image for web, worker, beat and migrate.

FROM node:20-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static static
RUN npm run build

FROM python:3.11-slim
# WeasyPrint draws the letters with Pango; everything else comes as wheels.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/pep pep
WORKDIR /portal
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . .
COPY --from=assets /portal/static/dist static/dist
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PEP_VAR=/var/lib/pep
USER pep
# The key serves this one step; the running portal takes its own from the environment.
RUN mkdir -p /var/lib/pep/private /var/lib/pep/media \
    && SECRET_KEY=only-to-collect-static-files python manage.py collectstatic --no-input
EXPOSE 8000
CMD ["gunicorn", "pep_portal.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--no-control-socket"]
