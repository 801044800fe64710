"""Names of people and firms, drawn at random from the common ones."""

import numpy as np
import polars as pl

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
MALE = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭宁龙海山峰林志文国建成东亮永兴庆春晓子天学世家立"
FEMALE = "芳娜敏静丽艳娟霞秀玲桂英华慧巧美红云洁梅莉兰凤琴素雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞婷雅欣怡梦晓子文思"
GIVEN_SECOND = "伟敏静强磊军洋艳勇杰娟涛明超兰霞平刚桂英华慧文玲萍红玉云波宇浩然欣怡雨涵轩萱佳琪俊逸博思远晨曦晴"
MINORITY = (
    "买买提·吐尔逊", "阿依古丽·买买提", "古丽娜尔·艾合买提", "迪丽拜尔·哈力克", "扎西·次仁",
    "卓玛·央金", "艾力·玉素甫", "热娜·阿不都拉", "格桑·多吉", "帕提古丽·依明",
)  # fmt: skip
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "尉迟", "皇甫", "令狐", "东方")

FIRM_WORDS = (
    "恒达 宏远 华翔 博威 百隆 新泰 明州 中鑫 北欧 东联 甬诚 海天 瑞丰 锦程 鼎盛 金源 永发"
    " 天华 振兴 万邦 立信 广源 通达 嘉盛 联合 顺达 华泰 恒信 启明 德昌 众泰 金海 三江 润丰"
    " 长青 盛世 光明 和泰 安捷 利民 康达 兴业 汇丰 同创 远东 卓越 精诚 正泰 凯越 信达 伟业"
    " 富达 欣荣 佳禾 旺达 捷成 宁化 甬丰 蓝海 海纳"
).split()
# trade word, GB/T 4754 section, share of women, share of migrants, mean of workers
TRADES = (
    ("机械", "C", 0.28, 0.55, 1.2), ("电子", "C", 0.52, 0.60, 1.6), ("化工", "C", 0.22, 0.35, 1.5),
    ("纺织", "C", 0.68, 0.62, 1.3), ("建筑", "E", 0.14, 0.66, 1.6), ("物流", "G", 0.26, 0.50, 0.9),
    ("快递", "G", 0.20, 0.64, 0.8), ("餐饮", "H", 0.61, 0.58, 0.5), ("贸易", "F", 0.49, 0.25, 0.4),
    ("模具", "C", 0.24, 0.52, 0.7), ("塑料", "C", 0.41, 0.57, 0.8), ("五金", "C", 0.37, 0.59, 0.7),
    ("服饰", "C", 0.72, 0.61, 1.0), ("软件", "I", 0.38, 0.15, 0.6), ("物业", "K", 0.46, 0.48, 0.8),
    ("超市", "F", 0.66, 0.40, 0.6), ("汽车零部件", "C", 0.33, 0.56, 1.4), ("环保", "N", 0.30, 0.33, 0.5),
)  # fmt: skip


def people_names(rng: np.random.Generator, women: np.ndarray) -> pl.Series:
    """Return one name for each of ``women`` (booleans): common ones often, some with ``·``."""
    count = len(women)
    rank = np.minimum(rng.geometric(0.035, count) - 1, len(SURNAMES) - 1)
    surname = pl.Series(list(SURNAMES)).gather(rank)
    compound = rng.random(count) < 0.006
    surname = pl.select(
        pl.when(pl.Series(compound))
        .then(pl.Series(list(COMPOUND)).gather(rng.integers(0, len(COMPOUND), count)))
        .otherwise(surname)
    ).to_series()
    male = pl.Series(list(MALE)).gather(rng.integers(0, len(MALE), count))
    female = pl.Series(list(FEMALE)).gather(rng.integers(0, len(FEMALE), count))
    second = pl.Series(list(GIVEN_SECOND)).gather(rng.integers(0, len(GIVEN_SECOND), count))
    plain = pl.select(
        pl.concat_str(
            surname,
            pl.when(pl.Series(women)).then(female).otherwise(male),
            pl.when(pl.Series(rng.random(count) < 0.72)).then(second).otherwise(pl.lit("")),
        )
    ).to_series()
    minority = pl.Series(list(MINORITY)).gather(rng.integers(0, len(MINORITY), count))
    return pl.select(
        pl.when(pl.Series(rng.random(count) < 0.004)).then(minority).otherwise(plain)
    ).to_series()
