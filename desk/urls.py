"""The desk's own pages, beside the admin's under its address and its content policy."""

from django.contrib import admin
from django.urls import path

from desk.screens.doctor import doctor
from desk.screens.find import find

app_name = "desk"
urlpatterns = [
    path("admin/find/", admin.site.admin_view(find), name="find"),
    path("admin/doctor/", admin.site.admin_view(doctor), name="doctor"),
]
