"""The addresses of deployments, of the evaluation that ends them, and of days and money."""

from django.urls import path

from support_directory.views import (
    deployments,
    evaluations,
    money,
    papers,
    steps,
    summary,
    visits,
)

app_name = "deployments"

urlpatterns = [
    path("deployments/", deployments.deployment_list, name="deployment-list"),
    path("deployments/<int:pk>/", deployments.deployment_detail, name="deployment-detail"),
    path("deployments/<int:pk>/objectives/", deployments.objectives, name="objectives"),
    path("deployments/<int:pk>/days/", deployments.days, name="days"),
    path("deployments/<int:pk>/timeline/", deployments.timeline, name="timeline"),
    path("deployments/<int:pk>/answer/", steps.answer, name="answer"),
    path("deployments/<int:pk>/release/", steps.release, name="release"),
    path("deployments/<int:pk>/release/withdraw/", steps.withdraw_release, name="withdraw-release"),
    path("deployments/<int:pk>/agreement/", steps.agreement, name="agreement"),
    path("deployments/<int:pk>/agreement/write/", steps.agreement_write, name="agreement-write"),
    path("deployments/<int:pk>/days/change/", steps.change_days, name="days-change"),
    path("deployments/<int:pk>/hand-over/", steps.hand_over, name="hand-over"),
    path("deployments/<int:pk>/step/<slug:name>/", steps.step, name="step"),
    path("deployments/<int:pk>/visits/", visits.visit_list, name="visits"),
    path("deployments/<int:pk>/visits/new/", visits.visit_new, name="visit-new"),
    path("deployments/<int:pk>/visits/<int:visit_pk>/", visits.visit_detail, name="visit-detail"),
    path(
        "deployments/<int:pk>/visits/<int:visit_pk>/remove/",
        visits.visit_remove,
        name="visit-remove",
    ),
    path("deployments/<int:pk>/review/<slug:kind>/", visits.review, name="review"),
    path("deployments/<int:pk>/documents/", papers.document_list, name="documents"),
    path("deployments/<int:pk>/documents/<int:document_pk>/", papers.document, name="document"),
    path("deployments/<int:pk>/notes/", papers.note_list, name="notes"),
    path("deployments/<int:pk>/contacts/new/", papers.contact_new, name="contact-new"),
    path(
        "deployments/<int:pk>/contacts/<int:contact_pk>/remove/",
        papers.contact_remove,
        name="contact-remove",
    ),
    path("evaluations/", evaluations.response_rate, name="response-rate"),
    path("evaluations/<str:link>/", evaluations.evaluation, name="evaluation"),
    path("evaluations/<str:link>/again/", evaluations.evaluation_again, name="evaluation-again"),
    path(
        "evaluations/<str:link>/<int:screen>/",
        evaluations.evaluation_screen,
        name="evaluation-screen",
    ),
    path("summary/", summary.support_summary, name="summary"),
    path("days/", money.city_days, name="city-days"),
    path("days/<int:year>/entitlement/", money.entitlement_edit, name="entitlement-edit"),
    path("days/rate/", money.rate_new, name="rate-new"),
    path("invoices/", money.invoice_list, name="invoices"),
    path("invoices.csv", money.invoice_csv, name="invoices-csv"),
    path("invoices/mark/", money.invoice_mark, name="invoices-mark"),
    path("projects/", money.project_list, name="project-list"),
    path("projects/new/", money.project_new, name="project-new"),
    path("projects/<int:pk>/", money.project_detail, name="project-detail"),
    path("projects/<int:pk>/edit/", money.project_edit, name="project-edit"),
]
