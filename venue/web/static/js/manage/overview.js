/** The house at a glance: what needs somebody, tables, waits, what is offline. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner, Empty, Icon, Skeleton } from "../kit.js";
import { ageParts } from "../status/words.js";
import { alertIcon, alertText } from "../waiter/words.js";
import { Failed, Head, Part, useFetched } from "./parts.js";

const EVERY_MS = 10_000;

const ageText = (seconds) => {
  const { key, count } = ageParts(seconds);
  return t(key, { count });
};

export function Overview() {
  const { value, error, again } = useFetched("/api/v1/overview", { live: true, every: EVERY_MS });
  if (!value && error) return html`<${Failed} error=${error} onRetry=${again} />`;
  if (!value) return html`<${Skeleton} rows=${6} />`;
  const isCalm = value.alerts.length === 0 && value.offline.length === 0;
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.overview")} />
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${isCalm && html`<${Banner} tone="ok" icon="circle-check" title=${t("manage.all_well")} />`}
    ${value.floor && html`<${Figures} floor=${value.floor} today=${value.today} />`}
    <div class="columns">
      ${value.alerts.length > 0 && html`<${Part} title=${t("manage.alerts")}>
        <ul>${value.alerts.map((one) => html`<li key=${one.id} class="row line">
          <${Icon} name=${alertIcon(one)} /><span class="grow">${alertText(one)}</span>
          <span class="small muted">${ageText(one.age_s)}</span></li>`)}</ul><//>`}
      ${value.offline.length > 0 && html`<${Part} title=${t("manage.offline")}>
        <ul>${value.offline.map((one) => html`<li key=${`${one.what} ${one.name}`} class="row line"
          data-tone="bad"><${Icon} name="triangle-alert" />
          <span class="grow"><strong>${t(`manage.what.${one.what}`)}: ${one.name}</strong>
            <span class="small muted open-text">${one.words
              || t("manage.unseen_for", { age: ageText(one.last_seen_s ?? 0) })}</span></span>
        </li>`)}</ul><//>`}
      ${value.stations && html`<${Stations} stations=${value.stations} />`}
      ${value.floor && html`<${Tables} floor=${value.floor} />`}
    </div>
  </div>`;
}

function Figures({ floor, today }) {
  const figures = [
    ["open_tables", floor.open, t("manage.of_tables", { count: floor.open + floor.free })],
    ["covers", floor.covers, null],
    ["orders_today", today.orders, null],
    ["sold_today", money(today.total), null],
    ["awaiting", floor.awaiting, null],
    ["bills_wanted", floor.bill_requested, null],
  ];
  return html`<dl class="figures">${figures.map(([name, value, text]) => html`
    <div key=${name} class="card figure"><dt>${t(`manage.figure.${name}`)}</dt>
      <dd>${value}${text && html` <span class="small muted">${text}</span>`}</dd></div>`)}
    ${today.outlets.map((one) => html`<div key=${one.id ?? 0} class="card figure">
      <dt>${one.name || t("manage.no_outlet")}</dt><dd>${money(one.total)}
        <span class="small muted">${t("manage.orders", { count: one.orders })}</span></dd></div>`)}
  </dl>`;
}

function Stations({ stations }) {
  return html`<${Part} title=${t("manage.waits")}>
    <ul>${stations.map((one) => html`<li key=${one.slug} class="row line">
      <a class="grow" href=${`/kitchen/${one.slug}`}>${one.name}</a>
      <span>${t("manage.tickets", { count: one.open })}</span>
      ${one.oldest_s !== null && html`<span class="badge ${one.late > 0 ? "badge-bad" : "badge-ok"}">
        <${Icon} name=${one.late > 0 ? "flame" : "clock"} />${ageText(one.oldest_s)}</span>`}
      ${one.late > 0 && html`<span class="badge badge-bad">${t("manage.late",
        { count: one.late })}</span>`}
    </li>`)}</ul><//>`;
}

function Tables({ floor }) {
  if (floor.items.length === 0) {
    return html`<${Part} title=${t("manage.open_tables")}>
      <${Empty} icon="layout-grid" title=${t("manage.no_tables_open")} /><//>`;
  }
  return html`<${Part} title=${t("manage.open_tables")}>
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t("manage.open_tables")}>
    <table class="table"><thead><tr>
      <th scope="col">${t("manage.col.table")}</th><th scope="col">${t("manage.area")}</th>
      <th scope="col" class="number">${t("manage.figure.covers")}</th>
      <th scope="col" class="number">${t("manage.col.orders")}</th>
      <th scope="col" class="number">${t("manage.col.total")}</th></tr></thead>
      <tbody>${floor.items.map((one) => html`<tr key=${one.id}>
        <th scope="row">${one.number}${one.unseen > 0 && html` <span class="badge badge-bad">
          <${Icon} name="triangle-alert" />${t("manage.unseen")}</span>`}</th>
        <td>${one.area}</td><td class="number">${one.covers}</td>
        <td class="number">${one.orders}</td>
        <td class="number">${one.total ? money(one.total) : ""}</td></tr>`)}</tbody>
    </table></div><//>`;
}
