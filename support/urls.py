from django.urls import path

from support.webhooks import receive

app_name = "mail"
urlpatterns = [path("<slug:provider>/", receive, name="webhook")]
