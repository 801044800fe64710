"""E-mail over SMTP with TLS."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr

from zhigong.registry.messaging.contract import (
    Gateway,
    Options,
    Parcel,
    Rejected,
    Uncertain,
    Unreachable,
)

SECONDS = 20


@dataclass(frozen=True)
class EmailSmtp(Gateway):
    """Options: ``host port user password sender sender_name tls`` (``starttls`` or ``none``)."""

    def send(self, parcel: Parcel, options: Options) -> str:
        """Send a plain text mail whose number is the delivery's key."""
        message = EmailMessage()
        message["Subject"] = parcel.title
        message["From"] = formataddr((str(options.get("sender_name", "")), str(options["sender"])))
        message["To"] = parcel.address
        domain = str(options["sender"]).rpartition("@")[2]
        message["Message-ID"] = f"<{parcel.key}@{domain}>"
        # RFC 3834: no machine answers what a machine wrote, so two of them never talk for ever.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(parcel.text)
        try:
            server = smtplib.SMTP(
                str(options["host"]), int(options.get("port", 587)), timeout=SECONDS
            )
        except (OSError, smtplib.SMTPConnectError) as error:
            raise Unreachable(type(error).__name__) from error
        return _hand_over(server, message, options)


def _hand_over(server: smtplib.SMTP, message: EmailMessage, options: Options) -> str:
    try:
        with server:
            if options.get("tls", "starttls") == "starttls":
                server.starttls(context=ssl.create_default_context())
            if options.get("user"):
                server.login(str(options["user"]), str(options.get("password", "")))
            server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as error:
        raise Rejected("地址被拒收") from error
    except smtplib.SMTPAuthenticationError as error:
        raise Unreachable("邮箱账号或密码不正确") from error
    except smtplib.SMTPResponseException as error:
        kind = Unreachable if 400 <= error.smtp_code < 500 else Rejected
        raise kind(f"SMTP {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(type(error).__name__) from error
    return str(message["Message-ID"])


EMAIL_SMTP = EmailSmtp(code="email_smtp", channels=("email",))
