from django.urls import path

from portal.screens.wishes import wishes

app_name = "wishes"
urlpatterns = [path("<slug:token>/", wishes, name="wishes")]
