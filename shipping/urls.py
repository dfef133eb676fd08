"""Below /warehouse/: every address of the floor names its warehouse."""

from django.urls import path

from shipping.screens import documents, handover, loose, papers, pickups

app_name = "shipping"
urlpatterns = [
    path("<slug:code>/hand-over/", handover.hand_over, name="handover"),
    path("<slug:code>/hand-over/<int:manifest_id>/", handover.scan, name="scan"),
    path("<slug:code>/hand-over/<int:manifest_id>/take-off/<int:parcel_id>/", handover.take_off, name="take_off"),
    path("<slug:code>/hand-over/<int:manifest_id>/close/", handover.close, name="close"),
    path("<slug:code>/pickups/", pickups.book, name="book_pickup"),
    path("<slug:code>/pickups/<int:booking_id>/cancel/", pickups.cancel, name="cancel_pickup"),
    path("<slug:code>/labels/<int:parcel_id>/retry/", documents.retry, name="retry_label"),
    path("label/<int:parcel_id>/", documents.label, name="label"),
    path("label/<int:parcel_id>.<slug:form>", documents.label, name="label_file"),
    path("parcel-label/<int:parcel_id>.<slug:form>", papers.parcel_label, name="parcel_label"),
    path("return-label/<int:label_id>.pdf", loose.loose_label, name="loose_label"),
    path("customs/<int:parcel_id>/<slug:paper>.pdf", papers.customs_paper, name="customs_paper"),
]
