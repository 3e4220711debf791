"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from minben.platform.workbench.views import (
    acts,
    archive,
    case,
    consultations,
    counter,
    day,
    disputes,
    duties,
    handing,
    held,
    information,
    opinions,
    practice,
    queue,
    searches,
    together,
)

app_name = "workbench"
urlpatterns = [
    path("", queue.home, name="home"),
    path("searches/", searches.home, name="searches"),
    path("searches/keep/", searches.save, name="keep_search"),
    path("held/", held.home, name="held"),
    path("held/<str:queue>/<int:number>/", held.settle, name="settle_held"),
    path("practice/", practice.home, name="practice"),
    path("practice/enter/", practice.enter, name="enter_practice"),
    path("practice/leave/", practice.leave, name="leave_practice"),
    path("opinions/<int:id>/", opinions.opinion, name="consultation"),
    path("disputes/<int:id>/", disputes.dispute, name="dispute"),
    path("proposals/<int:id>/", opinions.proposal, name="proposal"),
    path("closed/", archive.home, name="closed"),
    path("closed/destructions/<int:id>/", archive.destruction, name="destruction"),
    path("closed/<str:number>/", archive.file_of, name="file_of"),
    path("closed/<str:number>/package.zip", archive.package, name="package"),
    path("requests/", information.requests, name="requests"),
    path("consultations/<slug:service>/<slug:reform>/", consultations.opinions, name="opinions"),
    path("requests/<str:number>/", information.information, name="information"),
    path("day/", day.home, name="day"),
    path("cards/<str:number>/", duties.card, name="card"),
    path("urgings/<str:number>/", duties.urging, name="urging"),
    path("ratings/<int:id>/", duties.follow_up, name="follow_up"),
    path("counter/", counter.home, name="counter"),
    path("counter/finish/", counter.finish, name="finish"),
    path("counter/receipts/<str:number>/", counter.receipt, name="receipt"),
    path("results/", handing.home, name="handing"),
    path("together/", together.batch, name="batch"),
    path("tasks/<int:task>/", case.task, name="task"),
    path("tasks/<int:task>/files/<int:document>/", case.file, name="file"),
    path("tasks/<int:task>/<slug:name>/", acts.act, name="act"),
]
