"""The whole minutes of a meeting as one form, which works without scripts."""

from secrets import token_hex

from django import forms

from core.forms import DatePartsField
from subgroups.forms.base import WordsField
from subgroups.models import Attendance, Declaration, ExemptReason
from subgroups.services.minutes import ActionSaid, DeclarationSaid, ItemSaid, Said

LONGEST_TEXT = 60_000
REASONS = [("", "Choose a reason"), *ExemptReason.choices]
NOBODY = [("", "Choose a member")]


class MinutesForm(forms.Form):
    """Attendance, interests, and each item with its words, decision and actions.

    Rows of actions and declarations carry a key of their own (`once`), made when the row is
    first shown: a row that is saved twice, by a person or by the script, stays one action.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)
    also_present = WordsField(
        label="Who else was there?",
        required=False,
        rows=2,
        help_text="By post, one a line: everybody reads it.",
    )

    def __init__(self, data=None, *, meeting, seats, items, objectives, more=None, **kwargs):
        super().__init__(data, initial=self._start(meeting), **kwargs)
        self.meeting, self.items = meeting, items
        self.owners = NOBODY + [
            (str(seat.user_id), f"{seat.user}, {seat.post}" if seat.post else str(seat.user))
            for seat in seats
        ]
        self.objectives = [("", "None"), *((str(one.pk), str(one)) for one in objectives)]
        self.seats = seats
        self.more = more
        self.attendance_fields = [self._ask_attendance(seat) for seat in seats]
        self.rows = {item.pk: [] for item in items}
        self.declared = []
        for item in items:
            self._ask_item(item)
        self._ask_declarations()

    @staticmethod
    def _start(meeting):
        return {"seen": meeting.version, "also_present": meeting.also_present}

    # --- Building ---------------------------------------------------------------------------

    def _ask_attendance(self, seat):
        name = f"att_{seat.pk}"
        self.fields[name] = forms.ChoiceField(
            label=f"{seat.user}{f', {seat.post}' if seat.post else ''}",
            choices=[("", "Not noted"), *Attendance.Status.choices],
            required=False,
            initial=self.meeting.attended.get(seat.pk, ""),
        )
        return name

    def _ask_item(self, item):
        at = f"item_{item.pk}"
        minute, decision = getattr(item, "minute", None), getattr(item, "decision", None)
        self.fields[f"{at}_text"] = WordsField(
            label="What was said?",
            required=False,
            rows=5,
            max_length=LONGEST_TEXT,
            initial=minute.text if minute else "",
        )
        self.fields[f"{at}_decision"] = WordsField(
            label=f"Decision {decision.number}" if decision else "What was decided, if anything?",
            required=False,
            rows=2,
            initial=decision.text if decision else "",
        )
        self.fields[f"{at}_exempt"] = forms.BooleanField(
            label="Exempt: the public does not read this item",
            required=False,
            initial=item.is_exempt,
        )
        self.fields[f"{at}_reason"] = forms.ChoiceField(
            label="Statutory reason, if it is exempt",
            choices=REASONS,
            required=False,
            initial=item.exempt_reason,
        )
        for once in self._keys_of(item):
            self._ask_action(item, once, item.agreed.get(once))

    def _keys_of(self, item):
        """The rows of an item: what is saved, what was sent, and an empty one."""
        keys = list(item.agreed)
        prefix = f"act_{item.pk}_"
        for name in self.data or ():
            if name.startswith(prefix) and name.endswith("_text"):
                once = name.removeprefix(prefix).removesuffix("_text")
                if once not in keys and once.isalnum() and len(once) <= 32:
                    keys.append(once)
        if not self.is_bound or self.more == str(item.pk):
            keys.append(token_hex(8))
        return keys

    def _ask_action(self, item, once, action):
        at = f"act_{item.pk}_{once}"
        named = f"Action A{action.number}" if action else "New action"
        self.fields[f"{at}_text"] = WordsField(
            label=f"{named}: what?",
            required=False,
            rows=2,
            max_length=1000,
            initial=action.text if action else "",
        )
        self.fields[f"{at}_owner"] = forms.ChoiceField(
            label="Who?", choices=self._owners(action), required=False
        )
        self.fields[f"{at}_owner"].initial = str(action.owner_id or "") if action else ""
        self.fields[f"{at}_post"] = forms.CharField(
            label="Or which post?",
            required=False,
            max_length=120,
            initial=action.owner_post if action else "",
        )
        self.fields[f"{at}_due"] = DatePartsField(
            label="By when?", required=False, initial=action.due_on if action else None
        )
        self.fields[f"{at}_objective"] = forms.ChoiceField(
            label="For which objective?",
            choices=self._objectives(action),
            required=False,
            initial=str(action.objective_id or "") if action else "",
        )
        self.rows[item.pk].append((once, action, at))

    def _owners(self, action):
        """Today's members, and whoever owns the action, though they may have left."""
        known = {value for value, _ in self.owners}
        if action and action.owner_id and str(action.owner_id) not in known:
            return [*self.owners, (str(action.owner_id), f"{action.owner}, has left the group")]
        return self.owners

    def _objectives(self, action):
        known = {value for value, _ in self.objectives}
        if action and action.objective_id and str(action.objective_id) not in known:
            return [*self.objectives, (str(action.objective_id), str(action.objective))]
        return self.objectives

    def _ask_declarations(self):
        kept = {each.once or f"old{each.pk}": each for each in self.meeting.declared}
        keys = list(kept)
        for name in self.data or ():
            if name.startswith("dec_") and name.endswith("_interest"):
                once = name.removeprefix("dec_").removesuffix("_interest")
                if once not in keys and once.isalnum() and len(once) <= 32:
                    keys.append(once)
        if not self.is_bound or self.more == "declaration":
            keys.append(token_hex(8))
        for once in keys:
            self._ask_declaration(once, kept.get(once))

    def _ask_declaration(self, once, each):
        at = f"dec_{once}"
        self.fields[f"{at}_who"] = forms.ChoiceField(
            label="Who declared an interest?",
            choices=[
                ("", "Nobody, or nobody else"),
                *((str(seat.pk), str(seat.user)) for seat in self.seats),
            ],
            required=False,
            initial=str(each.membership_id) if each else "",
        )
        self.fields[f"{at}_interest"] = forms.CharField(
            label="What is the interest?",
            required=False,
            max_length=300,
            initial=each.interest if each else "",
        )
        self.fields[f"{at}_item"] = forms.ChoiceField(
            label="In which item?",
            choices=[("", "In none by itself"), *((str(one.pk), str(one)) for one in self.items)],
            required=False,
            initial=str(each.item_id or "") if each else "",
        )
        self.fields[f"{at}_deed"] = forms.ChoiceField(
            label="What did they do?",
            choices=Declaration.Deed.choices,
            required=False,
            initial=each.deed if each else Declaration.Deed.STAYED,
        )
        self.declared.append((once, at))

    # --- Reading ----------------------------------------------------------------------------

    def clean(self):
        given = super().clean()
        for _, at in self.declared:
            if given.get(f"{at}_interest") and not given.get(f"{at}_who"):
                self.add_error(f"{at}_who", "Choose who declared this interest")
        return given

    @property
    def said(self):
        """What `services.minutes.save` keeps."""
        given = self.cleaned_data
        return Said(
            items={
                item.pk: ItemSaid(
                    text=given[f"item_{item.pk}_text"],
                    decision=given[f"item_{item.pk}_decision"],
                    is_exempt=given[f"item_{item.pk}_exempt"],
                    exempt_reason=given[f"item_{item.pk}_reason"],
                )
                for item in self.items
            },
            actions=tuple(
                self._action(item.pk, once, action, at)
                for item in self.items
                for once, action, at in self.rows[item.pk]
            ),
            attendance={seat.pk: given[f"att_{seat.pk}"] for seat in self.seats},
            declarations=tuple(
                DeclarationSaid(
                    membership=int(given[f"{at}_who"]) if given[f"{at}_who"] else 0,
                    interest=given[f"{at}_interest"],
                    deed=given[f"{at}_deed"] or Declaration.Deed.STAYED,
                    once=once,
                    item=int(given[f"{at}_item"]) if given[f"{at}_item"] else None,
                )
                for once, at in self.declared
            ),
            also_present=given["also_present"],
        )

    def _action(self, item, once, action, at):
        given = self.cleaned_data
        owner, objective = given[f"{at}_owner"], given[f"{at}_objective"]
        return ActionSaid(
            item=item,
            once=once,
            text=given[f"{at}_text"],
            owner=int(owner) if owner else None,
            owner_post=given[f"{at}_post"].strip(),
            due_on=given[f"{at}_due"],
            objective=int(objective) if objective else None,
            # Which school an action concerns is said on its own page, where less room is scarce.
            school=action.school_id if action else None,
        )

    # --- Showing ----------------------------------------------------------------------------

    @property
    def attendance(self):
        return [self[name] for name in self.attendance_fields]

    @property
    def declarations(self):
        return [
            [self[f"{at}_{part}"] for part in ("who", "interest", "item", "deed")]
            for _, at in self.declared
        ]

    @property
    def parts(self):
        """Each item with its questions, and its actions."""
        for item in self.items:
            at = f"item_{item.pk}"
            yield {
                "item": item,
                "text": self[f"{at}_text"],
                "decision": self[f"{at}_decision"],
                "exempt": self[f"{at}_exempt"],
                "reason": self[f"{at}_reason"],
                "actions": [
                    {
                        "action": action,
                        "fields": [
                            self[f"{row}_{part}"]
                            for part in ("text", "owner", "post", "due", "objective")
                        ],
                    }
                    for _, action, row in self.rows[item.pk]
                ],
            }
