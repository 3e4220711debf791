"""Addresses of the studio."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from minben.platform.studio.views import (
    compare,
    consulting,
    decisions,
    drafts,
    jobs,
    logs,
    packs,
    paths,
    process,
    sheets,
)

app_name = "studio"


class SheetEnding(StringConverter):
    """How the name of a sheet ends."""

    regex = "csv|xlsx"


class ReportEnding(StringConverter):
    """How the name of a report ends."""

    regex = "html|pdf"


register_converter(SheetEnding, "sheet")
register_converter(ReportEnding, "report")
LOG = "logs/<slug:kind>/<slug:id>/"
REFORM = "reforms/<slug:service>/<slug:reform>/"
urlpatterns = [
    path("", logs.home, name="home"),
    path(f"{LOG}data/", logs.log, name="log"),
    path(f"{LOG}data/choose/", logs.choose, name="choose"),
    path(f"{LOG}data/<slug:form>/", logs.export, name="export"),
    path("logs/upload/<int:id>/remove/", logs.remove, name="remove"),
    path(LOG, process.process, name="process"),
    path(f"{LOG}figures/<slug:key>.csv", process.table, name="sheet"),
    path(f"{LOG}report.<report:ending>", process.report, name="report"),
    path(f"{LOG}process.svg", process.picture, name="picture"),
    path(f"{LOG}compare/", compare.compare, name="compare"),
    path(f"{LOG}compare/<slug:key>.csv", compare.sheet, name="compare_sheet"),
    path(f"{LOG}variants/", paths.variants, name="variants"),
    path(f"{LOG}dots/", paths.dots, name="dots"),
    path(f"{LOG}deviations/", paths.deviations, name="deviations"),
    path(f"{LOG}taken/<str:key>", paths.taken, name="taken"),
    path(f"{LOG}what-if/", jobs.whatif, name="whatif"),
    path("work/<int:number>/", jobs.job, name="job"),
    path("work/<int:number>/give-up/", jobs.give_up, name="give_up"),
    path("work/<int:number>/study/", jobs.study, name="study"),
    path("work/<int:number>/files/<str:name>", jobs.file, name="job_file"),
    path(f"{LOG}process.bpmn", process.model, name="model"),
    path("packs/", packs.home, name="packs"),
    path("packs/<slug:service>/", packs.pack, name="pack"),
    path("packs/<slug:service>/cases/<int:number>/", packs.case, name="pack_case"),
    path("packs/<slug:service>/versions/", packs.diff, name="pack_diff"),
    path("decisions/", decisions.home, name="decisions"),
    path("decisions/<slug:service>/", decisions.rules, name="rules"),
    path("decisions/<slug:service>/try/", decisions.trial, name="trial"),
    path("decisions/<slug:service>/rules.dmn", decisions.file, name="rules_file"),
    path("decisions/<slug:service>/requirements.svg", decisions.picture, name="rules_picture"),
    path("decisions/<slug:service>/draft/", drafts.begin, name="begin_draft"),
    path("decisions/<slug:service>/<str:decision>.<sheet:ending>", sheets.taken, name="rules_sheet"),
    path("drafts/<int:number>/<str:decision>.<sheet:ending>", sheets.drafted, name="draft_table"),
    path("drafts/<int:number>/<str:decision>/sheet/", sheets.brought, name="draft_sheet"),
    path("drafts/<int:number>/", drafts.draft, name="draft"),
    path("drafts/<int:number>/<str:decision>/rows/<int:place>/", drafts.row, name="draft_row"),
    path("drafts/<int:number>/try/", drafts.trial, name="draft_trial"),
    path("drafts/<int:number>/people/", drafts.treated, name="draft_people"),
    path("drafts/<int:number>/rules.dmn", drafts.file, name="draft_file"),
    path("drafts/<int:number>/remove/", drafts.remove, name="draft_remove"),
    path("reforms/", consulting.reforms, name="reforms"),
    path(REFORM, consulting.reform, name="reform"),
    path(f"{REFORM}open/", consulting.open_consultation, name="open_consultation"),
    path(f"{REFORM}opinions/", consulting.opinions, name="opinions"),
    path(f"{REFORM}opinions/<int:number>/", consulting.moderate, name="moderate"),
    path(f"{REFORM}reply/", consulting.reply, name="reply"),
    path(f"{REFORM}close/", consulting.close, name="close"),
]
