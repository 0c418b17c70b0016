/** The state of the box for staff: what runs, what prints, who is connected. Entry of /status. */

import { Fragment, html, signal } from "./vendor.js";
import { get, post } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, hasText, lang, setLanguage, t } from "./i18n.js";
import { Banner, Icon, SyncPill, Toasts, toast } from "./kit.js";
import { LineBanner } from "./line.js";
import { follow } from "./live.js";
import { Health, followHealth } from "./status/health.js";
import { LOW_DISK_BYTES, ageParts, printerTone, sizeText } from "./status/words.js";

const EVERY_MS = 10_000;
const SOON_MS = 300;

const report = signal(null);
const printers = signal([]);
const me = signal(null);
const link = signal("connecting");
const readAt = signal(0);
const lostFor = signal(0);

const ageText = (seconds) => {
  const { key, count } = ageParts(seconds);
  return t(key, { count });
};
const timeText = (moment) =>
  new Date(moment).toLocaleString(`${lang.value}-u-nu-latn`, {
    dateStyle: "medium", timeStyle: "short", hourCycle: "h23",
  });

async function load() {
  const fresh = await get("/api/v1/status");
  report.value = fresh;
  readAt.value = performance.now();
  lostFor.value = 0;
  if (me.value.permissions.includes("printers.view")) {
    printers.value = (await get("/api/v1/printers").catch(() => ({ items: [] }))).items;
  }
  return fresh.seq;
}

async function refresh() {
  await load().catch(() => {
    lostFor.value = (performance.now() - readAt.value) / 1000;
  });
}

function Status() {
  const now = report.value;
  return html`<${Fragment}>
    <header class="status-head">
      <h1 class="grow">${t("status.title")}</h1>
      <${SyncPill} state=${link.value} />
      ${me.value.permissions.includes("printers.view") && html`<a class="button" href="/printers">
        <${Icon} name="printer" /><span>${t("printers.title")}</span></a>`}
      ${me.value.permissions.includes("sync.view") && html`<a class="button" href="/sync">
        <${Icon} name="send" /><span>${t("sync.open")}</span></a>`}
      <a class="button" href="/"><${Icon} name="house" /><span>${t("status.back")}</span></a>
    </header>
    <main class="status">
      ${lostFor.value > 0 && html`<${Banner} tone="warn" icon="wifi-off"
        title=${t("status.lost", { age: ageText(lostFor.value) })} />`}
      <${LineBanner} />
      <${Summary} now=${now} />
      <${Health} />
      <${Part} id="printers" icon="printer" title=${t("status.printers")}
        none=${t("status.no_printers")}
        rows=${now.printers.map((one) => html`<${Printer} key=${one.name} printer=${one} />`)} />
      <${Part} id="screens" icon="tablet-smartphone" title=${t("status.screens")}
        none=${t("status.no_screens")}
        rows=${now.screens.map((one) => html`<${Screen} key=${one.name} screen=${one} />`)} />
      ${now.kitchen_screens && html`<${Part} id="kitchen" icon="chef-hat"
        title=${t("kds.status.title")} none=${t("kds.status.none")}
        rows=${now.kitchen_screens.map((one, index) => html`<${KitchenScreen} key=${index}
          screen=${one} />`)} />`}
      <${Part} id="modules" icon="layers" title=${t("status.modules")}
        rows=${now.modules.map((one) => html`<${Module} key=${one.name} module=${one} />`)} />
      ${Object.keys(now.jobs ?? {}).length > 0 && html`<${Part} id="jobs" icon="timer"
        title=${t("status.jobs")}
        rows=${Object.entries(now.jobs).map(([name, words]) => html`<${Row} key=${name} tone="bad"
          icon="circle-alert" name=${name} words=${words} />`)} />`}
    </main>
    <${Toasts} />
  <//>`;
}

function Summary({ now }) {
  const isLow = now.disk_free_bytes < LOW_DISK_BYTES;
  const version = now.venue.version ?? "";
  return html`<section class="tiles" aria-label=${t("status.title")}>
    <${Fact} tone=${now.readiness ? "ok" : "bad"}
      icon=${now.readiness ? "circle-check" : "circle-alert"}
      name=${now.venue.name} value=${t(now.readiness ? "status.ready" : "status.not_ready")}
      text=${t("status.ready_text", { time: timeText(now.started_at), version })} />
    <${Fact} tone=${now.clock.trusted ? "ok" : "warn"} icon="clock" name=${t("status.clock")}
      value=${t(now.clock.trusted ? "status.clock_ok" : "status.clock_bad")}
      text=${t("status.clock_text", { time: timeText(now.clock.now) })} />
    <${Fact} tone=${isLow ? "bad" : "ok"} icon="hard-drive" name=${t("status.disk")}
      value=${t("status.disk_free", { size: sizeText(now.disk_free_bytes, lang.value) })}
      text=${isLow ? t("status.disk_low")
        : t("status.disk_used", { size: sizeText(now.database.bytes, lang.value) })} />
    <${Fact} tone="ok" icon="database" name=${t("status.journal")}
      value=${t("status.journal_seq", { seq: now.database.journal_seq })}
      text=${t("status.writer", { count: now.writer.queue })} />
  </section>`;
}

function Fact({ tone, icon, name, value, text }) {
  return html`<div class="card fact" data-tone=${tone}>
    <p class="fact-name"><${Icon} name=${icon} />${name}</p>
    <p class="fact-value">${value}</p>
    <p class="small muted">${text}</p>
  </div>`;
}

function Part({ id, icon, title, rows, none = "" }) {
  return html`<section class="card part" aria-labelledby=${id}>
    <h2 id=${id}><${Icon} name=${icon} />${title}</h2>
    ${rows.length > 0 ? html`<ul>${rows}</ul>` : html`<p class="muted">${none}</p>`}
  </section>`;
}

function Row({ tone, icon, name, words, children }) {
  return html`<li class="row part-row" data-tone=${tone}>
    <${Icon} name=${icon} />
    <span class="grow"><strong>${name}</strong><span class="small part-words">${words}</span></span>
    ${children}
  </li>`;
}

function Printer({ printer }) {
  const known = printers.value.find((one) => one.name === printer.name) ?? printer;
  const tone = printerTone(printer.state);
  const queued = printer.queued > 0 ? ` · ${t("status.queued", { count: printer.queued })}` : "";
  const test = async () => {
    try {
      await post(`/api/v1/printers/${known.id}/test`);
      toast(t("status.test_sent", { name: printer.name }), { icon: "check" });
    } catch (error) {
      toast(errorText(error), { icon: "triangle-alert" });
    }
  };
  const mayTest = known.id && me.value.permissions.includes("printers.manage");
  return html`<${Row} tone=${tone} icon=${tone === "ok" ? "circle-check" : "triangle-alert"}
    name=${printer.name}
    words=${`${printer.words}${queued}`}>
    ${known.preview_url && html`<a class="button" href=${known.preview_url}>${t("status.preview")}
      <span class="sr-only"> ${printer.name}</span></a>`}
    ${mayTest && html`<button type="button" class="button" onClick=${test}>${t("status.test")}
      <span class="sr-only"> ${printer.name}</span></button>`}
  <//>`;
}

function Screen({ screen }) {
  const role = hasText(`status.role.${screen.role}`) ? t(`status.role.${screen.role}`)
    : screen.role;
  const place = screen.station ? `${role} · ${screen.station}` : role;
  const seen = screen.last_seen_s === null ? t("status.never")
    : t("status.seen", { age: ageText(screen.last_seen_s) });
  return html`<${Row} tone=${screen.online ? "ok" : ""} icon=${screen.online ? "wifi" : "wifi-off"}
    name=${screen.name} words=${`${place} · ${screen.online ? t("status.online") : seen}`} />`;
}

function KitchenScreen({ screen }) {
  const isOk = screen.state === "ok";
  const waiting = screen.waiting > 0 ? ` · ${t("kds.status.waiting", { count: screen.waiting })}`
    : "";
  const age = screen.state === "silent" ? ` · ${t("status.seen", { age: ageText(screen.seen_s) })}`
    : "";
  return html`<${Row} tone=${isOk ? "ok" : "bad"} icon=${isOk ? "circle-check" : "triangle-alert"}
    name=${`${screen.name} · ${screen.station}`}
    words=${`${t(`kds.status.${screen.state}`)}${age} · ${
      t("kds.status.words", { count: screen.open })}${waiting}`} />`;
}

const MODULE_LOOKS = { running: ["ok", "circle-check"], off: ["", "minus"], failed: ["bad",
  "circle-alert"] };

function Module({ module }) {
  const [tone, icon] = MODULE_LOOKS[module.state] ?? ["", "info"];
  const state = hasText(`status.module.${module.state}`) ? t(`status.module.${module.state}`)
    : module.state;
  const words = module.state === "running" || !module.words ? state : module.words;
  return html`<${Row} tone=${tone} icon=${icon} name=${module.name} words=${words} />`;
}

function Unreachable({ error }) {
  return html`<main class="gone">
    <div class="empty">
      <${Icon} name="wifi-off" />
      <h1>${t("status.unreachable")}</h1>
      <p>${errorText(error)}</p>
      <button type="button" class="button button-primary" onClick=${() => location.reload()}>
        ${t("common.retry")}</button>
    </div>
  </main>`;
}

function listen(after) {
  let soon = 0;
  const live = follow({
    view: "status",
    after,
    onNews: () => {
      clearTimeout(soon);
      soon = setTimeout(refresh, SOON_MS);
    },
    onReload: load,
    onConnect: refresh,
  });
  live.state.subscribe((state) => (link.value = state));
  setInterval(refresh, EVERY_MS);
}

async function run() {
  try {
    me.value = (await begin()).me;
    if (me.value.kind === "guest") me.value = await get("/api/v1/me?as=staff");
    const seq = await load();
    paint(Status);
    listen(seq);
    followHealth();
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
