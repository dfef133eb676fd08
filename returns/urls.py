"""Returned goods on the floor, below /warehouse/<code>/returns/."""

from django.urls import path

from returns.screens import box, dock, inspect, photos

app_name = "returns"
urlpatterns = [
    path("return-photos/<int:photo_id>/", photos.office_photo, name="office_photo"),
    path("<slug:code>/returns/", dock.dock, name="dock"),
    path("<slug:code>/returns/open/", dock.begin, name="open"),
    path("<slug:code>/returns/box/<int:receipt_id>/", box.box, name="box"),
    path("<slug:code>/returns/box/<int:receipt_id>/finish/", box.finish, name="finish"),
    path("<slug:code>/returns/box/<int:receipt_id>/<slug:move>/", box.act, name="box_act"),
    path("<slug:code>/returns/photos/<int:photo_id>/", photos.floor_photo, name="photo"),
    path("<slug:code>/returns/<int:return_id>/", inspect.inspect, name="inspect"),
    path("<slug:code>/returns/<int:return_id>/photo/", photos.take, name="take_photo"),
]
