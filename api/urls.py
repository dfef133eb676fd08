from django.urls import path

from api.openapi import make_api

urlpatterns = [path("", make_api().urls)]
