/**
 * Load generator: one process, so that all moments are of one clock. It reads a plan (JSON) from standard input and
 * prints one JSON line per phase.
 *
 * plan: {host, port, protocol: "venue"|"peer", door: "http"|"socket", pids: {name: pid}, dishes: [{item_id, modifiers}],
 *        guests: [{cookie, after}], screens: [{cookie, kind: "news"|"wire", after}], acks: bool, restaurant,
 *        quiet_s, idle_s, warm_up_s, phases: [{kind: "open", rate, seconds} | {kind: "closed", together, seconds}]}
 */

import fs from "node:fs";
import { Http, Socket } from "./wire.mjs";
import { Sampler, summary } from "./measure.mjs";

const plan = JSON.parse(fs.readFileSync(0, "utf8"));
const DRAIN_MS = 20_000;
const QUIET_PERCENT = 15;
const PAGE_EVERY_MS = 50;
const FRAME_MS = 16;
const MOST_ORDERS = 2_000_000;
const now = () => performance.now();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// An order's id is a UUIDv7 whose random part holds the run's tag and the order's number here, so that a
// frame is searched for the tag alone.
const TAG = `-7${hex(Math.floor(Math.random() * 4096), 3)}-8${hex(Math.floor(Math.random() * 4096), 3)}-`;
const TAG_BYTES = Buffer.from(TAG);
const sentAt = new Float64Array(MOST_ORDERS);
let orders = 0;
let record = null;
let closedSockets = 0;
const refusals = {};
const acknowledged = new Map();

function hex(number, digits) {
  return number.toString(16).padStart(digits, "0");
}

function newId(number) {
  const time = hex(Date.now(), 12);
  return `${time.slice(0, 8)}-${time.slice(8)}${TAG}${hex(number, 12)}`;
}

/** Call `found(number, after)` for each order id in a frame; `after` is where its text ends. */
function eachOrder(bytes, found) {
  for (let at = bytes.indexOf(TAG_BYTES); at >= 0; at = bytes.indexOf(TAG_BYTES, at + 1)) {
    const start = at + TAG.length;
    found(parseInt(bytes.latin1Slice(start, start + 12), 16), start + 12);
  }
}

// ---- what a screen sees

function screen(options) {
  const seen = new Uint8Array(MOST_ORDERS);
  const http = new Http({ ...plan, cookie: options.cookie });
  const tells = options.kind === "news" && plan.acks;
  const told = new Set();
  let owed = new Set();
  let isUnderWay = false;

  /** As kitchen/acks.js: painted, gathered for a moment, told in one call. */
  function gather() {
    if (isUnderWay || owed.size === 0) return;
    isUnderWay = true;
    setTimeout(tell, FRAME_MS + 100 + Math.random() * 150);
  }

  async function tell() {
    const ids = [...owed].slice(0, 500);
    owed = new Set([...owed].slice(500));
    await http
      .request("POST", "/api/v1/kitchen/all/ack", JSON.stringify({ ticket_ids: ids }))
      .then(({ status }) => status === 200 || refuse(`ack ${status}`))
      .catch(() => refuse("ack unheard"));
    isUnderWay = false;
    gather();
  }

  /** Our own screen tells each ticket ("<order>.s<station>") once it is painted. */
  function note(bytes, end) {
    if (bytes[end] !== 46 || bytes[end + 1] !== 115) return;
    let stop = end + 2;
    while (bytes[stop] >= 48 && bytes[stop] <= 57) stop += 1;
    const ticket = bytes.latin1Slice(end - 36, stop);
    if (bytes[stop] !== 34 || told.has(ticket)) return;
    told.add(ticket);
    owed.add(ticket);
  }

  return (bytes) => {
    const at = now();
    eachOrder(bytes, (number, end) => {
      if (tells) note(bytes, end);
      if (seen[number]) return;
      seen[number] = 1;
      record?.painted(number, at);
    });
    gather();
  };
}

function refuse(why) {
  refusals[why] = (refusals[why] ?? 0) + 1;
}

// ---- guests

const sockets = [];
/** Phones that wait for no answer, and orders that wait for a phone: a server that is too slow is waited for. */
const free = [];
const waiting = [];
let turn = 0;

function lines(number) {
  const count = 5 + (number % 3);
  const chosen = [];
  for (let i = 0; i < count; i += 1) chosen.push(plan.dishes[(number * 7 + i) % plan.dishes.length]);
  return chosen;
}

function orderFor(number) {
  const id = newId(number);
  const note = (i) => (i % 2 ? "no onion" : "");
  if (plan.protocol === "peer") {
    const items = lines(number).map((dish, i) => ({
      menuItemId: 100 + i, name: `Dish number ${i} with a name`, qty: 1 + (i % 3), price: 1140, note: note(i), mods: ["extra cheese"],
    }));
    return { id, body: { clientId: id, tableId: number % 60, kitchenId: "k1", items } };
  }
  if (plan.door === "socket") {
    const items = lines(number).map((dish, i) => ({
      id: dish.item_id, quantity: 1 + (i % 3), modifiers: dish.modifiers, notes: note(i),
    }));
    return { id, body: { clientId: id, items } };
  }
  return { id, body: { lines: lines(number).map((dish, i) => ({ ...dish, quantity: 1 + (i % 3), note: note(i) })) } };
}

/** Place one order from the next guest; resolves when it was acknowledged. */
async function place() {
  const number = orders++;
  const { id, body } = orderFor(number);
  if (plan.door === "socket") {
    const socket = sockets[(turn = (turn + 1) % sockets.length)];
    const done = new Promise((resolve) => acknowledged.set(number, resolve));
    const packet = `42${number}["order:create",${JSON.stringify(body)}]`;
    sentAt[number] = now();
    socket.send(packet);
    await done;
    return;
  }
  sentAt[number] = now();
  const phone = free.shift() ?? (await new Promise((resolve) => waiting.push(resolve)));
  const answer = await phone
    .request("POST", plan.protocol === "peer" ? "/orders" : "/api/v1/orders", JSON.stringify(body), `Idempotency-Key: ${id}\r\n`)
    .catch((error) => ({ status: 0, body: Buffer.from(error.message) }));
  const next = waiting.shift();
  if (next) next(phone);
  else free.push(phone);
  if (answer.status === 201) record?.acknowledged(number, now());
  else refuse(`${answer.status} ${answer.body.toString().slice(0, 160)}`);
}

function guestPacket(bytes) {
  if (bytes[1] !== 51) return; // an event; "3" is an acknowledgement
  const number = parseInt(bytes.latin1Slice(2, 14), 10);
  if (bytes.includes('"error"')) refuse(bytes.toString().slice(0, 160));
  else record?.acknowledged(number, now());
  acknowledged.get(number)?.();
  acknowledged.delete(number);
}

// ---- phases

class Record {
  constructor(from) {
    this.from = from;
    this.to = Infinity;
    this.acks = [];
    this.screens = [];
    this.pages = [];
    this.late = 0;
  }

  has(number) {
    return number >= this.from && number < this.to;
  }

  acknowledged(number, at) {
    if (this.has(number)) this.acks.push(at - sentAt[number]);
  }

  painted(number, at) {
    if (this.has(number)) this.screens.push(at - sentAt[number]);
  }
}

async function openLoop({ rate, seconds }) {
  const start = now();
  let next = start;
  for (;;) {
    const at = now();
    if (at - start >= seconds * 1_000) return;
    if (at >= next) {
      if (record) record.late = Math.max(record.late, at - next);
      place();
      next += (-Math.log(1 - Math.random()) * 1_000) / rate;
    } else await new Promise((resolve) => (next - at > 1.2 ? setTimeout(resolve, next - at - 1) : setImmediate(resolve)));
  }
}

async function closedLoop({ together, seconds }) {
  const end = now() + seconds * 1_000;
  const guest = async () => {
    while (now() < end) await place();
  };
  await Promise.all(Array.from({ length: together }, guest));
}

/** Fetch a small page all the while: what everybody else feels. */
async function watchPages(phase, isOver) {
  const http = new Http(plan);
  const path = plan.protocol === "peer" ? "/health" : "/healthz";
  while (!isOver()) {
    const began = now();
    await http.request("GET", path).catch(() => refuse("page unheard"));
    record?.pages.push(now() - began);
    await sleep(PAGE_EVERY_MS);
  }
  http.close();
}

async function run(phase) {
  const loop = phase.kind === "open" ? openLoop : closedLoop;
  let isOver = false;
  const pages = watchPages(phase, () => isOver);
  record = null;
  await loop({ ...phase, seconds: plan.warm_up_s ?? 2 });
  const mine = (record = new Record(orders));
  const sampler = new Sampler(plan.pids);
  const began = now();
  await loop(phase);
  const inTime = mine.acks.length;
  const took = (now() - began) / 1_000;
  const used = sampler.stop();
  mine.to = orders;
  const sent = mine.to - mine.from;
  const wanted = sent * plan.screens.length;
  const limit = now() + DRAIN_MS;
  while (now() < limit && (mine.acks.length < sent || mine.screens.length < wanted)) await sleep(20);
  isOver = true;
  await pages;
  // What the writer still puts down for these orders (checkpoint, printing) belongs to them too.
  const written = sampler.written();
  return {
    ...phase, sent, acknowledged: mine.acks.length, painted: mine.screens.length, painted_wanted: wanted,
    per_s: +(inTime / took).toFixed(1), ack_ms: summary(mine.acks), screen_ms: summary(mine.screens),
    page_ms: summary(mine.pages), late_ms: +mine.late.toFixed(1), ...used,
    written_per_order: sent ? Math.round(written / sent) : null, refusals: { ...refusals }, closed_sockets: closedSockets,
  };
}

/** Wait until other people's work leaves this machine alone for a second, or the limit is over. */
async function quiet() {
  const limit = now() + (plan.quiet_s ?? 0) * 1_000;
  while (now() < limit) {
    const sampler = new Sampler(plan.pids);
    await sleep(1_000);
    if (sampler.stop().foreign_percent < QUIET_PERCENT) return;
  }
}

async function connect() {
  const onClose = () => (closedSockets += 1);
  for (const one of plan.screens) {
    const view = one.kind === "news" ? { view: "kitchen:all", after: one.after } : undefined;
    const socket = new Socket({ ...plan, cookie: one.cookie, auth: view, onPacket: screen(one), onClose });
    await socket.open();
    if (plan.protocol === "peer") socket.send('420["kitchen:join",{"kitchenId":"k1"}]');
    else if (one.kind === "wire") socket.send(`420["join:kitchen",${JSON.stringify(plan.restaurant)}]`);
  }
  for (const one of plan.guests) {
    const auth = plan.protocol === "peer" ? undefined : { view: "guest", after: one.after };
    const socket = new Socket({ ...plan, cookie: one.cookie, auth, onPacket: guestPacket, onClose });
    await socket.open();
    sockets.push(socket);
    free.push(new Http({ ...plan, cookie: one.cookie }));
  }
}

const began = now();
await connect();
const connect_s = +((now() - began) / 1_000).toFixed(2);
await sleep(1_000);
const idle = new Sampler(plan.pids);
await sleep((plan.idle_s ?? 4) * 1_000);
process.stdout.write(`${JSON.stringify({ kind: "connected", connect_s, ...idle.stop() })}\n`);
for (const phase of plan.phases) {
  await quiet();
  process.stdout.write(`${JSON.stringify(await run(phase))}\n`);
  await sleep(300);
}
process.exit(0);
