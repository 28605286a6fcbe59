"""The addresses of groups. A word that is one here is no group's: `RESERVED`."""

from datetime import date

from django.urls import path, register_converter

from subgroups.views import (
    actions,
    agenda,
    board,
    calendars,
    escalations,
    groups,
    meetings,
    members,
    minutes,
    reports,
)

app_name = "subgroups"


class DayConverter:
    """A day as it stands in an address: 2026-03-03."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")

MEETING = "<slug:slug>/meetings/<day:day>/"
ESCALATION = "<slug:slug>/escalations/<int:year>-<int:number>/"
TERM = "<int:academic_year>-<slug:term>"

urlpatterns = [
    path("", groups.group_list, name="group-list"),
    path("new/", groups.group_new, name="group-new"),
    path("actions/", actions.my_actions, name="my-actions"),
    path("calendar/", calendars.my_calendar, name="my-calendar"),
    path("feed/<str:token>.ics", calendars.my_feed, name="my-feed"),
    path("<slug:slug>/", groups.group_detail, name="group-detail"),
    path("<slug:slug>/calendar.ics", calendars.group_feed, name="group-feed"),
    path("<slug:slug>/edit/", groups.group_edit, name="group-edit"),
    path("<slug:slug>/rename/", groups.group_rename, name="group-rename"),
    path("<slug:slug>/end/", groups.group_end, name="group-end"),
    path("<slug:slug>/history/", groups.group_history, name="group-history"),
    path("<slug:slug>/terms/new/", groups.terms_new, name="terms-new"),
    path("<slug:slug>/terms/<int:number>/", groups.terms_detail, name="terms-detail"),
    path("<slug:slug>/resources/new/", groups.resource_new, name="resource-new"),
    path("<slug:slug>/resources/<int:pk>/", groups.resource_file, name="resource-file"),
    path("<slug:slug>/resources/<int:pk>/remove/", groups.resource_remove, name="resource-remove"),
    path("<slug:slug>/members/", members.member_list, name="member-list"),
    path("<slug:slug>/members/add/", members.member_add, name="member-add"),
    path("<slug:slug>/members/<int:pk>/end/", members.member_end, name="member-end"),
    path("<slug:slug>/join/", members.network_join, name="network-join"),
    path("<slug:slug>/leave/", members.network_leave, name="network-leave"),
    path("<slug:slug>/actions/", actions.action_list, name="action-list"),
    path("<slug:slug>/actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("<slug:slug>/actions/<int:pk>/give/", actions.action_give, name="action-give"),
    path("<slug:slug>/meetings/", meetings.meeting_list, name="meeting-list"),
    path("<slug:slug>/meetings/plan/", meetings.meeting_plan, name="meeting-plan"),
    path(MEETING, meetings.meeting_detail, name="meeting-detail"),
    path(f"{MEETING}edit/", meetings.meeting_edit, name="meeting-edit"),
    path(f"{MEETING}cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path(f"{MEETING}delete/", meetings.meeting_delete, name="meeting-delete"),
    path(f"{MEETING}agenda/", agenda.agenda_build, name="agenda-build"),
    path(f"{MEETING}agenda/publish/", agenda.agenda_publish, name="agenda-publish"),
    path(f"{MEETING}agenda/<int:pk>/", agenda.item_edit, name="item-edit"),
    path(f"{MEETING}agenda/<int:pk>/move/", agenda.item_move, name="item-move"),
    path(f"{MEETING}agenda/<int:pk>/remove/", agenda.item_remove, name="item-remove"),
    path(f"{MEETING}agenda/<int:pk>/papers/add/", agenda.paper_add, name="paper-add"),
    path(f"{MEETING}papers/<int:pk>/", agenda.paper_file, name="paper-file"),
    path(f"{MEETING}papers/<int:pk>/remove/", agenda.paper_remove, name="paper-remove"),
    path(f"{MEETING}minutes/", minutes.minutes_detail, name="minutes-detail"),
    path(f"{MEETING}minutes.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path(f"{MEETING}minutes/write/", minutes.minutes_write, name="minutes-write"),
    path(f"{MEETING}minutes/send/", minutes.minutes_send, name="minutes-send"),
    path(f"{MEETING}minutes/check/", minutes.minutes_check, name="minutes-check"),
    path(f"{MEETING}minutes/return/", minutes.minutes_return, name="minutes-return"),
    path(f"{MEETING}minutes/approve/", minutes.minutes_approve, name="minutes-approve"),
    path(f"{MEETING}minutes/publish/", minutes.minutes_publish, name="minutes-publish"),
    path(f"{MEETING}minutes/file/add/", minutes.file_add, name="minutes-file-add"),
    path(f"{MEETING}minutes/file/<int:pk>/", minutes.file_open, name="minutes-file"),
    path(f"{MEETING}minutes/versions/", minutes.version_list, name="minutes-versions"),
    path(
        f"{MEETING}minutes/versions/<int:number>/", minutes.version_detail, name="minutes-version"
    ),
    path("<slug:slug>/escalations/", escalations.escalation_list, name="escalation-list"),
    path("<slug:slug>/escalations/new/", escalations.escalation_new, name="escalation-new"),
    path(ESCALATION, escalations.escalation_detail, name="escalation-detail"),
    path(f"{ESCALATION}to/<slug:state>/", escalations.escalation_step, name="escalation-step"),
    path(f"{ESCALATION}clock/", escalations.escalation_clock, name="escalation-clock"),
    path("<slug:slug>/board/", board.board_page, name="board-page"),
    path("<slug:slug>/reports/call/", reports.report_call, name="report-call"),
    path(f"<slug:slug>/reports/all/{TERM}/", reports.report_board, name="report-board"),
    path(f"<slug:slug>/reports/all/{TERM}/publish/", reports.report_publish, name="report-publish"),
    path(f"<slug:slug>/reports/{TERM}/", reports.report_detail, name="report-detail"),
    path(f"<slug:slug>/reports/{TERM}/write/", reports.report_write, name="report-write"),
    path(f"<slug:slug>/reports/{TERM}/return/", reports.report_return, name="report-return"),
    path(f"<slug:slug>/pack/{TERM}/", board.pack, name="pack"),
    path(f"<slug:slug>/pack/{TERM}.pdf", board.pack_pdf, name="pack-pdf"),
]
