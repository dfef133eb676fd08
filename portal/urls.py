from django.urls import path

from portal.screens import finding, forms, labels, paying, photos, rating, showing

app_name = "portal"
urlpatterns = [
    path("find/", finding.find_order, name="find"),
    path("back/<str:ticket>/", paying.come_back, name="back"),
    path("<slug:token>/", showing.show_order, name="order"),
    path("<slug:token>/return/<slug:number>.pdf", labels.return_label, name="return_label"),
    path("<slug:token>/return/", forms.ask_return, name="return"),
    path("<slug:token>/claim/", forms.claim, name="claim"),
    path("<slug:token>/feedback/", rating.rate, name="feedback"),
    path("<slug:token>/message/", forms.write, name="message"),
    path("<slug:token>/photo/<int:photo_id>/", photos.show_photo, name="photo"),
    path("<slug:token>/pay/", paying.pay, name="pay"),
    path("<slug:token>/pay/card/", paying.give_card, name="card"),
    path("<slug:token>/choose/", forms.choose, name="choose"),
    path("<slug:token>/address/", forms.change_address, name="address"),
    path("<slug:token>/cancel/", forms.cancel, name="cancel"),
]
