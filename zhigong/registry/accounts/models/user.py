"""One account: of a member (by phone) or of staff (by account name and password)."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhigong.base.fields import BlindIndexField, EncryptedField


class UserKind(models.TextChoices):
    """How somebody logs in."""

    STAFF = "staff", "工作人员"
    MEMBER = "member", "会员"


class UserManager(BaseUserManager["User"]):
    """Find users by their account name."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this account name; case does not matter."""
        return self.get(login=(username or "").strip().lower())


class User(AbstractBaseUser):
    """An account. There is no superuser: what an account may do comes from its grants alone."""

    login = models.CharField("账号", max_length=64, unique=True)
    kind = models.CharField("类别", max_length=8, choices=UserKind.choices)
    name = models.CharField("姓名", max_length=64, blank=True)
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    data_key = models.BinaryField()  # wrapped by the installation's key
    phone_cipher = EncryptedField()
    phone_blind = BlindIndexField(db_index=True)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_changed_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField("最近使用", null=True)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["phone_blind"],
                condition=models.Q(kind="member"),
                name="one_member_account_per_phone",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=UserKind.values), name="user_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the account name."""
        return self.login

    def get_full_name(self) -> str:
        """Return the name shown beside what this user does."""
        return self.name or self.login
