import hashlib
import hmac
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest
from django.core.cache import cache

from zhigong.registry.messaging import queries
from zhigong.registry.messaging.catalogue.gateways.dingtalk_robot import sign
from zhigong.registry.messaging.contract import (
    GATEWAYS,
    Parcel,
    Rejected,
    Uncertain,
    Unreachable,
)

KEY = UUID("11111111-2222-3333-4444-555555555555")
PARCEL = Parcel(
    notice="administrator_named",
    title="工会组织授权",
    text="您已被授权为宏远电子工会的管理员。",
    address="13812345678",
    values={"union": "宏远电子工会"},
    key=KEY,
    url="/desk/",
)


class Other:
    """The other side: answers what the test wants and keeps what it was asked."""

    def __init__(self):
        self.asked = []
        self.answers = []
        other = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self):
                length = int(self.headers.get("Content-Length") or 0)
                other.asked.append((self.path, dict(self.headers), self.rfile.read(length)))
                status, body = other.answers.pop(0) if other.answers else (200, {})
                if status == 0:
                    self.connection.close()
                    return
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = _serve  # noqa: N815  names the library asks for

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def other():
    cache.clear()
    made = Other()
    yield made
    made.close()


def body_of(asked):
    return json.loads(asked[2])


def sms(other, parcel=PARCEL, **more):
    options = {
        "url": other.base + "/send",
        "secret": "s3cret",
        "sign": "镇海区总工会",
        "templates": {"administrator_named": "SMS_1001"},
        **more,
    }
    return GATEWAYS.get("sms_http").send(parcel, options)


def test_an_sms_goes_by_its_approved_template_signed_and_with_its_key(other):
    other.answers = [(200, {"id": "gw-9"})]

    assert sms(other) == "gw-9"

    [(path, headers, content)] = other.asked
    assert path == "/send"
    assert json.loads(content) == {
        "template": "SMS_1001",
        "phone": "13812345678",
        "values": {"union": "宏远电子工会"},
        "sign": "镇海区总工会",
        "key": str(KEY),
    }
    assert headers["Idempotency-Key"] == str(KEY)
    message = headers["X-Timestamp"].encode() + b"\n" + content
    assert headers["X-Signature"] == hmac.new(b"s3cret", message, hashlib.sha256).hexdigest()


def test_an_sms_without_an_approved_template_is_not_sent(other):
    with pytest.raises(Rejected):
        sms(other, templates={})

    assert other.asked == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((400, {}), Rejected),
        ((429, {}), Unreachable),
        ((503, {}), Unreachable),
        ((500, {}), Uncertain),
        ((0, {}), Uncertain),
        ((200, b"<html>"), Uncertain),
    ],
)
def test_what_an_answer_means(other, answer, error):
    other.answers = [answer]

    with pytest.raises(error):
        sms(other)


def test_no_connection_means_nothing_was_sent():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "url": f"http://127.0.0.1:{port}/",
        "secret": "x",
        "templates": {"administrator_named": "1"},
    }

    with pytest.raises(Unreachable):
        GATEWAYS.get("sms_http").send(PARCEL, options)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/", "nonsense"])
def test_only_http_addresses_are_asked(url):
    options = {"url": url, "secret": "x", "templates": {"administrator_named": "1"}}

    with pytest.raises(Rejected):
        GATEWAYS.get("sms_http").send(PARCEL, options)


def wechat(other, code, **more):
    options = {
        "base": other.base,
        "appid": "wx1",
        "secret": "s",
        "site": "https://gh.example",
        "templates": {
            "administrator_named": {"id": "T1", "fields": {"thing1": "union", "thing2": "text"}}
        },
        **more,
    }
    return GATEWAYS.get(code).send(PARCEL, options)


TOKEN = (200, {"access_token": "tok-1", "expires_in": 7200})


def test_an_official_account_message_carries_the_template_and_its_own_key(other):
    other.answers = [TOKEN, (200, {"errcode": 0, "msgid": 42})]

    assert wechat(other, "wechat_official") == "42"

    assert other.asked[0][0].startswith("/cgi-bin/token?grant_type=client_credential&appid=wx1")
    assert other.asked[1][0] == "/cgi-bin/message/template/send?access_token=tok-1"
    sent = body_of(other.asked[1])
    assert (sent["touser"], sent["template_id"]) == ("13812345678", "T1")
    assert (sent["client_msg_id"], sent["url"]) == (KEY.hex, "https://gh.example/desk/")
    assert sent["data"]["thing1"] == {"value": "宏远电子工会"}


def test_the_token_is_kept_and_asked_for_again_when_wechat_says_it_ended(other):
    other.answers = [TOKEN, (200, {"errcode": 0}), (200, {"errcode": 40001})]
    other.answers += [(200, {"access_token": "tok-2"}), (200, {"errcode": 0})]

    wechat(other, "wechat_official")
    wechat(other, "wechat_official")

    tokens = [parse_qs(urlsplit(path).query).get("access_token") for path, _h, _b in other.asked]
    assert tokens == [None, ["tok-1"], ["tok-1"], None, ["tok-2"]]


@pytest.mark.parametrize(
    ("code", "error"), [(43004, Rejected), (43101, Rejected), (45009, Unreachable)]
)
def test_who_does_not_follow_is_refused_and_a_full_quota_waits(other, code, error):
    other.answers = [TOKEN, (200, {"errcode": code})]

    with pytest.raises(error):
        wechat(other, "wechat_official")


def test_a_mini_programme_message_shortens_what_wechat_would_refuse(other):
    other.answers = [TOKEN, (200, {"errcode": 0})]

    wechat(other, "wechat_mini", page="pages/index")

    sent = body_of(other.asked[1])
    assert other.asked[1][0].startswith("/cgi-bin/message/subscribe/send")
    assert (sent["page"], sent["lang"]) == ("pages/index", "zh_CN")
    assert all(len(field["value"]) <= 20 for field in sent["data"].values())


@pytest.mark.parametrize("code", ["wecom_robot", "government_robot"])
def test_the_robots_of_wecom_and_of_the_government_post_a_text(other, code):
    other.answers = [(200, {"errcode": 0})]

    GATEWAYS.get(code).send(PARCEL, {"base": other.base})

    assert other.asked[0][0] == "/cgi-bin/webhook/send?key=13812345678"
    assert body_of(other.asked[0]) == {
        "msgtype": "text",
        "text": {"content": "【工会组织授权】您已被授权为宏远电子工会的管理员。"},
    }


def test_the_robot_of_dingtalk_signs_with_time_and_secret(other):
    other.answers = [(200, {"errcode": 0})]

    GATEWAYS.get("dingtalk_robot").send(PARCEL, {"base": other.base, "secret": "SEC1"})

    query = parse_qs(urlsplit(other.asked[0][0]).query)
    assert query["sign"] == [sign(query["timestamp"][0], "SEC1")]
    assert unquote(query["access_token"][0]) == "13812345678"


def test_a_robot_that_refuses_or_is_busy_says_so(other):
    other.answers = [(200, {"errcode": 93000}), (200, {"errcode": 45009})]
    robot = GATEWAYS.get("wecom_robot")

    with pytest.raises(Rejected):
        robot.send(PARCEL, {"base": other.base})
    with pytest.raises(Unreachable):
        robot.send(PARCEL, {"base": other.base})


class Mailbox:
    """A mail server of a few lines: keeps what it is given, or refuses the recipient."""

    def __init__(self, *, refuses=False):
        self.mails, self.refuses = [], refuses
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        peer, _address = self.listening.accept()
        file = peer.makefile("rwb")

        def say(text):
            file.write(text.encode() + b"\r\n")
            file.flush()

        say("220 here")
        while line := file.readline():
            word = line.split()[0].upper()
            if word == b"DATA":
                say("354 go on")
                body = b""
                while (line := file.readline()) != b".\r\n":
                    body += line
                self.mails.append(body)
                say("250 taken")
            elif word == b"RCPT" and self.refuses:
                say("550 unknown")
            elif word == b"QUIT":
                say("221 bye")
                break
            else:
                say("250 ok")
        peer.close()


def mail(box):
    options = {"host": "127.0.0.1", "port": box.port, "sender": "gh@zh.example", "tls": "none"}
    parcel = Parcel(**{**{f: getattr(PARCEL, f) for f in PARCEL.__slots__}, "address": "a@b.cn"})
    return GATEWAYS.get("email_smtp").send(parcel, options)


def test_a_mail_is_handed_over_with_the_key_as_its_number():
    box = Mailbox()

    assert mail(box) == f"<{KEY}@zh.example>"

    assert f"Message-ID: <{KEY}@zh.example>".encode() in box.mails[0]
    assert b"To: a@b.cn" in box.mails[0]


def test_a_refused_mail_address_is_not_tried_again():
    with pytest.raises(Rejected):
        mail(Mailbox(refuses=True))


def test_a_gateway_is_chosen_by_the_operators_file(tmp_path, settings):
    changed = settings.ZHIGONG.model_copy(update={"state_dir": tmp_path})
    settings.ZHIGONG = changed
    assert queries.gateway_of("sms")[0].code == "console"
    assert not queries.is_open("email")

    (tmp_path / "gateways.toml").write_text('[email]\ngateway = "email_smtp"\nhost = "mail"\n')

    assert queries.gateway_of("email")[0].code == "email_smtp"
    assert queries.is_open("email")
