#!/usr/bin/env python3
"""Opens a console URL as a VNC client does: WebSocket, subprotocol binary, RFB handshake up to the frame buffer's size."""
import base64
import os
import socket
import struct
import sys
from urllib.parse import parse_qs, unquote, urlsplit


def receive(sock, count):
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise EOFError("closed")
        data += piece
    return data


class WebSocket:
    def __init__(self, host, port, target):
        self.sock = socket.create_connection((host, port), timeout=20)
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock.sendall((f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: binary\r\n\r\n").encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += receive(self.sock, 1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise SystemExit(f"refused: {head.decode(errors='replace')}")
        self.data = b""

    def send(self, data):
        mask = os.urandom(4)
        self.sock.sendall(struct.pack("!BB", 0x82, 0x80 | len(data)) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def read(self, count):
        while len(self.data) < count:
            first, size = receive(self.sock, 2)
            size &= 0x7F
            if size == 126:
                size = struct.unpack("!H", receive(self.sock, 2))[0]
            elif size == 127:
                size = struct.unpack("!Q", receive(self.sock, 8))[0]
            payload = receive(self.sock, size)
            if first & 0xF == 8:
                raise SystemExit(f"closed: {payload[2:].decode(errors='replace')}")
            if first & 0xF in (0, 2):
                self.data += payload
        found, self.data = self.data[:count], self.data[count:]
        return found


def main():
    url = urlsplit(sys.argv[1])
    query = parse_qs(url.query)
    target = "/" + unquote(query["path"][0]).lstrip("/") if "path" in query else f"{url.path}?{url.query}"
    socket_ = WebSocket(url.hostname, url.port, target)
    version = socket_.read(12)
    print(version.decode().strip())
    socket_.send(version)
    kinds = socket_.read(socket_.read(1)[0])
    if 1 not in kinds:
        raise SystemExit(f"no security type None in {list(kinds)}")
    socket_.send(b"\x01")
    if socket_.read(4) != b"\0\0\0\0":
        raise SystemExit("security failed")
    socket_.send(b"\x01")
    width, height = struct.unpack("!HH", socket_.read(4))
    print(f"frame buffer {width}x{height}")


main()
