"""The desk's own pages, beside the admin's under its address and its content policy."""

from django.contrib import admin
from django.urls import path

from desk.screens.attachments import attachment
from desk.screens.doctor import doctor, promise_page, run_audit, runbook_page
from desk.screens.expiring import expiring, expiring_act
from desk.screens.exports import EXPORT_ACTS, export_act, export_file, export_share, exports
from desk.screens.find import find
from desk.screens.fraud import fraud
from desk.screens.imports import ACTS, import_act, import_page, import_refusals, imports
from desk.screens.palette import palette
from desk.screens.photos import parcel_photo
from desk.screens.planning import advice_page, plan_anew, plan_page, planning, planning_act
from desk.screens.practice import practice
from desk.screens.quote import quote
from desk.screens.ratings import ratings
from desk.screens.reorder import reorder
from desk.screens.road import on_time, road
from desk.screens.stock import stock
from desk.screens.subscriptions import SUBSCRIPTION_ACTS, subscription_act, subscriptions
from desk.screens.trials import trial_cancel, trial_page, trials

app_name = "desk"
urlpatterns = [
    path("admin/search/", admin.site.admin_view(palette), name="palette"),
    path("admin/find/", admin.site.admin_view(find), name="find"),
    path("admin/stock/<int:sku_id>/", admin.site.admin_view(stock), name="stock"),
    path("admin/expiring/", admin.site.admin_view(expiring), name="expiring"),
    path("admin/expiring/<int:authorization_id>/", admin.site.admin_view(expiring_act), name="expiring-act"),
    path("admin/reorder/", admin.site.admin_view(reorder), name="reorder"),
    path("admin/planning/", admin.site.admin_view(planning), name="planning"),
    path("admin/planning/act/", admin.site.admin_view(planning_act), name="planning-act"),
    path("admin/planning/anew/", admin.site.admin_view(plan_anew), name="plan-anew"),
    path("admin/planning/<int:advice_id>/", admin.site.admin_view(advice_page), name="advice"),
    path("admin/planning/plans/<int:run_id>/", admin.site.admin_view(plan_page), name="plan"),
    path("admin/sourcing-trials/", admin.site.admin_view(trials), name="trials"),
    path("admin/sourcing-trials/<int:trial_id>/", admin.site.admin_view(trial_page), name="trial"),
    path("admin/sourcing-trials/<int:trial_id>/cancel/", admin.site.admin_view(trial_cancel), name="trial-cancel"),
    path("admin/road/", admin.site.admin_view(road), name="road"),
    path("admin/on-time/", admin.site.admin_view(on_time), name="on-time"),
    path("admin/practice/", admin.site.admin_view(practice), name="practice"),
    path("admin/ratings/", admin.site.admin_view(ratings), name="ratings"),
    path("admin/fraud/", admin.site.admin_view(fraud), name="fraud"),
    path("admin/quote/", admin.site.admin_view(quote), name="quote"),
    path("admin/imports/", admin.site.admin_view(imports), name="imports"),
    path("admin/imports/<int:job_id>/", admin.site.admin_view(import_page), name="import"),
    path("admin/imports/<int:job_id>/refused.csv", admin.site.admin_view(import_refusals), name="import-refused"),
    *(
        path(
            f"admin/imports/<int:job_id>/{act}/", admin.site.admin_view(import_act), {"act": act}, name=f"import-{act}"
        )
        for act in ACTS
    ),
    path("admin/exports/", admin.site.admin_view(exports), name="exports"),
    path("admin/exports/<int:export_id>/file/<str:token>/", admin.site.admin_view(export_file), name="export-file"),
    path("admin/exports/<int:export_id>/share/", admin.site.admin_view(export_share), name="export-share"),
    *(
        path(
            f"admin/exports/<int:export_id>/{act}/",
            admin.site.admin_view(export_act),
            {"act": act},
            name=f"export-{act}",
        )
        for act in EXPORT_ACTS
    ),
    path("admin/subscriptions/", admin.site.admin_view(subscriptions), name="subscriptions"),
    *(
        path(
            f"admin/subscriptions/<int:subscription_id>/{act}/",
            admin.site.admin_view(subscription_act),
            {"act": act},
            name=f"subscription-{act}",
        )
        for act in SUBSCRIPTION_ACTS
    ),
    path("admin/files/<int:attachment_id>/", admin.site.admin_view(attachment), name="attachment"),
    path("admin/parcel-photos/<int:photo_id>/", admin.site.admin_view(parcel_photo), name="parcel-photo"),
    path("admin/doctor/", admin.site.admin_view(doctor), name="doctor"),
    path("admin/doctor/audit/", admin.site.admin_view(run_audit), name="doctor-audit"),
    path("admin/doctor/promises/<slug:name>/", admin.site.admin_view(promise_page), name="doctor-promise"),
    path("admin/doctor/runbooks/<slug:slug>/", admin.site.admin_view(runbook_page), name="runbook"),
]
