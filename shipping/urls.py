"""Below /warehouse/."""

from django.urls import path

from shipping.screens import documents, handover

app_name = "shipping"
urlpatterns = [
    path("hand-over/", handover.choose, name="handover"),
    path("<slug:code>/hand-over/", handover.hand_over, name="handover_of"),
    path("<slug:code>/hand-over/<int:manifest_id>/scan/", handover.scan, name="scan"),
    path("<slug:code>/hand-over/<int:manifest_id>/take-off/", handover.take_off, name="take_off"),
    path("<slug:code>/hand-over/<int:manifest_id>/close/", handover.close, name="close"),
    path("label/<int:parcel_id>/", documents.label, name="label"),
    path("label/<int:parcel_id>/retry/", documents.retry, name="retry_label"),
]
