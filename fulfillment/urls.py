"""The floor's addresses: every one names its warehouse."""

from django.urls import path

from fulfillment.screens import batch, counter, pack, page, paper, photo, pick, release, today, waves

app_name = "warehouse"
urlpatterns = [
    path("", page.home, name="home"),
    path("<slug:code>/", today.today, name="today"),
    path("<slug:code>/put-back/<int:work_id>/", today.put_back, name="put_back"),
    path("<slug:code>/release/", release.release, name="release"),
    path("<slug:code>/works/<slug:which>/", batch.works, name="works"),
    path("<slug:code>/waves/", waves.waves, name="waves"),
    path("<slug:code>/waves/<int:wave_id>/", waves.wave, name="wave"),
    path("<slug:code>/waves/<int:wave_id>/<slug:move>/", waves.act, name="wave_act"),
    path("<slug:code>/capacity/", waves.capacity, name="capacity"),
    path("<slug:code>/batches/<int:batch_id>/", batch.batch, name="batch"),
    path("<slug:code>/batches/<int:batch_id>/back/", batch.take_back, name="batch_back"),
    path("<slug:code>/batches/<int:batch_id>/out/<int:work_id>/", batch.take_out, name="batch_out"),
    path("<slug:code>/pick/", pick.pick, name="pick"),
    path("<slug:code>/pick/<int:task_id>/", pick.task, name="task"),
    path("<slug:code>/pick/<int:task_id>/short/", pick.short, name="short"),
    path("<slug:code>/pick/<int:task_id>/<slug:move>/", pick.act, name="task_act"),
    path("<slug:code>/pack/", pack.pack, name="pack"),
    path("<slug:code>/pack/<int:work_id>/", pack.bench, name="bench"),
    path("<slug:code>/pack/<int:work_id>/close/", pack.close, name="close"),
    path("<slug:code>/pack/<int:work_id>/<int:parcel_id>/photo/", photo.take, name="take_photo"),
    path("<slug:code>/photos/<int:photo_id>/", photo.show, name="photo"),
    path("<slug:code>/pack/<int:work_id>/<int:parcel_id>/<slug:move>/", pack.change, name="parcel_act"),
    path("<slug:code>/counter/", counter.counter, name="counter"),
    path("<slug:code>/counter/<int:work_id>/", counter.hand_out, name="hand_out"),
    path("<slug:code>/counter/<int:work_id>/<slug:move>/", counter.act, name="pickup_act"),
    path("<slug:code>/paper/pick-list/<int:batch_id>.pdf", paper.pick_list_pdf, name="pick_list"),
    path("<slug:code>/paper/packing-slip/<int:parcel_id>.pdf", paper.packing_slip_pdf, name="packing_slip"),
]
