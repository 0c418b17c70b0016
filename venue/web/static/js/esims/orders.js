/** What was sold and what became of it; refund tasks; the code again by the guest's own link. */

import { Fragment, html, signal, useEffect, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { errorText, lang, money, t } from "../i18n.js";
import { Banner, Empty, Skeleton } from "../kit.js";
import { OrderSheet, STATES, wordsOf } from "./order.js";
import { Sold } from "./sold.js";
import { failed, guarded, placeName, planWords } from "./state.js";

const EVERY_MS = 10_000;
const LISTS = ["all", "unpaid", "waiting", "refunds", "low"];
const which = signal("all");
const list = signal(null);
const open = signal(null);

async function load() {
  if (document.visibilityState === "hidden") return;
  try {
    list.value = await get(`/api/v1/esim/orders?which=${which.value}`);
    failed.value = "";
  } catch (error) {
    failed.value = errorText(error);
  }
}

const older = () => guarded(async () => {
  const last = list.value.items.at(-1).id;
  const more = await get(`/api/v1/esim/orders?which=${which.value}&before=${last}`);
  list.value = { ...more, items: [...list.value.items, ...more.items] };
});

/** Entry component of the screen. */
export function Orders() {
  useEffect(() => {
    load();
    const timer = setInterval(load, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const pick = (name) => {
    which.value = name;
    list.value = null;
    load();
  };
  const now = list.value;
  return html`<${Fragment}>
    <${Again} />
    <div class="row wrap" role="group" aria-label=${t("esims.nav.orders")}>${LISTS.map((name) => html`<button
      type="button" class="chip" key=${name} aria-pressed=${String(which.value === name)}
      onClick=${() => pick(name)}>${t(`esims.list.${name}`)}</button>`)}</div>
    ${now === null ? !failed.value && html`<${Skeleton} rows=${6} />`
      : now.items.length === 0 ? html`<${Empty} icon="list" title=${t("esims.none")} />`
      : html`<ul class="card orders">${now.items.map((one) => html`<li key=${one.id}><${Row} one=${one} /></li>`)}</ul>
        ${now.more && html`<button type="button" class="button" onClick=${older}>${t("esims.older")}</button>`}`}
    ${open.value !== null && html`<${OrderSheet} id=${open.value} first=${now?.items.find((one) =>
      one.id === open.value)} onClose=${() => (open.value = null)} onChange=${load} />`}
  <//>`;
}

function Row({ one }) {
  const at = new Intl.DateTimeFormat(lang.value, { dateStyle: "short", timeStyle: "short" });
  return html`<button type="button" class="order" onClick=${() => (open.value = one.id)}>
    <span class="grow"><strong dir="auto">${placeName(one)}</strong> ${planWords(one)}
      <span class="small muted order-more">${t("esims.number", { number: one.id })} · ${
        at.format(new Date(one.created_at))} · ${money(one.price)}${
        one.words && ` · ${wordsOf(one)}`}</span></span>
    ${one.mode === "sandbox" && html`<span class="badge badge-warn">${t("esims.test")}</span>`}
    ${one.by_guest && html`<span class="badge">${t("esims.by_guest")}</span>`}
    ${one.low && html`<span class="badge badge-warn">${t("esims.low")}</span>`}
    ${one.claim && html`<span class="badge">${t(`esims.claim.${one.claim.state}`)}</span>`}
    <span class=${`badge badge-${STATES[one.state]}`}>${t(`esims.state.${one.state}`)}</span>
  </button>`;
}

/** The code again: staff see it by the guest's own link alone. */
function Again() {
  const said = useSignal("");
  const shown = useSignal("");
  const problem = useSignal("");
  const look = async (event) => {
    event.preventDefault();
    const pass = said.value.trim().split("/").at(-1).toUpperCase();
    problem.value = "";
    try {
      await get(`/api/v1/esim/sims/${encodeURIComponent(pass)}`);
      shown.value = pass;
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  if (shown.value) {
    const path = `/e/${encodeURIComponent(shown.value)}`;
    return html`<${Sold} sale=${{ guest_pass: shown.value, path }} onNext=${() => (shown.value = "")} />`;
  }
  return html`<form class="card again" onSubmit=${look}>
    <label class="field grow"><span class="label">${t("esims.again")}</span>
      <input class="input" value=${said.value} maxlength="200" autocomplete="off" dir="ltr"
        onInput=${(event) => (said.value = event.target.value)} /></label>
    <button class="button" disabled=${!said.value.trim()}>${t("esims.again_show")}</button>
    ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
  </form>`;
}
