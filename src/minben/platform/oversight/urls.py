"""Addresses of oversight."""

from __future__ import annotations

from django.urls import path

from minben.platform.oversight.views import attention, cards, inspection, leader, migrations, upkeep

app_name = "oversight"
urlpatterns = [
    path("", leader.home, name="home"),
    path("figures/", leader.figures, name="figures"),
    path("services/", attention.look_at, name="look_at"),
    path("cases/", leader.cases, name="cases"),
    path("cases/<str:number>/", leader.case, name="case"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<str:number>/", cards.card, name="card"),
    path("urgings/", cards.urgings, name="urgings"),
    path("urgings/<str:number>/", cards.urging, name="urging"),
    path("ratings/", cards.ratings, name="ratings"),
    path("ratings/<int:follow_up>/", cards.rating, name="rating"),
    path("inspection/", inspection.inspection, name="inspection"),
    path("inspection/head.txt", inspection.head, name="head"),
    path("inspection/checks/<str:number>/", inspection.check, name="check"),
    path("inspection/draw/", inspection.draw, name="draw"),
    path("inspection/samples/<str:number>/", inspection.sample, name="sample"),
    path("inspection/signals/", inspection.signals, name="signals"),
    path("inspection/readings/", inspection.readings, name="readings"),
    path("inspection/complaints/", inspection.complaints, name="complaints"),
    path("inspection/complaints/<str:number>/reply/", inspection.reply, name="reply"),
    path("inspection/cases/<str:number>/", inspection.case_trail, name="trail"),
    path("inspection/entries/<int:number>/", inspection.entry, name="entry"),
    path("migrations/", migrations.migrations, name="migrations"),
    path("migrations/<slug:service>/<slug:source>/", migrations.migration, name="migration"),
    path("migrations/<int:number>/", migrations.settle, name="settle_plan"),
    path("upkeep/", upkeep.upkeep, name="upkeep"),
    path("upkeep/components/", upkeep.components, name="components"),
    path("upkeep/<str:queue>/<int:number>/", upkeep.settle, name="settle"),
]
