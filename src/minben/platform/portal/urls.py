"""Addresses of the portal: the site's root."""

from django.urls import path

from minben.platform.portal.views import about, acting, applying, case, finding, guide, proof, space

app_name = "portal"
urlpatterns = [
    path("", finding.home, name="home"),
    path("services/<slug:service>/", guide.guide, name="guide"),
    path("services/<slug:service>/may-i/", guide.may_i, name="may_i"),
    path("items/<int:id>/", finding.imported, name="imported"),
    path("services/<slug:service>/start/", applying.start, name="start"),
    path("forms/<str:number>/", applying.draft, name="draft"),
    path("forms/<str:number>/consent/", applying.consent, name="consent"),
    path("forms/<str:number>/check/", applying.check, name="check"),
    path("forms/<str:number>/pages/<str:page>/", applying.page, name="page"),
    path("forms/<str:number>/wrong/<str:element>/", applying.wrong, name="wrong"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/dates/<int:clock>/", case.why, name="why"),
    path("cases/<str:number>/readings/", case.looked, name="readings"),
    path("cases/<str:number>/receipt/", proof.receipt, name="receipt"),
    path("cases/<str:number>/certificates/<int:id>/", proof.certificate, name="certificate"),
    path("cases/<str:number>/documents/<int:id>/", proof.document, name="document"),
    path("cases/<str:number>/items/<str:item>/answer/", acting.correct, name="correct"),
    path("cases/<str:number>/items/<str:item>/supplement/", acting.supplement, name="supplement"),
    path("cases/<str:number>/messages/", acting.messages, name="messages"),
    path("cases/<str:number>/files/", acting.files, name="files"),
    path("cases/<str:number>/withdraw/", acting.withdraw, name="withdraw"),
    path("cases/<str:number>/rate/", acting.rate, name="rate"),
    path("cases/<str:number>/complain/", acting.complain, name="complain"),
    path("cases/<str:number>/read/", acting.read, name="read"),
    path("space/", space.space, name="space"),
    path("space/consents/<int:id>/revoke/", space.revoke, name="revoke"),
    path("space/notices/read/", space.read_all, name="read_all"),
    path("space/drafts/<str:number>/discard/", space.discard, name="discard"),
    path("space/wishes/<slug:service>/", space.wish, name="wish"),
    path("space/offers/<slug:service>/", space.offer, name="offer"),
    path("space/offers/<slug:service>/decline/", space.decline, name="decline"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("feedback/", about.feedback, name="feedback"),
    path("feedback/received/", about.feedback_received, name="feedback_received"),
    path("feedback/<str:code>/", about.feedback_given, name="feedback_given"),
    path("verify/", proof.verify, name="verify"),
    path("verify/<str:code>/", proof.verify, name="verified"),
    path("receipts/<str:number>/<str:code>/", proof.receipt_check, name="receipt_check"),
    path("receipts/<str:number>/<str:code>/proof.json", proof.receipt_proof, name="receipt_proof"),
]
