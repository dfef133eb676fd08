from django.urls import path

from portal.screens import forms, paying, showing

app_name = "portal"
urlpatterns = [
    path("back/<str:ticket>/", paying.come_back, name="back"),
    path("<slug:token>/", showing.show_order, name="order"),
    path("<slug:token>/return/", forms.ask_return, name="return"),
    path("<slug:token>/feedback/", forms.rate, name="feedback"),
    path("<slug:token>/message/", forms.write, name="message"),
    path("<slug:token>/pay/", paying.pay, name="pay"),
    path("<slug:token>/pay/card/", paying.give_card, name="card"),
    path("<slug:token>/choose/", forms.choose, name="choose"),
    path("<slug:token>/cancel/", forms.cancel, name="cancel"),
]
