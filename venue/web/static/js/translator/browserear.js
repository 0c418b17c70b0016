/**
 * The browser's own speech recognition. Most send the voice to their maker: those are used only
 * where the venue lets texts leave the house (`translator.cloud`), and the person is told.
 */

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const STATES = { "not-allowed": "refused", "service-not-allowed": "refused",
  "audio-capture": "none", "no-speech": "missed", aborted: null };

/**
 * How this browser can hear a language: "device", "cloud", or null.
 * @param {boolean} mayLeave the venue lets voices leave the house
 */
export async function browserEar(language, mayLeave) {
  if (!Recognition) return null;
  const wish = { langs: [language], processLocally: true };
  const local = await Recognition.available?.(wish).catch(() => "unavailable");
  if (local === "available") return "device";
  return mayLeave ? "cloud" : null;
}

/** Listen once with the browser; the same contract as `hear` of hearing.js. */
export function hearByBrowser({ language, onState, kind }) {
  const ear = new Recognition();
  let isOver = false;
  ear.lang = language;
  ear.interimResults = true;
  if (kind === "device") ear.processLocally = true;
  const over = (state, words) => {
    if (isOver) return;
    isOver = true;
    if (state) onState(state, words);
  };
  ear.onresult = (event) => {
    const result = event.results[event.results.length - 1];
    const words = result[0].transcript.trim();
    if (result.isFinal) over(words ? "heard" : "missed", words);
    else if (!isOver) onState("listening", words);
  };
  ear.onerror = ({ error }) => over(error in STATES ? STATES[error] : "failed");
  ear.onend = () => over("missed");
  onState("listening");
  ear.start();
  return {
    done() {
      if (!isOver) onState("thinking");
      ear.stop();
    },
    cancel() {
      over(null);
      ear.abort();
    },
  };
}
