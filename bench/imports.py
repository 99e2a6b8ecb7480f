"""A million CSV rows through the importer: rows per second and the largest memory of the process.

Run: python bench/imports.py [--rows 1000000]. Works in a database of its own, made and dropped here.
"""

import argparse
import csv
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

HEADER = (
    *("编号", "成果名称", "成果简介", "解决的问题", "与现有方案对比", "完成单位", "完成人", "关键词"),
    *(
        "技术就绪水平",
        "成熟度依据",
        "技术领域",
        "合作方式",
        "定价方式",
        "价格（万元）",
        "所在地区",
        "联系方式",
        "有效期至",
    ),
)
FIELDS = ("先进制造", "新材料", "检测与传感", "新能源与储能；新材料")
MATERIALS = ("铝合金", "镁合金", "碳纤维", "陶瓷", "高分子膜", "钠电正极", "硅钢", "耐火砖")
DEEDS = ("缺陷识别", "表面强化", "低温成形", "在线检测", "回收再生", "精密磨削", "快速固化")


def row(n: int) -> tuple[object, ...]:
    """One complete achievement; its texts differ from its neighbours'. 200 owners, each in one block."""
    what = f"{MATERIALS[n % 8]}{DEEDS[n % 7]}"
    return (
        f"B{n:07d}",
        f"{what}装置{n:07d}型",
        f"面向{what}的第{n}号方案，双光路成像、分区控温，单件{n % 50 + 3}秒，连续运行{n % 900 + 100}小时。",
        f"人工处理{what}漏检率高，夜班尤其明显，返工占工时的{n % 17 + 3}%。",
        f"与现有方案相比，能耗降低{n % 30 + 5}%，一次合格率提高。",
        f"示例大学{n // 5000 % 200:03d}",
        "赵示例；钱示例",
        f"{MATERIALS[n % 8]}；{DEEDS[n % 7]}",
        n % 9 + 1,
        "企业产线试用报告",
        FIELDS[n % 4],
        "许可、合作开发",
        "一次付清",
        n % 300 + 5,
        "浙江省宁波市",
        "tto@example.edu",
        "2028-12-31",
    )


def write_table(path: Path, rows: int) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row(n) for n in range(rows))


def own_database() -> str:
    """Makes an empty database beside the configured one and points the settings at it."""
    import psycopg  # noqa: PLC0415  not needed for --help

    from qianqiao.cli import setup  # noqa: PLC0415
    from qianqiao.core import environment  # noqa: PLC0415

    setup.start_database()
    url = environment.database_url()
    name = f"qianqiao_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create database {name}")  # type: ignore[arg-type]  # a name made here
    head, _, tail = url.partition("?")
    os.environ["DATABASE_URL"] = f"{head.rpartition('/')[0]}/{name}?{tail}"
    return url


def drop(url: str) -> None:
    import psycopg  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"drop database qianqiao_bench_{os.getpid()}")  # type: ignore[arg-type]


def measure(path: Path) -> int:
    from django.core.management import call_command  # noqa: PLC0415

    from qianqiao.core.actor import SYSTEM  # noqa: PLC0415
    from qianqiao.imports.domain import runs  # noqa: PLC0415
    from qianqiao.imports.domain.passes import advance  # noqa: PLC0415
    from qianqiao.imports.domain.uploads import file_in_place  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    run = runs.create_run(file_in_place(path), kind="achievements", actor=SYSTEM, create_organisations=True)

    def show(now: object) -> None:
        done = getattr(now, "cursor", 0)
        if done % 20_000 == 0:
            rate = done / (time.perf_counter() - started)
            print(f"{done:>9,} rows  {rate:7,.0f}/s  {peak():5.0f} MiB", file=sys.stderr, flush=True)

    run = advance(runs.begin_import(run, actor=SYSTEM).pk, on_progress=show)
    seconds = time.perf_counter() - started
    cpu = time.process_time()
    print(f"{run.state}: {run.created:,} created, {run.rejected:,} rejected of {run.cursor:,} rows")
    print(f"{seconds:,.0f} s ({cpu:,.0f} s of processor), {run.cursor / seconds:,.0f} rows/s")
    print(f"largest memory {peak():,.0f} MiB")
    return 0 if run.state == "finished" and run.rejected == 0 and peak() < 1024 else 1


def peak() -> float:
    """Largest resident memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "rows.csv"
        write_table(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 2**20:,.0f} MiB of GB18030")
        os.environ["QIANQIAO_DATA_DIR"] = os.environ.get("QIANQIAO_DATA_DIR") or str(Path("var").resolve())
        url = own_database()
        try:
            import django  # noqa: PLC0415  after the address of the database is set

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianqiao.settings")
            django.setup()
            return measure(path)
        finally:
            drop(url)


if __name__ == "__main__":
    sys.exit(main())
