"""Code tables of unions and employers, as the yearly union survey and the standards give them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verification(models.TextChoices):
    """Whether the record was checked against its papers."""

    VERIFIED = "verified", _("已核实")
    PENDING = "pending", _("待核实")


class Sector(models.TextChoices):
    """Sections (门类) of GB/T 4754-2017."""

    A = "A", _("农、林、牧、渔业")
    B = "B", _("采矿业")
    C = "C", _("制造业")
    D = "D", _("电力、热力、燃气及水生产和供应业")
    E = "E", _("建筑业")
    F = "F", _("批发和零售业")
    G = "G", _("交通运输、仓储和邮政业")
    H = "H", _("住宿和餐饮业")
    I = "I", _("信息传输、软件和信息技术服务业")  # noqa: E741  the standard's letter
    J = "J", _("金融业")
    K = "K", _("房地产业")
    L = "L", _("租赁和商务服务业")
    M = "M", _("科学研究和技术服务业")
    N = "N", _("水利、环境和公共设施管理业")
    O = "O", _("居民服务、修理和其他服务业")  # noqa: E741  the standard's letter
    P = "P", _("教育")
    Q = "Q", _("卫生和社会工作")
    R = "R", _("文化、体育和娱乐业")
    S = "S", _("公共管理、社会保障和社会组织")
    T = "T", _("国际组织")


class Category(models.TextChoices):
    """Categories of employers (单位类别) as the yearly union survey codes them."""

    STATE = "110", _("国有企业")
    COLLECTIVE = "120", _("集体企业")
    SHARE_COOPERATIVE = "130", _("股份合作企业")
    JOINT_OPERATION = "140", _("联营企业")
    STATE_SOLE = "151", _("国有独资公司")
    LIMITED = "159", _("其他有限责任公司")
    STATE_HOLDING = "161", _("国有控股股份有限公司")
    SHARE_LIMITED = "169", _("其他股份有限公司")
    PRIVATE = "170", _("私营企业")
    OTHER_DOMESTIC = "190", _("其他内资企业")
    HONG_KONG_MACAO_TAIWAN = "200", _("港澳台商投资企业")
    FOREIGN = "300", _("外商投资企业")
    INSTITUTION = "400", _("事业单位")
    OFFICE = "500", _("机关")
    SELF_EMPLOYED = "600", _("个体经济组织")
    PRIVATE_NON_ENTERPRISE = "700", _("民办非企业单位")
    ASSOCIATION = "800", _("社会团体")
    OTHER = "900", _("其他")
