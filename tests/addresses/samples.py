"""The sample objects that addresses are tried on, known by their keys."""

SCHOOL = {"urn": 900_777}
TRUST = {"uid": 90_777}
TRUST_SCHOOL = {"urn": 900_778}
RELEASE = {"pk": 777}
DRAFT = {"pk": 777}
PERSON = {"pk": 90_777}
INVITATION = {"pk": 777}
NOTICE = {"pk": 777}  # the head's
EDITION = {"slug": "harbour-plan"}
OBJECTIVE = {**EDITION, "code": "SO1"}
UPDATE = {"pk": 777}
CONSULTATION = {"slug": "fair-winds"}
BOARD = {**EDITION, "academic_year": 2026, "term": "autumn"}
