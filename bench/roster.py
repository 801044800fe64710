"""A large member roster of the shape of the sample, for the demo's own unions."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from zhigong.demo.identities import births, identity_numbers, phones
from zhigong.demo.names import people_names
from zhigong.demo.plan import Planner
from zhigong.demo.scales import SCALES

HEADER = (
    "序号 姓名 性别 公民身份号码 民族 政治面貌 文化程度 联系电话 工作单位全称 单位信用代码 所属工会"
    " 是否农民工 入会时间 备注"
).split()


def frame_of(rows: int, seed: int, on: date) -> pl.DataFrame:
    """Return ``rows`` new people spread over the grassroots unions of the district's demo."""
    rng = np.random.default_rng(seed)
    plan = Planner(SCALES["district"], on).build()
    holders = [h for h in plan.holders if h.union.kind == "grassroots"]
    chosen = np.sort(rng.integers(0, len(holders), rows))
    women = rng.random(rows) < 0.42
    numbers, _ = identity_numbers(rng, births(rng, rows, on), women)
    firms = [holders[i].employers[0] for i in range(len(holders))]
    joined = np.datetime64(on) - rng.integers(10, 900, rows).astype("timedelta64[D]")
    return pl.DataFrame(
        {
            "序号": np.arange(1, rows + 1),
            "姓名": people_names(rng, women),
            "性别": np.where(women, "女", "男"),
            "公民身份号码": numbers,
            "民族": np.full(rows, "汉族"),
            "政治面貌": rng.choice(["群众", "中共党员", "共青团员"], rows),
            "文化程度": rng.choice(["初中", "高中", "大专", "本科"], rows),
            "联系电话": phones(rng, rows),
            "工作单位全称": pl.Series([f.name for f in firms]).gather(chosen),
            "单位信用代码": pl.Series([f.credit_code for f in firms]).gather(chosen),
            "所属工会": pl.Series([h.union.name for h in holders]).gather(chosen),
            "是否农民工": rng.choice(["是", "否"], rows),
            "入会时间": pl.Series(joined).cast(pl.Date).cast(pl.String),
            "备注": np.full(rows, ""),
        }
    )


def write_roster(path: Path, *, rows: int, seed: int, on: date) -> None:
    """Write the workbook: a title, two lines above the header, the rows, no total."""
    frame = frame_of(rows, seed, on)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("会员名册")
        sheet.write(0, 0, "会员花名册")
        sheet.write_row(3, 0, HEADER)
        for place, row in enumerate(frame.iter_rows(), 4):
            sheet.write_row(place, 0, row)
