/** Sealed commands: on the phone's disk first, sent once, kept until the box has answered. */

import { signal } from "./vendor.js";
import { isTransient, request } from "./api.js";
import { uuid7 } from "./ids.js";
import { openStore } from "./store.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** After this the world has moved on: a person must say again that they want it. */
export const STALE_AFTER_S = 15 * 60;

/**
 * What an answer, or its absence, means for a sealed command.
 * @param {number} status HTTP status; 0 for no answer
 * @returns {"accepted" | "refused" | "keep"}
 */
export function verdict(status) {
  if (isTransient(status)) return "keep";
  return status < 400 ? "accepted" : "refused";
}

/**
 * The queue as a pure function: `(commands, event) -> commands`.
 * A command is `{id, path, body, sealed_at, state}`; state "sealed" | "sending" | "stale".
 */
export function reduce(commands, event) {
  switch (event.type) {
    case "loaded": {
      const known = new Set(commands.map((command) => command.id));
      return [...commands, ...event.commands.filter((command) => !known.has(command.id))];
    }
    case "sealed":
      return [...commands, { ...event.command, state: "sealed" }];
    case "sending":
    case "kept":
      return commands.map((command) =>
        command.id === event.id
          ? { ...command, state: event.type === "sending" ? "sending" : "sealed" }
          : command,
      );
    case "aged":
      return commands.map((command) =>
        isStale(command, event.now) ? { ...command, state: "stale" } : command,
      );
    case "wanted":
      return commands.map((command) =>
        command.id === event.id ? { ...command, state: "sealed", wanted_at: event.now } : command,
      );
    case "answered":
    case "dropped":
      return commands.filter((command) => command.id !== event.id);
    default:
      throw new Error(`unknown queue event ${event.type}`);
  }
}

/** True when the command has waited so long that only a person may send it. */
export function isStale(command, now) {
  return now - (command.wanted_at ?? command.sealed_at) > STALE_AFTER_S * 1000;
}

/** Milliseconds before the next try after `failures` in a row: doubles from 0.5 s up to 15 s. */
export function waitAfter(failures, random = Math.random()) {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1), LONGEST_WAIT_MS);
  return Math.round(wait * (1 - random / 2));
}

/**
 * Open the queue. It sends what an earlier visit left, on `flush()`, when the browser says "online"
 * and by its own timer; one tab at a time where the browser has locks.
 *
 * @param {object} options
 * @param {string} options.name keeps the queues of different people on one device apart
 * @param {(command: object, answer: {status: number, body: any}) => void} options.onAnswer
 *   told once for each definite answer, a success or a refusal, after the command is off the disk
 */
export async function openQueue({ name, onAnswer }) {
  const store = await openStore(name);
  const commands = signal([]);
  let failures = 0;
  let timer = 0;
  let running = null;

  const apply = (event) => {
    commands.value = reduce(commands.value, event);
  };

  async function settle(command, answer) {
    await store.remove(command.id);
    apply({ type: "answered", id: command.id });
    onAnswer(command, answer);
  }

  /** Send one command; true when the box has answered for good. */
  async function trySend(command) {
    apply({ type: "sending", id: command.id });
    const { id, path, body } = command;
    const answer = await request("POST", path, { body, key: id }).catch(() => ({ status: 0 }));
    if (verdict(answer.status) === "keep") {
      apply({ type: "kept", id });
      return false;
    }
    await settle(command, answer);
    return true;
  }

  async function drain() {
    const stored = await store.all();
    apply({ type: "loaded", commands: stored.map((c) => ({ ...c, state: "sealed" })) });
    apply({ type: "aged", now: Date.now() });
    for (const command of commands.value) {
      if (!(await store.has(command.id))) {
        apply({ type: "dropped", id: command.id }); // another tab has sent it
        continue;
      }
      if (command.state !== "sealed") continue;
      if (!(await trySend(command))) {
        failures += 1;
        clearTimeout(timer);
        timer = setTimeout(flush, waitAfter(failures));
        return;
      }
      failures = 0;
    }
  }

  function flush() {
    // `locks` is missing on plain http; two tabs then send the same key, which has one effect.
    running ??= (navigator.locks ? navigator.locks.request(`queue ${name}`, drain) : drain())
      .catch((error) => console.error("queue", error))
      .finally(() => {
        running = null;
      });
    return running;
  }

  /** Write a command to disk, then send it. Resolves to its id once it is safe on this device. */
  async function seal(path, body, { id = uuid7() } = {}) {
    const command = { id, path, body, sealed_at: Date.now() };
    await store.put(command);
    apply({ type: "sealed", command });
    const busy = running;
    flush();
    busy?.then(flush);
    return id;
  }

  /** The person wants a stale command after all: send it now. */
  async function want(id) {
    apply({ type: "wanted", id, now: Date.now() });
    const command = commands.value.find((c) => c.id === id);
    if (command) await store.put({ ...command, state: undefined });
    failures = 0;
    await flush();
  }

  /** The person does not want it any more. */
  async function drop(id) {
    await store.remove(id);
    apply({ type: "dropped", id });
  }

  function retryNow() {
    failures = 0;
    return flush();
  }
  addEventListener("online", retryNow);
  flush();
  return { commands, durable: store.durable, seal, flush: retryNow, want, drop };
}
