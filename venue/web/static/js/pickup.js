/** The hall's screen: which numbers are being prepared, which may be fetched. Entry of /pickup. */

import { html, signal } from "./vendor.js";
import { get } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Icon, SyncPill } from "./kit.js";
import { follow } from "./live.js";
import { play, unlockOnTouch } from "./sound.js";

const SOON_MS = 200;
const CALLED_MS = 20_000;

const board = signal({ preparing: [], ready: [] });
const link = signal("connecting");
const venue = signal("");
/** Numbers that were called a moment ago: they are drawn louder. */
const called = signal(new Set());
let soon = 0;

async function load() {
  const fresh = await get("/api/v1/pickup");
  const known = new Set(board.value.ready);
  const newly = fresh.ready.filter((number) => !known.has(number));
  board.value = fresh;
  if (newly.length > 0) call(newly);
  return fresh.seq;
}

function call(numbers) {
  play("new");
  called.value = new Set([...called.value, ...numbers]);
  setTimeout(() => {
    called.value = new Set([...called.value].filter((one) => !numbers.includes(one)));
  }, CALLED_MS);
}

function onNews({ kind }) {
  if (kind !== "pickup") return;
  clearTimeout(soon);
  soon = setTimeout(() => load().catch(() => undefined), SOON_MS);
}

function Column({ name, icon, numbers }) {
  return html`<section class="hall-column" data-kind=${name} aria-labelledby=${`hall-${name}`}>
    <h2 id=${`hall-${name}`}><${Icon} name=${icon} />${t(`pickup.${name}`)}</h2>
    <ul aria-live=${name === "ready" ? "polite" : null}>${numbers.map((number) => html`<li
      key=${number} data-called=${called.value.has(number) ? "" : null}>${number}</li>`)}</ul>
    ${numbers.length === 0 && html`<p class="hall-none">${t(`pickup.no_${name}`)}</p>`}
  </section>`;
}

function Hall() {
  return html`<main class="hall">
    <header class="hall-head"><h1>${venue.value}</h1>
      ${link.value !== "live" && html`<${SyncPill} state=${link.value} />`}</header>
    <${Column} name="preparing" icon="flame" numbers=${board.value.preparing} />
    <${Column} name="ready" icon="concierge-bell" numbers=${board.value.ready} />
  </main>`;
}

function Unreachable({ error }) {
  return html`<main class="hall-none"><p>${errorText(error)}</p>
    <button type="button" class="button" onClick=${() => location.reload()}>
      ${t("common.retry")}</button></main>`;
}

async function run() {
  try {
    const { me } = await begin();
    venue.value = me.venue.name;
    const after = await load();
    called.value = new Set();
    const live = follow({ view: "pickup", after, onNews, onReload: load,
      onConnect: () => load().catch(() => undefined) });
    live.state.subscribe((state) => (link.value = state));
    unlockOnTouch();
    paint(Hall);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
