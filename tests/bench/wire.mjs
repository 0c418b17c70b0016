/** Lean clients for the load generator: WebSocket with Socket.IO packets, and HTTP/1.1 on one kept connection. */

import crypto from "node:crypto";
import net from "node:net";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const CONNECT_LIMIT_MS = 60_000;

/** One Socket.IO connection (Engine.IO v4, websocket only); `onPacket(bytes)` gets each message packet. */
export class Socket {
  constructor({ host, port, cookie, auth, onPacket, onClose }) {
    Object.assign(this, { host, port, cookie, auth, onPacket, onClose });
    this.rest = null;
    this.isUpgraded = false;
  }

  open() {
    return new Promise((resolve, reject) => {
      this.joined = resolve;
      this.failed = reject;
      setTimeout(() => reject(new Error("no Socket.IO connection in time")), CONNECT_LIMIT_MS).unref();
      this.tcp = net.connect(this.port, this.host);
      this.tcp.setNoDelay(true);
      const cookie = this.cookie ? `Cookie: ${this.cookie}\r\n` : "";
      const key = crypto.randomBytes(16).toString("base64");
      this.tcp.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${this.host}:${this.port}\r\n${cookie}` +
          `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
      this.tcp.on("data", (bytes) => this.take(bytes));
      this.tcp.on("error", reject);
      this.tcp.on("close", () => this.onClose?.());
    });
  }

  take(bytes) {
    let all = this.rest ? Buffer.concat([this.rest, bytes]) : bytes;
    this.rest = null;
    if (!this.isUpgraded) {
      const end = all.indexOf("\r\n\r\n");
      if (end < 0) {
        this.rest = all;
        return;
      }
      const head = all.subarray(0, end).toString("latin1");
      if (!head.startsWith("HTTP/1.1 101")) return this.failed(new Error(head.slice(0, 300)));
      this.isUpgraded = true;
      all = all.subarray(end + 4);
    }
    let at = 0;
    for (;;) {
      const frame = frameAt(all, at);
      if (!frame) break;
      at = frame.end;
      this.frame(frame.kind, frame.payload);
    }
    if (at < all.length) this.rest = Buffer.from(all.subarray(at));
  }

  frame(kind, payload) {
    if (kind === PING) this.write(payload, PONG);
    else if (kind === CLOSE) this.tcp.end();
    else if (kind === TEXT) this.engine(payload);
  }

  engine(packet) {
    const type = packet[0] - 48;
    if (type === 0) this.send(`40${this.auth ? JSON.stringify(this.auth) : ""}`);
    else if (type === 2) this.send("3");
    else if (type === 4 && packet[1] === 48) this.joined(this);
    else if (type === 4 && packet[1] === 52) this.failed(new Error(packet.toString().slice(0, 300)));
    else if (type === 4) this.onPacket(packet);
  }

  send(text) {
    this.write(Buffer.from(text), TEXT);
  }

  write(payload, kind) {
    const extra = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
    const frame = Buffer.allocUnsafe(6 + extra + payload.length);
    frame[0] = 0x80 | kind;
    frame[1] = 0x80 | (extra === 0 ? payload.length : extra === 2 ? 126 : 127);
    if (extra === 2) frame.writeUInt16BE(payload.length, 2);
    if (extra === 8) frame.writeBigUInt64BE(BigInt(payload.length), 2);
    const mask = 2 + extra;
    frame.writeUInt32BE(crypto.randomInt(2 ** 32), mask);
    for (let i = 0; i < payload.length; i += 1) frame[mask + 4 + i] = payload[i] ^ frame[mask + (i & 3)];
    this.tcp.write(frame);
  }

  close() {
    this.tcp.destroy();
  }
}

function frameAt(bytes, at) {
  if (bytes.length - at < 2) return null;
  let length = bytes[at + 1] & 127;
  let head = 2;
  if (length === 126) {
    if (bytes.length - at < 4) return null;
    length = bytes.readUInt16BE(at + 2);
    head = 4;
  } else if (length === 127) {
    if (bytes.length - at < 10) return null;
    length = Number(bytes.readBigUInt64BE(at + 2));
    head = 10;
  }
  const start = at + head;
  if (bytes.length < start + length) return null;
  return { kind: bytes[at] & 15, payload: bytes.subarray(start, start + length), end: start + length };
}

/** One kept HTTP connection, one request at a time; `request` resolves with {status, body}. */
export class Http {
  constructor({ host, port, cookie }) {
    Object.assign(this, { host, port, cookie });
    this.tcp = null;
  }

  async request(method, path, body = "", headers = "") {
    const isKept = this.tcp !== null;
    try {
      return await this.once(method, path, body, headers);
    } catch (error) {
      // The server may have let an idle connection go: a phone's browser tries once more too.
      if (!isKept) throw error;
      return await this.once(method, path, body, headers);
    }
  }

  once(method, path, body, headers) {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.rest = null;
      if (this.tcp === null) this.connect();
      const cookie = this.cookie ? `Cookie: ${this.cookie}\r\n` : "";
      const about = body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` : "";
      this.tcp.write(`${method} ${path} HTTP/1.1\r\nHost: ${this.host}:${this.port}\r\n${cookie}${headers}${about}\r\n${body}`);
    });
  }

  connect() {
    const tcp = net.connect(this.port, this.host);
    tcp.setNoDelay(true);
    tcp.on("data", (bytes) => this.take(bytes));
    const gone = () => {
      if (this.tcp !== tcp) return;
      this.tcp = null;
      this.settle?.reject(new Error("the connection ended"));
    };
    tcp.on("error", gone);
    tcp.on("close", gone);
    this.tcp = tcp;
  }

  take(bytes) {
    const all = this.rest ? Buffer.concat([this.rest, bytes]) : bytes;
    const end = all.indexOf("\r\n\r\n");
    const head = end < 0 ? "" : all.subarray(0, end).toString("latin1");
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (end < 0 || all.length < end + 4 + length) {
      this.rest = all;
      return;
    }
    const { resolve } = this.settle;
    this.settle = null;
    this.rest = null;
    if (/connection: *close/i.test(head)) {
      this.tcp.destroy();
      this.tcp = null;
    }
    resolve({ status: Number(head.slice(9, 12)), body: all.subarray(end + 4, end + 4 + length) });
  }

  close() {
    this.tcp?.destroy();
  }
}
