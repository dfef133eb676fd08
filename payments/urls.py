from django.urls import path

from payments.webhooks import receive

app_name = "payments"
urlpatterns = [path("<slug:source>/", receive, name="webhook")]
