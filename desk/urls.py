"""The desk's own pages, beside the admin's under its address and its content policy."""

from django.contrib import admin
from django.urls import path

from desk.screens.doctor import doctor
from desk.screens.find import find
from desk.screens.quote import quote
from desk.screens.reorder import reorder
from desk.screens.stock import stock

app_name = "desk"
urlpatterns = [
    path("admin/find/", admin.site.admin_view(find), name="find"),
    path("admin/stock/<int:sku_id>/", admin.site.admin_view(stock), name="stock"),
    path("admin/reorder/", admin.site.admin_view(reorder), name="reorder"),
    path("admin/quote/", admin.site.admin_view(quote), name="quote"),
    path("admin/doctor/", admin.site.admin_view(doctor), name="doctor"),
]
