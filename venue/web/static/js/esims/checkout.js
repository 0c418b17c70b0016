/** Before money: does the phone take it. Then who pays, and how. */

import { Fragment, html, signal, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText, money, t } from "../i18n.js";
import { Banner, Icon, Sheet } from "../kit.js";
import { paymentOf } from "./model.js";
import { me, may, placeName, planWords, shop } from "./state.js";

const SOON_MS = 250;
const CHECKS = ["model", "eid", "unlocked"];
const ICONS = { table: "utensils", room: "key-round", cash: "receipt-text", card: "credit-card" };
const tables = signal([]);

/** The sheet between a plan and its sale. */
export function Checkout({ plan, topUp, onClose, onSold }) {
  const ticked = useSignal([]);
  const pay = useSignal({ way: "cash", session: "", room: "", name: "", isSigned: false });
  const problem = useSignal("");
  const busy = useSignal(false);
  const asks = topUp ? [] : CHECKS;
  const paying = paymentOf(pay.value);
  const isReady = asks.every((one) => ticked.value.includes(one)) && paying !== null;
  const sell = async () => {
    busy.value = true;
    problem.value = "";
    const more = topUp ? { topup_of: topUp.id } : { device_checked: true };
    try {
      onSold(await post("/api/v1/esim/orders", { package_id: plan.id, ...more, ...paying }));
    } catch (error) {
      problem.value = errorText(error);
    }
    busy.value = false;
  };
  const foot = html`<button type="button" class="button button-primary button-large button-wide"
    disabled=${!isReady || busy.value} onClick=${sell}>
    ${t(pay.value.way === "table" ? "esims.put" : "esims.take", { price: money(plan.price) })}</button>`;
  return html`<${Sheet} title=${`${placeName(plan)} · ${planWords(plan)}`} onClose=${onClose} foot=${foot}>
    <div class="stack">
      ${shop.value.mode === "sandbox" && html`<p class="mode" data-mode="sandbox"><strong>${
        t("esims.sandbox")}</strong></p>`}
      ${problem.value && html`<div role="alert"><${Banner} tone="bad" icon="circle-alert"
        title=${problem.value} /></div>`}
      ${!topUp && html`<${Device} ticked=${ticked} />`}
      <${Pay} pay=${pay} />
    </div><//>`;
}

function Device({ ticked }) {
  const found = useSignal(null);
  const set = (name, isOn) => (ticked.value = isOn ? [...ticked.value, name]
    : ticked.value.filter((one) => one !== name));
  let timer = 0;
  const look = (event) => {
    const said = event.target.value.trim();
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const path = `/api/v1/esim/devices?query=${encodeURIComponent(said)}`;
      found.value = said ? await get(path).catch(() => null) : null;
    }, SOON_MS);
  };
  return html`<fieldset class="stack"><legend class="label">${t("esims.device")}</legend>
    <label class="field"><span class="small">${t("esims.model_find")}</span>
      <input class="input" type="search" maxlength="60" placeholder="iPhone 15" onInput=${look} /></label>
    ${found.value && html`<p role="status" class=${found.value.items.length ? "" : "muted"}>${
      found.value.items.length ? found.value.items.map((one) => `${one.brand} ${one.name}`).join(", ")
        : t(found.value.known ? "esims.model_none" : "esims.model_no_list")}</p>`}
    ${CHECKS.map((name) => html`<label class="tick" key=${name}>
      <input type="checkbox" checked=${ticked.value.includes(name)}
        onChange=${(event) => set(name, event.target.checked)} />
      <span>${t(`esims.check.${name}`)}</span></label>`)}
  </fieldset>`;
}

function Pay({ pay }) {
  const ways = ["cash", "card", ...(may("folios.view") ? ["room"] : []),
    ...(me.value.venue.kind !== "hotel" && may("tables.view") ? ["table"] : [])];
  const now = pay.value;
  const set = (more) => (pay.value = { ...now, ...more });
  useEffect(() => {
    if (!ways.includes("table")) return;
    get("/api/v1/tables").then(({ items, places }) => {
      tables.value = [...items, ...places].filter((one) => one.session_id);
    }, () => undefined);
  }, []);
  return html`<fieldset class="stack"><legend class="label">${t("esims.who_pays")}</legend>
    <div class="row wrap">${ways.map((way) => html`<button type="button" class="chip" key=${way}
      aria-pressed=${String(now.way === way)} onClick=${() => set({ way })}>
      <${Icon} name=${ICONS[way]} />${t(`esims.way.${way}`)}</button>`)}</div>
    ${now.way === "table" && (tables.value.length === 0
      ? html`<p class="muted">${t("esims.no_tables")}</p>`
      : html`<label class="field"><span class="label">${t("esims.table")}</span>
        <select class="select" value=${now.session} onChange=${(event) => set({ session: event.target.value })}>
          <option value="">–</option>
          ${tables.value.map((one) => html`<option key=${one.session_id} value=${one.session_id}>${one.number}</option>`)}
        </select></label>`)}
    ${now.way === "room" && html`<${Fragment}>
      <label class="field"><span class="label">${t("esims.room")}</span><input class="input" maxlength="20"
        value=${now.room} onInput=${(event) => set({ room: event.target.value })} /></label>
      <label class="field"><span class="label">${t("esims.guest")}</span><input class="input" maxlength="80"
        value=${now.name} onInput=${(event) => set({ name: event.target.value })} /></label>
      <label class="tick"><input type="checkbox" checked=${now.isSigned}
        onChange=${(event) => set({ isSigned: event.target.checked })} /><span>${t("esims.signs")}</span></label>
    <//>`}
    <p class="small muted">${t(`esims.way_text.${now.way}`)}</p>
  </fieldset>`;
}
