/** The days that were closed and those that wait for it. Entry of /desk/audit. */

import { Fragment, html, signal } from "./vendor.js";
import { get, post } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, hasText, lang, setLanguage, t } from "./i18n.js";
import { Banner, Empty, Icon, SyncPill, Toasts, toast } from "./kit.js";
import { follow } from "./live.js";
import { formatMoney } from "./money.js";

const COUNTS = ["rooms", "sold", "arrivals", "departures", "no_shows"];
const list = signal({ items: [], due: [], today: "" });
const shown = signal(null);
const currency = signal("EUR");
const link = signal("connecting");
const lost = signal(false);
const failed = signal("");
const busy = signal(false);

async function load() {
  list.value = await get("/api/v1/hotel/night-audit");
  const day = shown.value?.day ?? list.value.items[0]?.day;
  shown.value = day ? await get(`/api/v1/hotel/night-audit/${day}`) : null;
  lost.value = false;
  return list.value.seq;
}

const refresh = () => load().catch(() => (lost.value = true));
const money = (minor) => formatMoney({ amount: minor, currency: currency.value }, lang.value);
const kindText = (kind) => (hasText(`nightaudit.kind.${kind}`) ? t(`nightaudit.kind.${kind}`) : kind);

async function act(path, body, words) {
  busy.value = true;
  failed.value = "";
  try {
    await post(path, body);
    toast(t(words), { icon: "circle-check" });
    await load();
  } catch (error) {
    failed.value = errorText(error);
  }
  busy.value = false;
}

async function open(day) {
  shown.value = await get(`/api/v1/hotel/night-audit/${day}`);
}

function Report({ audit }) {
  const path = `/api/v1/hotel/night-audit/${audit.day}`;
  return html`<section class="card report" aria-labelledby="report-title">
    <header class="row wrap"><h2 id="report-title" class="grow">${audit.day} ·
      ${" "}${t("nightaudit.number", { number: audit.number })}</h2>
      <span class="badge badge-info">${t("nightaudit.runs", { count: audit.runs })}</span></header>
    <dl class="figures">${COUNTS.map((name) => html`<div key=${name}><dt>${t(`nightaudit.${name}`)}</dt>
      <dd>${audit.report[name]}</dd></div>`)}</dl>
    <h3>${t("nightaudit.posted")}</h3>
    <dl class="sums">${audit.report.lines.map((row) => html`<div key=${`${row.kind} ${row.band}`}>
      <dt>${kindText(row.kind)} (${row.count})</dt><dd>${money(row.amount_minor)}</dd></div>`)}
      <div><dt>${t("nightaudit.deposits")}</dt><dd>${money(audit.report.deposits_held_minor)}</dd></div>
      <div><dt>${t("nightaudit.in_house")}</dt><dd>${money(audit.report.in_house_minor)}</dd></div></dl>
    <div class="row wrap">
      <a class="button" href=${`${path}.pdf`} target="_blank" rel="noopener">${t("nightaudit.pdf")}</a>
      <button type="button" class="button" disabled=${busy.value}
        onClick=${() => act(`${path}/print`, {}, "nightaudit.printed")}>
        <${Icon} name="printer" />${t("nightaudit.print")}</button>
      <button type="button" class="button" disabled=${busy.value}
        onClick=${() => act("/api/v1/hotel/night-audit", { day: audit.day }, "nightaudit.ran")}>
        ${t("nightaudit.again")}</button>
    </div>
  </section>`;
}

function Audit() {
  const { items, due } = list.value;
  return html`<${Fragment}>
    <header class="desk-head">
      <h1 class="grow">${t("nightaudit.title")}</h1>
      <${SyncPill} state=${link.value} />
      <a class="button" href="/desk/checkins">${t("checkins.title")}</a>
      <a class="button" href="/"><${Icon} name="house" /><span>${t("status.back")}</span></a>
    </header>
    <main class="desk">
      ${lost.value && html`<${Banner} tone="warn" icon="wifi-off" title=${t("status.unreachable")} />`}
      ${failed.value && html`<${Banner} tone="bad" icon="circle-alert" title=${failed.value} />`}
      ${due.length > 0
        ? html`<${Banner} tone="info" icon="clock" title=${t("nightaudit.due", { days: due.join(", ") })}>
            <button type="button" class="button button-primary" disabled=${busy.value}
              onClick=${() => act("/api/v1/hotel/night-audit", {}, "nightaudit.ran")}>
              ${t("nightaudit.run")}</button><//>`
        : html`<${Banner} tone="ok" icon="circle-check" title=${t("nightaudit.nothing_due")} />`}
      ${shown.value
        ? html`<${Report} audit=${shown.value} />`
        : html`<${Empty} icon="clock" title=${t("nightaudit.empty")} />`}
      ${items.length > 1 && html`<section><h2>${t("nightaudit.closed")}</h2>
        <ul class="row wrap">${items.map((one) => html`<li key=${one.day}><button type="button" class="button"
          aria-pressed=${shown.value?.day === one.day} onClick=${() => open(one.day)}>${one.day}</button></li>`)}</ul>
      </section>`}
    </main>
    <${Toasts} />
  <//>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><div class="empty"><${Icon} name="wifi-off" />
    <h1>${t("status.unreachable")}</h1><p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button></div></main>`;
}

async function run() {
  try {
    currency.value = (await begin()).me.venue.currency;
    const after = await load();
    paint(Audit);
    const live = follow({ view: "desk", after, onNews: refresh, onReload: load, onConnect: refresh });
    live.state.subscribe((state) => (link.value = state));
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
