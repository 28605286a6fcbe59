"""Invented people who sit on the sample groups; their seats hang on groups, made by `load`."""

from dashboard.sample.people import SamplePerson

MEMBERS = [
    SamplePerson("group_chair", "inclusion.chair", "Sample Inclusion Chair", ()),
    SamplePerson("improvement_chair", "improvement.chair", "Sample Improvement Chair", ()),
    SamplePerson("training_chair", "training.chair", "Sample Training Chair", ()),
    SamplePerson("group_vice", "inclusion.vice", "Sample Inclusion Vice-Chair", ()),
    SamplePerson("group_clerk", "groups.clerk", "Sample Groups Clerk", ()),
    SamplePerson("group_member", "group.member", "Sample Group Member", ()),
    SamplePerson("group_observer", "group.observer", "Sample Group Observer", ()),
]
