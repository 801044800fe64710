"""Housekeeping: files with personal data are not kept longer than they are needed."""

from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app

from zhigong.base import clock, sealed_files
from zhigong.engines.exchange import operations, queries


@app.periodic(cron="17 3 * * *")
@app.task(name="exchange.drop_old_files", queue="sweeper")
def drop_old_files(timestamp: int, **_more: Any) -> None:
    """Remove what was handed in and written back more than ``IMPORT_KEEP_DAYS`` ago.

    :legal: 个人信息保护法 art. 19: 保存期限应当为实现处理目的所必要的最短时间.
    """
    before = clock.now() - timedelta(days=queries.keep_days())
    while operations.drop_old_files(before=before):
        pass
    operations.drop_old_reports(before=before)
    sealed_files.sweep()
