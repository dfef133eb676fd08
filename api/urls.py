from django.urls import path

from api.routes import make_api

urlpatterns = [path("", make_api().urls)]
