"""Who can help: entries, who keeps them, how they are designated and taken in."""

from django.urls import path

from support_directory.views import designations, entries, imports, keeping

urlpatterns = [
    path("directory/", entries.entry_list, name="entry-list"),
    path("directory.csv", entries.entry_csv, name="entry-csv"),
    path("directory.xlsx", entries.entry_xlsx, name="entry-xlsx"),
    path("directory/new/", keeping.entry_new, name="entry-new"),
    path("directory/shortlist/", entries.shortlist, name="shortlist"),
    path("directory/imports/", imports.import_list, name="import-list"),
    path("directory/imports/template.csv", imports.import_template, name="import-template"),
    path("directory/imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("directory/designations/", designations.designation_list, name="designation-list"),
    path(
        "directory/designations/<int:pk>/",
        designations.designation_detail,
        name="designation-detail",
    ),
    path(
        "directory/designations/<int:pk>/<slug:step>/",
        designations.designation_step,
        name="designation-step",
    ),
    path("directory/<int:pk>/", entries.entry_detail, name="entry-detail"),
    path("directory/<int:pk>/edit/", keeping.entry_edit, name="entry-edit"),
    path("directory/<int:pk>/days/", keeping.entry_days, name="entry-days"),
    path("directory/<int:pk>/confirm/", keeping.entry_confirm, name="entry-confirm"),
    path("directory/<int:pk>/consent/", keeping.entry_consent, name="entry-consent"),
    path("directory/<int:pk>/assure/", keeping.entry_assure, name="entry-assure"),
    path("directory/<int:pk>/keeper/", keeping.entry_hand_over, name="entry-hand-over"),
    path("directory/<int:pk>/shortlist/", entries.shortlist_change, name="shortlist-change"),
    path("directory/<int:pk>/designate/", designations.designation_new, name="designation-new"),
    path("directory/<int:pk>/<slug:state>/", keeping.entry_step, name="entry-step"),
]
