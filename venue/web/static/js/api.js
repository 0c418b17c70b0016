/** Calls to the box. A lost answer is asked for again with the same key: one effect. */

import { uuid7 } from "./ids.js";

const TIMEOUT_MS = 10_000;
const TRIES = 3;

/** A refusal of the box; or that it was not reached: status 0, code `network.unreachable`. */
export class ApiError extends Error {
  /** @param {{status: number, code: string, detail?: string, details?: object}} problem */
  constructor({ status, code, detail, details }) {
    super(detail || code);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details ?? {};
  }

  /** True when nobody said no: the same call may go through later. */
  get isTransient() {
    return isTransient(this.status);
  }
}

/** Statuses that settle nothing: no answer, too many requests, a box busy or starting. */
export function isTransient(status) {
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * One request, no repetition. Resolves with `{status, body}` for every JSON answer of the box.
 * A page of somebody else's (a hotel Wi-Fi's sign-in page, say) counts as no answer.
 * @returns {Promise<{status: number, body: any}>}
 * @throws {ApiError} `network.unreachable` or `network.timeout`, status 0
 */
export async function request(method, path, { body, key, timeout = TIMEOUT_MS } = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), timeout);
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: control.signal,
    });
    if (response.status === 204) return { status: 204, body: null };
    const kind = response.headers.get("Content-Type") ?? "";
    if (!/\bjson\b/.test(kind)) throw new TypeError("not the box's answer");
    return { status: response.status, body: await response.json() };
  } catch {
    const code = control.signal.aborted ? "network.timeout" : "network.unreachable";
    throw new ApiError({ status: 0, code });
  } finally {
    clearTimeout(timer);
  }
}

async function settled(method, path, options, tries) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await request(method, path, options);
      if (answer.status < 400) return answer.body;
      throw new ApiError({ status: answer.status, code: "request.failed", ...answer.body });
    } catch (error) {
      const again = error instanceof ApiError && (error.status === 0 || error.status === 503);
      if (!again || attempt >= tries) throw error;
      await new Promise((wake) => setTimeout(wake, 250 * attempt * (0.5 + Math.random())));
    }
  }
}

/** GET: the answer's body. @throws {ApiError} */
export function get(path, { tries = TRIES, timeout } = {}) {
  return settled("GET", path, { timeout }, tries);
}

/**
 * A changing call. One key for all its tries; give `key` to repeat a call of before.
 * @throws {ApiError}
 */
export function send(method, path, body = {}, { key = uuid7(), tries = TRIES, timeout } = {}) {
  return settled(method, path, { body, key, timeout }, tries);
}

/** POST with an idempotency key; see `send`. */
export function post(path, body, options) {
  return send("POST", path, body, options);
}

/** DELETE with an idempotency key; see `send`. */
export function del(path, options) {
  return send("DELETE", path, {}, options);
}
