"""A worker is killed while it encodes: its job does not hold the queue, and nothing is lost or done twice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from qianqiao.core.jobs import take_back_locks
from qianqiao.core.models import OutboxDelivery
from qianqiao.matching import jobs
from qianqiao.matching.models import RecordVector, VectorGeneration
from tests.factories import records as make
from tests.matching.encoders.scripted_service import Answer
from tests.matching.models.services import DIMENSION, embedding_service, vectors

OFFERS = 130


def worker(data: Path, url: str) -> "subprocess.Popen[bytes]":
    told = connection.settings_dict
    host, port = quote(str(told["HOST"]), safe=""), told["PORT"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{told['USER']}@/{told['NAME']}?host={host}&port={port}",
        "QIANQIAO_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "qianqiao.settings",
        "QIANQIAO_TEXT_MODELS": "endpoint",
        "QIANQIAO_SEND_TEXTS": "on",
        "QIANQIAO_EMBEDDING_URL": url,
        "QIANQIAO_EMBEDDING_MODEL": "test/vectors",
        "QIANQIAO_EMBEDDING_DIMENSION": str(DIMENSION),
    }
    command = [sys.executable, "-m", "qianqiao.cli.main", "worker", "--queues", "matching,outbox"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def wait_for(true: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while not true():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_holds_nothing_up(tmp_path: Path) -> None:
    owner = make.organisation()
    for _ in range(OFFERS):
        make.achievement(owner)
    # only the pass over the whole stock is looked at: changes would be taken in one by one before it
    OutboxDelivery.objects.all().delete()
    ProcrastinateJob.objects.all().delete()
    with embedding_service() as service:
        service.answer = lambda n, request: Answer(vectors(n, request).body, after=0.2)
        jobs.plan_filling()
        first = worker(tmp_path, service.url)
        try:
            wait_for(RecordVector.objects.exists, first)
        finally:
            first.kill()
            first.wait()
        half = dict(RecordVector.objects.values_list("pk", "number"))
        assert 0 < len(set(half.values())) < OFFERS
        assert (
            ProcrastinateJob.objects.get(lock=jobs.LOCK, status="doing").task_name == "matching.fill_vectors"
        )

        service.answer = vectors
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '2 minutes'")
        take_back_locks.defer(timestamp=0)
        second = worker(tmp_path, service.url)
        try:
            wait_for(lambda: not ProcrastinateJob.objects.filter(lock=jobs.LOCK).exists(), second)
        finally:
            second.terminate()
            second.wait()
    whole: dict[Any, Any] = dict(RecordVector.objects.values_list("pk", "number"))
    assert half.items() <= whole.items(), "what was committed is not done again"
    assert len(whole) == OFFERS * 4
    assert [row.state for row in VectorGeneration.objects.all()] == ["active"]
