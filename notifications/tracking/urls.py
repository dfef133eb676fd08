from django.urls import path

from notifications.tracking.doors import receive_reports

app_name = "mail_reports"
urlpatterns = [path("<slug:provider>/", receive_reports, name="reports")]
