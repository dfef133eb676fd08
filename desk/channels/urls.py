from django.urls import path

from desk.channels.webhooks import receive

app_name = "channels"
urlpatterns = [path("<slug:code>/", receive, name="webhook")]
