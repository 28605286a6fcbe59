"""The public API as its readers' programs know it: OpenAPI 3.1, written by hand and tested."""

from typing import Any

VERSION = "1.0.0"
# What the description asks for where it gives an example.
A_MEASURE, A_SCHOOL = "ks2rwm_expected_std", 116_200


def _one_of(*kinds: str) -> dict[str, Any]:
    return {"type": list(kinds)}


TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
NO_TEXT = _one_of("string", "null")
NO_NUMBER, NO_WHOLE = _one_of("number", "null"), _one_of("integer", "null")


def _thing(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


SCHEMAS: dict[str, Any] = {
    "Error": _thing(error=TEXT),
    "Figure": _thing(
        year=WHOLE,
        year_as_published=TEXT,
        value=NO_NUMBER,
        england=NO_NUMBER,
        rank=NO_WHOLE,
        authorities=NO_WHOLE,
        quarter=NO_WHOLE,
        neighbours_median=NO_NUMBER,
        status=TEXT,
        reason=TEXT,
        file=NO_TEXT,
        row=NO_WHOLE,
    ),
    "MeasureSummary": _thing(
        id=TEXT, publisher_code=TEXT, name=TEXT, unit=TEXT, better=TEXT, address=TEXT, sentence=TEXT
    ),
    "Measure": _thing(
        id=TEXT,
        publisher_code=TEXT,
        name=TEXT,
        unit=TEXT,
        better=TEXT,
        address=TEXT,
        sentence=TEXT,
        figures=_list_of("Figure"),
    ),
    "MeasureList": _thing(area=TEXT, licence=TEXT, measures=_list_of("MeasureSummary")),
    "MeasureRecord": _thing(
        area=TEXT,
        version=TEXT,
        cite=TEXT,
        licence=TEXT,
        footnotes={"type": "array", "items": TEXT},
        measure={"$ref": "#/components/schemas/Measure"},
    ),
    "School": _thing(
        urn=WHOLE,
        name=TEXT,
        type=TEXT,
        phase=TEXT,
        status=TEXT,
        low_age=NO_WHOLE,
        high_age=NO_WHOLE,
        street=TEXT,
        town=TEXT,
        postcode=TEXT,
        trust=NO_TEXT,
        website=TEXT,
        address=TEXT,
    ),
    "SchoolList": _thing(count=WHOLE, page=WHOLE, pages=WHOLE, schools=_list_of("School")),
    "NewsItem": _thing(title=TEXT, on=TEXT, topic=TEXT, summary=TEXT, address=TEXT),
    "NewsList": _thing(count=WHOLE, page=WHOLE, pages=WHOLE, news=_list_of("NewsItem")),
    "Event": _thing(
        title=TEXT,
        starts_at=TEXT,
        ends_at=TEXT,
        venue=TEXT,
        access_notes=TEXT,
        has_to_be_booked={"type": "boolean"},
        summary=TEXT,
        address=TEXT,
    ),
    "EventList": _thing(count=WHOLE, page=WHOLE, pages=WHOLE, events=_list_of("Event")),
}
PAGE = {
    "name": "page",
    "in": "query",
    "required": False,
    "description": "Which page of the list, from 1.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 10_000},
}


def _get(summary: str, schema: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    def answer(words: str, name: str) -> dict[str, Any]:
        return {
            "description": words,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
        }

    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": {
                "200": answer("What was asked for", schema),
                "400": answer("A parameter that is none", "Error"),
                "404": answer("There is no such thing", "Error"),
                "429": answer("More than 120 requests in a minute", "Error"),
            },
        }
    }


def _in_path(name: str, example: str | int, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def description(site: str) -> dict[str, Any]:
    """The whole description, for the address that the portal has here."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Portsmouth Education Partnership: public data",
            "version": VERSION,
            "description": (
                "Published figures of the whole authority, the register of schools, news and"
                " events. Read only, no key, 120 requests a minute. What a publisher withheld is"
                " null with its reason, never nought. A change that breaks readers gets a new"
                " address: /api/v2/."
            ),
            "license": {
                "name": "Open Government Licence v3.0",
                "url": (
                    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
                ),
            },
        },
        "servers": [{"url": f"{site}/api/v1"}],
        "paths": {
            "/measures/": _get("Every measure of the city", "MeasureList"),
            "/measures/{id}/": _get(
                "One measure over the years",
                "MeasureRecord",
                _in_path("id", A_MEASURE, {"type": "string", "pattern": "^[a-z0-9_-]{1,60}$"}),
            ),
            "/schools/": _get("The schools of the city", "SchoolList", PAGE),
            "/schools/{urn}/": _get(
                "One school",
                "School",
                _in_path("urn", A_SCHOOL, {"type": "integer", "minimum": 1, "maximum": 999_999}),
            ),
            "/news/": _get("News, the newest first", "NewsList", PAGE),
            "/events/": _get("What is to come, the next first", "EventList", PAGE),
        },
        "components": {"schemas": SCHEMAS},
    }
