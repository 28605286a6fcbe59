"""What a reader may ask of the register."""

from django import forms

from schools.models import Phase

SEARCHED_PHASES = [Phase.PRIMARY, Phase.SECONDARY, Phase.ALL_THROUGH, Phase.NOT_APPLICABLE]
PHASE_WORDS = {Phase.NOT_APPLICABLE: "Special schools and others"}


class SchoolSearchForm(forms.Form):
    """A search in one line, narrowed by phase."""

    q = forms.CharField(
        label="Name, postcode, town or ward",
        required=False,
        max_length=100,
        strip=True,
    )
    phase = forms.TypedMultipleChoiceField(
        label="Phase",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        choices=[(phase.value, PHASE_WORDS.get(phase, phase.label)) for phase in SEARCHED_PHASES],
    )
