/** The breakfast card of a guest's room for the next morning. Entry of /guest/breakfast. */

import { html, signal } from "./vendor.js";
import { ApiError, get, post } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, lang, money, setLanguage, t } from "./i18n.js";
import { Banner, Empty, Icon, SyncPill, toast, Toasts } from "./kit.js";
import { follow } from "./live.js";
import { draftOf, goneOf, totalOf, unmetOf } from "./breakfast/card.js";
import { CardForm } from "./breakfast/form.js";

const PATH = "/api/v1/breakfast";
const TONES = { open: "ok", withdrawn: "info", ordered: "ok", missed: "warn" };
const ICONS = { open: "circle-check", withdrawn: "info", ordered: "chef-hat", missed: "triangle-alert" };
const told = signal(null);
const draft = signal(null);
const touched = signal(false);
const unmet = signal(null);
const busy = signal(false);
const isOver = signal(false);
const link = signal("connecting");
let currency = "";

async function fetchCard(slot = "") {
  return get(`${PATH}?lang=${lang.value}${slot && `&slot=${slot}`}`);
}

/** Read the card anew; what this phone has written and not sent stays. */
async function load() {
  const now = await fetchCard(touched.value ? draft.value.slot : "");
  const version = now.card?.version ?? 0;
  const isOther = told.value && (now.day !== told.value.day || version !== draft.value.version);
  if (isOther && touched.value && !busy.value) toast(t("breakfast.changed"), { seconds: 8 });
  if (!touched.value || isOther) {
    draft.value = draftOf(now);
    touched.value = false;
  }
  told.value = now;
  return now.seq;
}

function onNews(news) {
  if (news.kind === "session" && news.state === "closed") isOver.value = true;
  if (["breakfast", "menu"].includes(news.kind) && !busy.value) load().catch(() => undefined);
}

function change(next) {
  draft.value = next;
  touched.value = true;
  unmet.value = null;
}

async function changeSlot(slot) {
  change({ ...draft.value, slot });
  try {
    told.value = { ...told.value, dishes: (await fetchCard(slot)).dishes };
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
  }
}

async function act(path, body, words) {
  busy.value = true;
  try {
    await post(path, body);
    touched.value = false;
    toast(t(words), { icon: "check" });
  } catch (error) {
    if (error.code === "breakfast.changed" || error.code === "breakfast.closed") touched.value = false;
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
  }
  await load().catch(() => undefined);
  busy.value = false;
}

function send() {
  unmet.value = unmetOf(draft.value, told.value.dishes);
  if (unmet.value) {
    document.getElementById(`dish-${unmet.value.item.id}`)?.scrollIntoView({ block: "center" });
    return;
  }
  const { slot, people, diet, note, lines, version } = draft.value;
  act(PATH, { day: told.value.day, slot, people, diet, note, lines, version }, "breakfast.sent");
}

const withdraw = () => act(`${PATH}/withdraw`, { version: draft.value.version }, "breakfast.withdrawn");

/** A morning in words, such as "Saturday, 21 November". */
function dayWords(day) {
  const options = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(lang.value, options).format(new Date(`${day}T12:00:00Z`));
}

const untilWords = () => `${String(told.value.until_hour).padStart(2, "0")}:00`;

function Breakfast() {
  if (isOver.value) return html`<${Gone} title=${t("breakfast.over")} icon="door-open" />`;
  const { day, card, today, open, here, times, dishes } = told.value;
  const isLive = open && times.length > 0 && dishes.length > 0;
  return html`<main class="breakfast">
    <header class="row">
      <a class="icon-button" href="/guest" aria-label=${t("breakfast.back")}>
        <${Icon} name="arrow-left" class="icon-flip" /></a>
      <div class="grow"><h1>${t("breakfast.title")}</h1>
        <p class="muted">${dayWords(day)}</p></div>
      ${link.value !== "live" && html`<${SyncPill} state=${link.value} />`}
    </header>
    ${today && today.state !== "withdrawn" && html`<${Told} card=${today} />`}
    ${card && html`<${Told} card=${card} />`}
    ${isLive ? html`<p class="small muted">${t("breakfast.until", { time: untilWords() })}</p>
      <${CardForm} draft=${draft.value} times=${times} dishes=${dishes} unmet=${unmet.value}
        onChange=${change} onSlot=${changeSlot} />
      <p class="small muted">${t("breakfast.price_hint")}</p>
      <${Foot} />` : html`<${Empty} icon="coffee" title=${t(reason(here, open, dishes))} />`}
    <${Toasts} />
  </main>`;
}

function reason(here, open, dishes) {
  if (!here) return "breakfast.not_here";
  return open && dishes.length === 0 ? "breakfast.nothing" : "breakfast.closed";
}

function Told({ card }) {
  const { state, slot, late_min: late, cause } = card;
  const key = state === "withdrawn" && cause === "staff" ? "withdrawn_staff" : state;
  return html`<${Banner} tone=${TONES[state]} icon=${ICONS[state]}
    title=${t(`breakfast.state.${key}`, { time: slot, day: dayWords(card.day) })}>
    ${late > 0 && html`<p>${t("breakfast.late", { count: late })}</p>`}
    ${state !== "withdrawn" && html`<ul class="small">${card.lines.map((line) => html`
      <li key=${line.item_id}><span dir="auto">${nameOf(line)}</span> × ${line.quantity}</li>`)}</ul>`}
  <//>`;
}

const nameOf = ({ item_id: id, name }) => told.value.dishes.find((one) => one.id === id)?.name ?? name;

function Foot() {
  const { dishes, card } = told.value;
  const isOrdered = card?.state === "open";
  const isGone = goneOf(draft.value, dishes).length > 0;
  const isOff = busy.value || link.value === "stale";
  return html`<div class="breakfast-foot">
    ${isGone && html`<p class="field-error" role="alert"><${Icon} name="circle-alert" />${t("breakfast.gone")}</p>`}
    <button type="button" class="button button-primary button-large button-wide" onClick=${send}
      disabled=${isOff || isGone || draft.value.lines.length === 0 || (isOrdered && !touched.value)}>
      <span>${t(isOrdered ? "breakfast.save" : "breakfast.send")}</span>
      <span>${money({ amount: totalOf(draft.value, dishes), currency })}</span></button>
    ${isOrdered && html`<button type="button" class="button button-quiet button-wide" disabled=${isOff}
      onClick=${withdraw}>${t("breakfast.withdraw")}</button>`}
  </div>`;
}

function Gone({ title, icon, children }) {
  return html`<main class="gone"><${Empty} icon=${icon} title=${title}>${children}
    <a class="button" href="/guest">${t("breakfast.back")}</a><//></main>`;
}

function Unreachable({ error }) {
  return html`<${Gone} icon="wifi-off" title=${t("breakfast.unreachable")}><p>${errorText(error)}</p><//>`;
}

async function run() {
  try {
    const { me } = await begin();
    currency = me.venue.currency;
    await load();
    paint(Breakfast);
    const live = follow({ view: "guest", after: told.value.seq, onNews, onReload: load });
    live.state.subscribe((state) => (link.value = state));
  } catch (error) {
    if (!(error instanceof ApiError)) console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
