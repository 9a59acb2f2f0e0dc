"""Opens sealed tokens, version 1. Written from docs/token-format.md alone, to show that the page is enough.

Reads a JSON list of questions from standard input (token, keys as a list of {kid, secret in hex}, purpose, issuer,
audience, now) and answers one JSON list: {"claims": ...} or {"refused": rule} for each.
"""

import base64
import hashlib
import json
import re
import sys
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LARGEST = 2**53 - 1


class Refused(Exception):
    """Its one argument is the rule that does not hold."""


def require(holds, rule):
    if not holds:
        raise Refused(rule)


def decode_base64url(text):
    require(re.fullmatch(r"[A-Za-z0-9_-]*", text, re.ASCII) and len(text) % 4 != 1, "base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    require(encode_base64url(data) == text, "base64url")
    return data


def encode_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def is_spelled_id(text):
    try:
        return len(decode_base64url(text)) == 16
    except Refused:
        return False


class Reader:
    """Takes the claims apart, field by field."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def bytes(self, count):
        taken = self.data[self.at:self.at + count]
        require(len(taken) == count, "end")
        self.at += count
        return taken

    def byte(self):
        return self.bytes(1)[0]

    def number(self):
        value = 0
        shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            require(value <= LARGEST and shift <= 56, "number")
            if byte < 0x80:
                require(byte > 0 or shift == 7, "number")
                return value

    def signed(self):
        value = self.number()
        return value // 2 if value % 2 == 0 else -(value + 1) // 2

    def utf8(self, count):
        try:
            return self.bytes(count).decode("utf-8", "strict")
        except UnicodeDecodeError:
            raise Refused("text") from None

    def text(self):
        count = self.byte()
        require(count > 0, "text")
        return self.utf8(count)

    def identifier(self, foreign):
        if not foreign:
            return encode_base64url(self.bytes(16))
        count = self.byte()
        require(1 <= count <= 64, "identifier")
        text = self.utf8(count)
        require(not is_spelled_id(text), "identifier")
        return text

    def list(self):
        return [self.text() for _ in range(self.byte())]


def read_claims(data, hour):
    reader = Reader(data)
    head = int.from_bytes(reader.bytes(2), "big")
    second = head & 0x0FFF
    require(second <= 3599, "second")
    issued = hour * 3600 + second
    subject = reader.identifier(head & 0x2000)
    session = reader.identifier(head & 0x1000)
    expires = issued + reader.number()
    require(expires <= LARGEST, "time")
    auth_time = issued - reader.signed()
    require(0 <= auth_time <= LARGEST, "time")
    epoch = reader.number()
    version = reader.number()
    roles = []
    if head & 0x8000:
        roles = reader.list()
        require(roles, "roles")
    scope = reader.list() if head & 0x4000 else None
    require(reader.at == len(data), "end")
    return {
        "subject": subject, "session": session, "issuedAt": issued, "expiresAt": expires, "authTime": auth_time,
        "epoch": epoch, "version": version, "roles": roles, "scope": scope,
    }


def associated_data(header, texts):
    encoded = [text.encode("utf-8") for text in texts]
    return header + b"".join(len(text).to_bytes(2, "big") + text for text in encoded)


def decrypt(data, keys, question, hour):
    header, sealed = data[:23], data[23:-4]
    candidates = [key for key in keys if hashlib.sha256(key["kid"].encode("utf-8")).digest()[:3] == data[1:4]]
    require(candidates, "key")
    purpose = question["purpose"]
    bound = associated_data(header, [purpose, question["issuer"], question["audience"]])
    for key in candidates:
        info = f"latchkey token v1\n{purpose}\n{hour}".encode("ascii")
        hour_key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(bytes.fromhex(key["secret"]))
        try:
            return AESGCM(hour_key).decrypt(header[7:19], sealed, bound)
        except InvalidTag:
            continue
    raise Refused("tag")


def open_token(question):
    token, purpose = question["token"], question["purpose"]
    prefix = "lk_at_" if purpose == "access" else f"lk_{purpose}_"
    require(token.startswith(prefix), "prefix")
    require(len(token) <= 4096, "length")
    data = decode_base64url(token[len(prefix):])
    require(len(data) >= 43, "size")
    require(zlib.crc32(data[:-4]) == int.from_bytes(data[-4:], "big"), "checksum")
    require(data[0] == 1, "version")
    hour, current = int.from_bytes(data[4:7], "big"), question["now"] // 3600
    require(current - 744 <= hour <= current + 1, "hour")
    claims = read_claims(decrypt(data, question["keys"], question, hour), hour)
    return {**claims, "credential": encode_base64url(data[7:23])}


def answer(question):
    try:
        return {"claims": open_token(question)}
    except Refused as refusal:
        return {"refused": refusal.args[0]}


if __name__ == "__main__":
    json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
