"""Stock work on the floor, below /warehouse/<code>/: receive, carry, fill, count."""

from django.urls import path

from fulfillment.screens import carry, count_bins, receive, stock

app_name = "stock"
urlpatterns = [
    path("<slug:code>/stock/", stock.home, name="home"),
    path("<slug:code>/receive/", receive.receive, name="receive"),
    path("<slug:code>/receive/<int:supply_id>/", receive.arrival, name="arrival"),
    path("<slug:code>/receive/<int:supply_id>/finish/", receive.finish, name="finish"),
    path("<slug:code>/receive/<int:supply_id>/<slug:move>/", receive.act, name="arrival_act"),
    path("<slug:code>/put-away/", carry.put_away, name="put_away"),
    path("<slug:code>/move/", carry.move, name="move"),
    path("<slug:code>/move/<int:location_id>/", carry.bin_contents, name="bin"),
    path("<slug:code>/replenish/", carry.replenish, name="replenish"),
    path("<slug:code>/carry/<slug:errand>/<int:stock_id>/", carry.carry, name="carry"),
    path("<slug:code>/count/", count_bins.count, name="count"),
    path("<slug:code>/count/<int:count_id>/", count_bins.count_bin, name="count_bin"),
    path("<slug:code>/count/<int:count_id>/<slug:decision>/", count_bins.decide, name="count_decide"),
    path("<slug:code>/count/look/<int:location_id>/<slug:answer>/", count_bins.look, name="look"),
]
