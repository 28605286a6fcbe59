"""The stages of schooling that support is for."""

from django.db import models

from schools.models import Phase
from schools.types import Category
from schools.types import category as category_of


class Stage(models.TextChoices):
    """Stages of schooling that somebody can help with."""

    EARLY_YEARS = "early_years", "early years"
    PRIMARY = "primary", "primary"
    SECONDARY = "secondary", "secondary"
    POST_16 = "post_16", "post-16"
    SPECIAL = "special", "special and alternative provision"

    @classmethod
    def of_school(cls, school) -> "set[Stage]":
        """The stages a school teaches, by its type first and its phase next."""
        kind = category_of(register_code=school.type_code, table_code="", record_type="")
        if kind in (Category.SPECIAL, Category.ALTERNATIVE):
            return {cls.SPECIAL}
        return set(STAGES_OF_PHASE.get(school.phase, ()))


STAGES_OF_PHASE = {
    Phase.NURSERY: (Stage.EARLY_YEARS,),
    Phase.PRIMARY: (Stage.EARLY_YEARS, Stage.PRIMARY),
    Phase.MIDDLE_PRIMARY: (Stage.PRIMARY,),
    Phase.SECONDARY: (Stage.SECONDARY,),
    Phase.MIDDLE_SECONDARY: (Stage.SECONDARY,),
    Phase.SIXTEEN_PLUS: (Stage.POST_16,),
    Phase.ALL_THROUGH: (Stage.EARLY_YEARS, Stage.PRIMARY, Stage.SECONDARY),
}
