/** Hears one thing that a person says: microphone, the box's socket, and what comes of it. */

import { io } from "../../vendor/socket.io.js";
import { uuid7 } from "../ids.js";
import { meaningOf, openMicrophone } from "../microphone.js";

const ANSWER_MS = 6_000;
const MOST_TRIES = 3;
/** Stronger than this is speech, weaker for so long after speech is its end. */
const LOUD = 0.012;
const QUIET_PIECES = 5;
const REFUSALS = {
  "speech.busy": "busy",
  "speech.already": "busy",
  "translator.too_fast": "busy",
  "speech.no_engine": "unavailable",
};

/** Notices the end of a sentence: true once, when it is quiet for a second after somebody spoke. */
export function createPause() {
  let spoke = false;
  let quiet = 0;
  return (loud) => {
    if (loud >= LOUD) {
      spoke = true;
      quiet = 0;
      return false;
    }
    quiet += 1;
    return spoke && quiet === QUIET_PIECES;
  };
}

/** What a refusal of the box means for the person. */
export function stateOf(code) {
  return REFUSALS[code] ?? "failed";
}

function openSocket() {
  return io({ transports: ["websocket", "polling"], reconnection: false, forceNew: true });
}

const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));

/**
 * Listen until the person is quiet, says that it is done, or the box's limit.
 *
 * @param {object} options
 * @param {string} options.language in which it is said
 * @param {(state: string, words?: string) => void} options.onState "opening", "listening" (words: what
 *   it seems to be so far), "thinking", and last one of "heard" (words), "missed", "busy", "refused",
 *   "none", "unavailable", "failed"
 * @returns {{done: () => void, cancel: () => void}}
 */
export function hear({ language, onState, open = openMicrophone, connect = openSocket }) {
  const id = uuid7();
  const isPause = createPause();
  let socket = null;
  let closeMicrophone = null;
  let waiting = [];
  let seq = 0;
  let isStarted = false;
  let isSaid = false;
  let isOver = false;
  let timer = 0;

  function over(state, words) {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    closeMicrophone?.();
    socket?.disconnect();
    if (state) onState(state, words);
  }

  function send(audio) {
    socket.emit("speech:chunk", { id, seq }, audio);
    seq += 1;
  }

  function onPiece({ audio, loud }) {
    if (isOver || isSaid) return;
    if (isStarted) send(audio);
    else waiting.push(audio);
    if (isPause(loud)) done();
  }

  function done() {
    if (isOver || isSaid) return;
    isSaid = true;
    closeMicrophone?.();
    onState("thinking");
    if (isStarted) finish();
  }

  function finish() {
    socket.emit("speech:end", { id });
    clearTimeout(timer);
    timer = setTimeout(() => over("failed"), ANSWER_MS);
  }

  async function ask() {
    for (let left = MOST_TRIES; ; left -= 1) {
      const answer = await socket.timeout(ANSWER_MS).emitWithAck("speech:start", { id, language });
      const refusal = answer?.error;
      const wait = refusal?.details?.retry_ms;
      if (!refusal || isOver || left === 1 || !wait) return answer;
      // A place that was just given free is free in a moment; what is said meanwhile waits here.
      await pause(wait);
    }
  }

  async function start() {
    onState("opening");
    closeMicrophone = await open(onPiece).catch((error) => over(meaningOf(error)));
    if (isOver) return closeMicrophone?.();
    onState("listening");
    socket = connect();
    socket.on("connect_error", () => over("failed"));
    socket.on("disconnect", () => over("failed"));
    const mine = (act) => (told) => told?.id === id && act(told);
    socket.on("speech:partial", mine(({ text }) => !isSaid && !isOver && onState("listening", text)));
    socket.on("speech:final", mine(({ text }) => over(text ? "heard" : "missed", text)));
    socket.on("speech:error", mine(({ code }) => over(code === "speech.silent" ? "missed" : "failed")));
    const answer = await ask();
    if (isOver) return;
    if (answer?.error) return over(stateOf(answer.error.code));
    isStarted = true;
    waiting.forEach(send);
    waiting = [];
    if (isSaid) return finish();
    timer = setTimeout(done, (answer.limit_s - 1) * 1000);
  }

  start().catch(() => over("failed"));
  return { done, cancel: () => over(null) };
}
