/** The banner of every staff screen when a cloud is away: what goes on, what waits. */

import { html, signal, useEffect } from "./vendor.js";
import { get } from "./api.js";
import { t } from "./i18n.js";
import { Banner } from "./kit.js";
import { ageParts } from "./status/words.js";

const EVERY_MS = 15_000;

const line = signal(null);

async function read() {
  if (document.visibilityState === "hidden") return;
  // When the box itself is out of reach the screen says that, louder than this.
  line.value = await get("/api/v1/sync/line", { tries: 1 }).catch(() => line.value);
}

/** Text key and values of the line's state; null while nothing is to be said. Pure. */
export function lineWords(found) {
  if (!found) return null;
  const refused = found.providers.find((one) => one.state === "key_refused");
  if (refused) return { key: "line.key_refused", tone: "bad", one: refused };
  if (found.state === "captive") return { key: "line.captive", tone: "warn" };
  if (found.state === "offline") return { key: "line.offline", tone: "info" };
  const [one] = found.providers;
  return one ? { key: "line.provider", tone: "info", one } : null;
}

/** Reads every 15 s while it is on the screen. */
export function LineBanner() {
  useEffect(() => {
    read();
    const timer = setInterval(read, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const words = lineWords(line.value);
  if (!words) return null;
  const since = words.one?.since_s ?? line.value.since_s;
  const { key, count } = ageParts(since);
  const values = { provider: words.one?.title ?? "", age: t(key, { count }) };
  return html`<${Banner} tone=${words.tone} icon=${words.tone === "bad" ? "lock" : "cloud-off"}
    title=${t(words.key, values)}>
    <p>${t("line.goes_on")} ${line.value.waiting > 0
      && t("line.waiting", { count: line.value.waiting })}</p>
  <//>`;
}
