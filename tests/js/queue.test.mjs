import assert from "node:assert/strict";
import { test } from "node:test";
import {
  STALE_AFTER_S, isStale, openQueue, reduce, verdict, waitAfter,
} from "../../venue/web/static/js/queue.js";
import { textStore } from "../../venue/web/static/js/store.js";

const command = (id, more = {}) => ({ id, path: "/api/v1/orders", body: {}, sealed_at: 0, ...more });
const states = (commands) => commands.map(({ id, state }) => `${id} ${state}`);

for (const [status, expected] of [
  [200, "accepted"], [201, "accepted"], [204, "accepted"],
  [400, "refused"], [401, "refused"], [403, "refused"], [409, "refused"], [410, "refused"],
  [422, "refused"],
  [0, "keep"], [408, "keep"], [429, "keep"], [500, "keep"], [502, "keep"], [503, "keep"],
]) {
  test(`an answer ${status} means ${expected}`, () => assert.equal(verdict(status), expected));
}

test("a command is sealed, sent, kept and gone when answered", () => {
  let commands = reduce([], { type: "sealed", command: command("a") });
  assert.deepEqual(states(commands), ["a sealed"]);
  commands = reduce(commands, { type: "sending", id: "a" });
  assert.deepEqual(states(commands), ["a sending"]);
  commands = reduce(commands, { type: "kept", id: "a" });
  assert.deepEqual(states(commands), ["a sealed"]);
  assert.deepEqual(reduce(commands, { type: "answered", id: "a" }), []);
});

test("what the disk has joins what is known, which keeps its state", () => {
  const known = [command("a", { state: "sending" })];
  const loaded = [command("a", { state: "sealed" }), command("b", { state: "sealed" })];
  assert.deepEqual(states(reduce(known, { type: "loaded", commands: loaded })), [
    "a sending", "b sealed",
  ]);
});

test("an old command waits for a person, who may want it again", () => {
  const now = STALE_AFTER_S * 1000 + 1;
  assert.equal(isStale(command("a"), now - 1), false);
  let commands = reduce([command("a", { state: "sealed" })], { type: "aged", now });
  assert.deepEqual(states(commands), ["a stale"]);
  commands = reduce(commands, { type: "wanted", id: "a", now });
  assert.deepEqual(states(reduce(commands, { type: "aged", now })), ["a sealed"]);
});

test("an unknown event is a mistake", () => {
  assert.throws(() => reduce([], { type: "nonsense" }), /unknown queue event nonsense/);
});

test("tries slow down to one in fifteen seconds", () => {
  assert.deepEqual([1, 2, 3, 6, 60].map((n) => waitAfter(n, 0)), [500, 1000, 2000, 15000, 15000]);
});

test("without a disk the text store keeps commands for the page", async () => {
  const store = textStore("x", null);
  await store.put(command("a"));
  await store.put(command("a", { path: "/b" }));
  assert.deepEqual((await store.all()).map(({ path }) => path), ["/b"]);
  assert.equal(await store.has("a"), true);
  await store.remove("a");
  assert.deepEqual(await store.all(), []);
  assert.equal(store.durable, false);
});

/** A box that answers each try with the next status; 0 is a cut line. */
function fakeBox(t, ...statuses) {
  const tries = [];
  t.mock.method(globalThis, "fetch", async (path, { headers, body }) => {
    tries.push({ path, key: headers["Idempotency-Key"], body });
    const status = statuses.shift() ?? 201;
    if (status === 0) throw new TypeError("cut");
    return new Response(JSON.stringify({ status }), {
      status,
      headers: { "Content-Type": "application/json" },
    });
  });
  globalThis.addEventListener ??= () => undefined;
  globalThis.navigator ??= {};
  return tries;
}

async function until(condition) {
  while (!condition()) await new Promise((wake) => setTimeout(wake, 10));
}

test("a cut line: the same key and body again, told once, nothing left", async (t) => {
  const tries = fakeBox(t, 0, 503, 201);
  const told = [];
  const queue = await openQueue({ name: "a", onAnswer: (sent, answer) => told.push(answer.status) });
  await queue.seal("/api/v1/orders", { lines: [1] });
  await until(() => told.length > 0);
  assert.equal(tries.length, 3);
  assert.equal(new Set(tries.map(({ key, body }) => key + body)).size, 1);
  assert.deepEqual(told, [201]);
  assert.deepEqual(queue.commands.value, []);
});

test("a refusal is told and not tried again", async (t) => {
  const tries = fakeBox(t, 409);
  const told = [];
  const queue = await openQueue({ name: "b", onAnswer: (sent, { status }) => told.push(status) });
  await queue.seal("/x", {});
  await until(() => told.length > 0);
  await queue.flush();
  assert.equal(tries.length, 1);
  assert.deepEqual(told, [409]);
});

test("commands go in the order in which they were sealed", async (t) => {
  const tries = fakeBox(t);
  const told = [];
  const queue = await openQueue({ name: "c", onAnswer: (sent) => told.push(sent.id) });
  const ids = await Promise.all([queue.seal("/1", {}), queue.seal("/2", {}), queue.seal("/3", {})]);
  await until(() => told.length === 3);
  assert.deepEqual(told, ids);
  assert.equal(tries.length, 3);
});

test("a page that is not the box's, such as a sign-in page, is no answer", async (t) => {
  fakeBox(t);
  t.mock.method(globalThis, "fetch", async () => new Response("<html>", {
    status: 200, headers: { "Content-Type": "text/html" },
  }));
  const queue = await openQueue({ name: "d", onAnswer: () => assert.fail("told") });
  const id = await queue.seal("/x", {});
  await until(() => queue.commands.value[0]?.state === "sealed");
  await queue.drop(id);
  assert.deepEqual(queue.commands.value, []);
});
