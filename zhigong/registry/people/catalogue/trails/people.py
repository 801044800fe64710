"""职工与会籍 in the audit: its operations in words, and people by name where they may be seen."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.audit.contract import Named, Trail
from zhigong.registry.people.models import Person


def names(actor: Actor, ids: Collection[int]) -> Mapping[int, Named]:
    """Return the people the actor may open; of others not even the name is said."""
    scope = actor.scope("people.view")
    if scope.is_empty:
        return {}
    rows = Person.objects.within(scope).filter(pk__in=ids)
    return {
        pk: Named(name, reverse("people:detail", args=[pk]))
        for pk, name in rows.values_list("pk", "name")
    }


PEOPLE = Trail(
    code="people",
    title=N_("职工与会籍"),
    order=30,
    verbs={
        "people.enrol_person": N_("登记职工并入会"),
        "people.enrol_rows": N_("批量导入会籍"),
        "people.register_person": N_("登记职工"),
        "people.change_person": N_("修改职工资料"),
        "people.verify_person": N_("实名认证"),
        "people.open_identity": N_("查看明文"),
        "people.export_clear": N_("导出明文名单"),
        "people.appoint_officer": N_("登记工会职务"),
        "people.end_office": N_("卸任工会职务"),
        "people.erase_person": N_("删除个人信息"),
        "people.take_back_memberships": N_("撤回导入的会籍"),
        "people.take_back_offers": N_("撤回导入的接转"),
        "people.open_membership": N_("办理入会"),
        "people.change_terms": N_("修改工作信息"),
        "people.approve_membership": N_("批准入会"),
        "people.refuse_membership": N_("不予批准入会"),
        "people.retain_membership": N_("保留会籍"),
        "people.retain_memberships": N_("批量保留会籍"),
        "people.restore_membership": N_("恢复会籍"),
        "people.end_membership": N_("终止会籍"),
        "people.offer_transfer": N_("发起会籍接转"),
        "people.accept_transfer": N_("接收会籍"),
        "people.object_to_transfer": N_("对接转提出异议"),
        "people.withdraw_transfer": N_("撤回接转"),
        "people.decide_transfer": N_("裁定接转异议"),
        "people.find_duplicates": N_("查找重复记录"),
        "people.merge_people": N_("合并重复的职工记录"),
        "people.tell_apart": N_("认定不是同一人"),
        "people.pass_on_workers": N_("批量划转会籍"),
        "people.complete_due_transfers": N_("完成到期的接转"),
    },
    things={
        "people.person": N_("职工"),
        "people.membership": N_("会籍"),
        "people.transfer": N_("会籍接转"),
        "people.officer": N_("工会职务"),
        "people.retention": N_("会籍保留"),
        "people.recordpair": N_("重复记录核对"),
    },
    codes={
        "person": N_("职工编号"),
        "id_number": N_("证件号"),
        "phone": N_("手机号"),
        "card": N_("银行卡号"),
        "state": N_("状态"),
        "pending": N_("待审"),
        "active": N_("在籍"),
        "transferring": N_("转接中"),
        "retained": N_("保留会籍"),
        "left": N_("退会"),
        "left_automatically": N_("自动退会"),
        "expelled": N_("开除"),
        "deceased": N_("去世"),
        "transferred": N_("转出"),
        "offered": N_("待接收"),
        "accepted": N_("已接收"),
        "objected": N_("有异议"),
        "completed": N_("已转出"),
        "withdrawn": N_("已撤回"),
        "decided": N_("已裁定"),
        "post": N_("职务"),
        "chair": N_("主席"),
        "cause": N_("原因类别"),
        "way": N_("方式"),
        "same": N_("同一人"),
        "different": N_("不是同一人"),
        "gone": N_("并入的职工编号"),
        "from_union": N_("原工会"),
        "leave": N_("退会"),
        "expel": N_("开除"),
        "decision": N_("决定"),
        "how": N_("认证方式"),
        "batch": N_("导入批次"),
        "sex": N_("性别"),
        "birth_on": N_("出生日期"),
        "ethnicity": N_("民族"),
        "political_status": N_("政治面貌"),
        "education": N_("文化程度"),
        "household_kind": N_("户口类别"),
        "household_region": N_("户籍地"),
        "skill_level": N_("技能等级"),
        "id_cipher": N_("证件号"),
        "phone_cipher": N_("手机号"),
        "card_cipher": N_("银行卡号"),
        "id_blind": N_("证件号"),
        "phone_blind": N_("手机号"),
        "name_py": N_("姓名拼音"),
        "name_py_initials": N_("姓名拼音首字母"),
        "employer": N_("用人单位"),
        "employer_id": N_("用人单位"),
        "migrant": N_("农民工"),
        "dispatched": N_("劳务派遣"),
        "new_form_group": N_("新就业形态"),
        "employment_form": N_("用工形式"),
    },
    names={"people.person": names},
)
