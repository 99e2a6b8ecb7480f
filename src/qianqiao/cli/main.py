"""The command `qianqiao`. Commands that need the database set Django up themselves; match and score never do."""

import typer

from qianqiao.cli import (
    audit,
    database,
    demo,
    django_command,
    funnel,
    importing,
    indexing,
    labels,
    match,
    models,
    nationwide,
    runs,
    score,
    second_factor,
    serving,
    train,
)

app = typer.Typer(
    name="qianqiao",
    help="Carries university patents, achievements and experts to enterprises. 千校万企的开源平台。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("match")(match.match)
app.command("score")(score.score)
app.command("train")(train.train)
app.add_typer(nationwide.app, name="nationwide", help="All demands against all offers: prepare, run, status.")
app.command("demo")(demo.demo)
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.command("import")(importing.import_file)
app.command("template")(importing.template)
app.add_typer(database.app, name="db", help="The embedded PostgreSQL server: start, stop, status.")
app.add_typer(indexing.app, name="index", help="The search index: rebuild, status.")
app.add_typer(models.app, name="models", help="Text models of this machine: export e5, status.")
app.add_typer(audit.app, name="audit", help="The audit log: verify its hash chains.")
app.command("funnel")(funnel.funnel)
app.add_typer(second_factor.app, name="second-factor", help="Second factors of people: remove lost ones.")
app.add_typer(labels.app, name="labels", help="What people said of matches, as graded pairs.")
app.add_typer(runs.app, name="runs", help="Match runs: repeat one, send digests, take quality figures.")
app.command(
    "django",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    help="Runs a Django management command, such as: qianqiao django migrate",
)(django_command.run)


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
