/** Printers for the office: how each is, what it waits for, what a person must say. /printers */

import { Fragment, html, signal } from "./vendor.js";
import { get, post } from "./api.js";
import { begin, paint } from "./boot.js";
import { errorText, setLanguage, t } from "./i18n.js";
import { Empty, Icon, SyncPill, Toasts, toast } from "./kit.js";
import { follow } from "./live.js";
import { Documents } from "./printers/documents.js";
import { SetUp } from "./printers/setup.js";
import { act, link, load, me, printers, questions, setUp } from "./printers/state.js";
import { printerTone } from "./status/words.js";

const SOON_MS = 300;
const EVERY_MS = 10_000;
const LOOKING_MS = 60_000;

const found = signal(null);
const isLooking = signal(false);

function Printers() {
  return html`<${Fragment}>
    <header class="printers-head">
      <h1 class="grow">${t("printers.title")}</h1>
      <${SyncPill} state=${link.value} />
      <a class="button" href="/"><${Icon} name="house" /><span>${t("status.back")}</span></a>
    </header>
    <main class="printers">
      ${questions.value.length > 0 && html`<${Questions} />`}
      <section class="card part" aria-labelledby="all">
        <h2 id="all"><${Icon} name="printer" />${t("printers.all")}</h2>
        ${printers.value.length === 0
          ? html`<${Empty} icon="printer" title=${t("printers.none")} />`
          : html`<ul>${printers.value.map((one) => html`<${Printer} key=${one.id}
              printer=${one} />`)}</ul>`}
        <${Found} />
      </section>
      <${Documents} />
    </main>
    ${setUp.value && html`<${SetUp} key=${setUp.value.printer.id} known=${setUp.value} />`}
    <${Toasts} />
  <//>`;
}

function Printer({ printer }) {
  const tone = printerTone(printer.state);
  const queued = printer.queued > 0 ? ` · ${t("status.queued", { count: printer.queued })}` : "";
  const name = html`<span class="sr-only"> ${printer.name}</span>`;
  const open = async () => {
    try {
      setUp.value = await get(`/api/v1/printers/${printer.id}`);
    } catch (error) {
      toast(errorText(error), { icon: "triangle-alert" });
    }
  };
  return html`<li class="part-row" data-tone=${tone}>
    <${Icon} name=${tone === "ok" ? "circle-check" : "triangle-alert"} />
    <span class="grow"><strong>${printer.name}</strong>
      <span class="small part-words">${printer.words}${queued}</span></span>
    <span class="buttons">
      ${printer.state !== "ready" && html`<button type="button" class="button button-primary"
        onClick=${() => act(`/api/v1/printers/${printer.id}/resume`, {}, t("printers.resumed"))}>
        ${t("printers.resume")}${name}</button>`}
      <button type="button" class="button" onClick=${open}>${t("printers.set_up")}${name}</button>
      <a class="button" href=${printer.preview_url}>${t("status.preview")}${name}</a>
    </span>
  </li>`;
}

function Questions() {
  const late = new Map();
  for (const one of questions.value) {
    if (one.state === "expired") late.set(one.printer_id, one.printer);
  }
  return html`<section class="card part" aria-labelledby="asked">
    <h2 id="asked"><${Icon} name="circle-alert" />${t("printers.asked")}</h2>
    <ul>
      ${questions.value.filter((one) => one.state === "unknown").map((one) => html`
        <li class="part-row" data-tone="warn" key=${one.id}>
          <${Icon} name="triangle-alert" />
          <span class="grow"><strong>${one.words} ${one.number}</strong>
            <span class="small part-words">${one.printer} · ${one.cause_words}</span></span>
          <span class="buttons">
            <button type="button" class="button" onClick=${() => say(one, true)}>
              ${t("printers.yes")}<span class="sr-only"> ${one.number}</span></button>
            <button type="button" class="button" onClick=${() => say(one, false)}>
              ${t("printers.no")}<span class="sr-only"> ${one.number}</span></button>
          </span>
        </li>`)}
      ${[...late].map(([id, name]) => html`<${Late} key=${id} id=${id} name=${name} />`)}
    </ul>
  </section>`;
}

const say = (one, yes) => act(`/api/v1/print-jobs/${one.id}/came-out`, { yes });

function Late({ id, name }) {
  const numbers = questions.value
    .filter((one) => one.printer_id === id && one.state === "expired")
    .map((one) => one.number);
  const decide = (what) => act(`/api/v1/printers/${id}/late`, { do: what });
  return html`<li class="part-row" data-tone="warn">
    <${Icon} name="clock" />
    <span class="grow"><strong>${t("printers.late", { name })}</strong>
      <span class="small part-words">${numbers.slice(0, 12).join(", ")}</span></span>
    <span class="buttons">
      <button type="button" class="button" onClick=${() => decide("print")}>
        ${t("printers.print_all")}<span class="sr-only"> ${name}</span></button>
      <button type="button" class="button" onClick=${() => decide("discard")}>
        ${t("printers.discard")}<span class="sr-only"> ${name}</span></button>
    </span>
  </li>`;
}

async function look(sweep) {
  isLooking.value = true;
  try {
    const path = "/api/v1/printers/discover";
    found.value = (await post(path, { sweep }, { timeout: LOOKING_MS, tries: 1 })).items;
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
  } finally {
    isLooking.value = false;
  }
}

function Found() {
  const add = (one) => act("/api/v1/printers",
    { name: one.name || one.host, driver: one.driver, host: one.host, mac: one.mac,
      ...(one.port ? { port: one.port } : {}) }, t("printers.added"));
  return html`<${Fragment}>
    <div class="buttons">
      <button type="button" class="button" disabled=${isLooking.value} onClick=${() => look(false)}>
        <${Icon} name=${isLooking.value ? "loader-circle" : "search"} />${t("printers.look")}
      </button>
      <button type="button" class="button" disabled=${isLooking.value} onClick=${() => look(true)}>
        ${t("printers.sweep")}</button>
    </div>
    ${found.value && html`<ul role="status">
      ${found.value.length === 0 && html`<li class="muted">${t("printers.nothing_found")}</li>`}
      ${found.value.map((one) => html`<li class="part-row" key=${`${one.driver}${one.host}`}>
        <span class="grow"><strong>${one.name || one.host}</strong>
          <span class="small part-words">${one.driver} · ${one.host}</span></span>
        ${one.known_as ? html`<span class="muted">${one.known_as}</span>`
          : html`<button type="button" class="button" onClick=${() => add(one)}>
              ${t("printers.add")}<span class="sr-only"> ${one.host}</span></button>`}
      </li>`)}
    </ul>`}
  <//>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><${Empty} icon="wifi-off" title=${t("status.unreachable")}>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button>
  <//></main>`;
}

function listen(after) {
  let soon = 0;
  const again = () => load().catch(() => undefined);
  const live = follow({
    view: "status",
    after,
    onNews: () => {
      clearTimeout(soon);
      soon = setTimeout(again, SOON_MS);
    },
    onReload: load,
    onConnect: again,
  });
  live.state.subscribe((state) => (link.value = state));
  setInterval(again, EVERY_MS);
}

async function run() {
  try {
    me.value = (await begin()).me;
    const seq = await load();
    paint(Printers);
    listen(seq);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
