from django.urls import path

from shipping.webhooks import receive

app_name = "shipping_webhooks"
urlpatterns = [path("<slug:carrier>/", receive, name="receive")]
