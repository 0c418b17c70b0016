/** For the manager: credit and margin, and the four settings of the shop. */

import { Fragment, html, signal, useEffect, useSignal } from "../vendor.js";
import { get, send } from "../api.js";
import { errorText, lang, money, t } from "../i18n.js";
import { Banner, Empty, Icon, Skeleton } from "../kit.js";
import { failed, guarded, may, renew, say } from "./state.js";

const report = signal(null);
const settings = signal(null);
const KEYS = ["esim.markup_bp", "esim.round_minor", "esim.offline", "esim.deadline_minutes"];

const load = () => guarded(async () => {
  report.value = await get("/api/v1/esim/report");
  if (!may("settings.manage")) return;
  const { items } = await get("/api/v1/settings");
  settings.value = Object.fromEntries(items.filter((one) => KEYS.includes(one.key)).map((one) => [one.key, one]));
});

/** Entry component of the screen. */
export function Account() {
  useEffect(() => {
    load();
  }, []);
  if (report.value === null) return failed.value ? null : html`<${Skeleton} rows=${6} />`;
  return html`<${Fragment}>
    <${Credit} now=${report.value} />
    <${Margin} months=${report.value.months} />
    ${settings.value && html`<${Settings} />`}
  <//>`;
}

function Credit({ now }) {
  const at = now.catalogue_at && new Intl.DateTimeFormat(lang.value, { dateStyle: "medium", timeStyle: "short" })
    .format(new Date(now.catalogue_at));
  const figures = [["balance", now.balance ? money(now.balance) : "–"], ["reserved", money(now.reserved)],
    ["catalogue_at", at ?? "–"], ["line", t(now.online ? "esims.line_on" : "esims.line_off")]];
  return html`<section class="card part"><h2>${t("esims.credit")}</h2>
    <dl class="figures">${figures.map(([name, value]) => html`<div key=${name}>
      <dt>${t(`esims.figure.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="small muted">${t("esims.credit_text")}</p></section>`;
}

function Margin({ months }) {
  return html`<section class="card part"><h2>${t("esims.margin")}</h2>
    ${months.length === 0 ? html`<${Empty} icon="receipt-text" title=${t("esims.nothing_sold")} />`
      : html`<div class="scroll" tabindex="0" role="region" aria-label=${t("esims.margin")}><table class="table">
        <thead><tr>${["month", "state", "orders", "sold_for", "cost"].map((name) => html`<th key=${name}
          scope="col">${t(`esims.column.${name}`)}</th>`)}</tr></thead>
        <tbody>${months.map((one) => html`<tr key=${`${one.month} ${one.state}`}><td>${one.month}</td>
          <td>${t(`esims.state.${one.state}`)}</td><td>${one.orders}</td><td>${money(one.sold)}</td>
          <td>${money(one.cost)}</td></tr>`)}</tbody></table></div>`}
    <p class="small muted">${t("esims.margin_text")}</p></section>`;
}

function Settings() {
  const kept = (key) => settings.value[key].value;
  const markup = useSignal(String(kept("esim.markup_bp") / 100));
  const step = useSignal(String(kept("esim.round_minor")));
  const offline = useSignal(kept("esim.offline"));
  const deadline = useSignal(String(kept("esim.deadline_minutes")));
  const problem = useSignal("");
  const save = async (event) => {
    event.preventDefault();
    problem.value = "";
    const wanted = { "esim.markup_bp": Math.round(Number(markup.value.replace(",", ".")) * 100),
      "esim.round_minor": Number(step.value), "esim.offline": offline.value,
      "esim.deadline_minutes": Number(deadline.value) };
    try {
      for (const [key, value] of Object.entries(wanted)) {
        if (value !== kept(key)) await send("PUT", `/api/v1/settings/${key}`, { value });
      }
      say("esims.saved");
      await load();
      await renew();
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  const field = (name, value, more = {}) => html`<label class="field"><span class="label">${t(`esims.set.${name}`)}</span>
    <input class="input" inputmode="decimal" required value=${value.value}
      onInput=${(event) => (value.value = event.target.value)} ...${more} />
    <span class="small muted">${t(`esims.set_text.${name}`, { currency: report.value.currency })}</span></label>`;
  return html`<form class="card part" onSubmit=${save}><h2>${t("esims.settings")}</h2>
    ${problem.value && html`<div role="alert"><${Banner} tone="bad" icon="circle-alert" title=${problem.value} /></div>`}
    ${field("markup", markup)}${field("step", step)}
    <label class="field"><span class="label">${t("esims.set.offline")}</span>
      <select class="select" value=${offline.value} onChange=${(event) => (offline.value = event.target.value)}>
        ${["queue", "refuse"].map((name) => html`<option key=${name} value=${name}>${t(`esims.offline.${name}`)}</option>`)}
      </select></label>
    ${field("deadline", deadline)}
    <p class="small muted">${t("esims.set_currency", { currency: report.value.currency })}</p>
    <button class="button button-primary"><${Icon} name="check" />${t("esims.save")}</button></form>`;
}
