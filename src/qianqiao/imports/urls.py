"""Addresses of the import wizard, below /import/."""

from django.urls import path

from qianqiao.imports.views import columns, downloads, duplicates, run, start

app_name = "imports"

urlpatterns = [
    path("", start.start, name="start"),
    path("templates/<slug:kind>", downloads.template, name="template"),
    path("duplicates/", duplicates.clusters, name="duplicates"),
    path("duplicates/<int:pk>", duplicates.decide, name="decide"),
    path("<str:number>/", run.run, name="run"),
    path("<str:number>/columns", columns.columns, name="columns"),
    path("<str:number>/progress", run.progress, name="progress"),
    path("<str:number>/steps/<slug:step>", run.step, name="step"),
    path("<str:number>/rejected", downloads.rejected, name="rejected"),
]
