/** One table: opening it, its party's orders, and what can be done for it. */

import { Fragment, html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner, Empty, Icon, IconButton, Skeleton, Stepper } from "../kit.js";
import { act, problemText } from "./reading.js";
import { dropStale, forget, sealAct, takeBack, wantStale } from "./sending.js";
import { AlertRow } from "./alerts.js";
import { EMPTY } from "./draft.js";
import { heldCourses, ordersToShow } from "./model.js";
import { OrderCard } from "./ordercard.js";
import {
  alerts, asMoney, bookings, commands, detail, drafts, go, goBack, items, may, place, returned, sheet, table,
} from "./state.js";
import { admit } from "./tables.js";
import { since } from "./times.js";
import { ageText, titled } from "./words.js";

/** The pane of the chosen table. */
export function TablePane() {
  const one = table.value;
  if (!one) {
    return html`<${Empty} icon="layout-grid" title=${t("waiter.choose_table")}>
      <p>${t("waiter.choose_table_text")}</p><//>`;
  }
  const back = () => goBack({});
  return html`<${Fragment}>
    <header class="pane-head">
      <${IconButton} icon="arrow-left" iconClass="icon-flip" class="pane-back"
        label=${t("common.back")} onClick=${back} />
      <div class="grow pane-title"><h2>${titled(one)}</h2>
        <span class="muted small">${one.party?.name || (one.party ? "" : one.area)}</span></div>
      <${AlertsHere} />
      ${one.state !== "free" && html`<${IconButton} icon="qr-code" class="icon-button-line"
        label=${t("waiter.guests_code")} onClick=${() => (sheet.value = { kind: "code" })} />
        <${IconButton} icon="ellipsis" class="icon-button-line" label=${t("waiter.more")}
          onClick=${() => (sheet.value = { kind: "party" })} />`}
    </header>
    ${one.state === "free" ? html`<${FreeTable} key=${one.id}
      table=${one} />` : html`<${Party} table=${one} />`}
  <//>`;
}

/** On a phone the tabs are out of sight here: other tables' calls must not be. */
export function AlertsHere() {
  const count = alerts.value.length;
  if (count === 0) return null;
  return html`<button type="button" class="icon-button pane-alerts"
    onClick=${() => go({ tab: "alerts" })}>
    <${Icon} name="bell" /><span class="count" aria-hidden="true">${count}</span>
    <span class="sr-only">${t("waiter.tab.alerts")}: ${count}</span>
  </button>`;
}

function FreeTable({ table }) {
  const covers = useSignal(Math.min(2, table.seats));
  const busy = useSignal(false);
  const open = async () => {
    busy.value = true;
    const opened = await act("/api/v1/table-sessions", { table_id: table.id,
      covers: covers.value });
    busy.value = false;
    if (opened) sheet.value = { kind: "code", opened };
  };
  return html`<div class="pane-body stack">
    ${table.waiting > 0 && html`<${Banner} tone="warn" icon="tablet-smartphone"
      title=${t("waiter.waiting", { count: table.waiting })}>${t("waiter.waiting_free")}<//>`}
    <div class="card open-table">
      <h3>${t("waiter.how_many")}</h3>
      <${Stepper} value=${covers.value} max=${99} label=${t("waiter.covers")}
        onChange=${(n) => (covers.value = n)} />
      <p class="muted small">${t("waiter.seats_here", { count: table.seats })}</p>
      <button type="button" class="button button-primary button-large button-wide"
        disabled=${busy.value || !may.value.has("tables.serve")} onClick=${open}>
        <${Icon} name="door-open" />${t("waiter.open_table")}
      </button>
    </div>
    ${bookings.value.filter((one) => one.table_id === table.id && one.state === "booked").map(
      (one) => html`<div class="card booked" key=${one.id} data-late=${one.late ? "" : null}>
        <div class="grow"><strong>${since(one.starts_at)} · ${one.name}</strong>
          <span class="muted small">${t("waiter.seats", { count: one.covers })}${one.note
            && ` · ${one.note}`}</span></div>
        <button type="button" class="button button-primary"
          onClick=${() => act(`/api/v1/table-reservations/${one.id}/seat`)}>
          ${t("booking.seat")}</button></div>`)}
  </div>`;
}

function Party({ table }) {
  const known = detail.value;
  const mine = alerts.value.filter((alert) => alert.table?.id === table.id
    && alert.kind !== "join");
  const orders = known ? ordersToShow(known.orders) : [];
  return html`<div class="pane-body stack">
    <dl class="facts">
      <div><dt><${Icon} name="users" />${t("waiter.covers")}</dt><dd>${table.covers}</dd></div>
      <div><dt><${Icon}
        name="clock" />${t("waiter.since")}</dt><dd>${since(table.opened_at)}</dd></div>
      <div><dt><${Icon} name="timer" />${t("waiter.left")}</dt>
        <dd>${table.expires_in_s > 0 ? ageText(table.expires_in_s) : t("waiter.expired")}</dd></div>
    </dl>
    ${table.waiting > 0 && html`<${Banner} tone="warn" icon="tablet-smartphone"
      title=${t("waiter.waiting", { count: table.waiting })}>
      <button type="button" class="button button-primary" onClick=${() => admit(table)}>
        ${t("waiter.let_in")}</button><//>`}
    ${table.party && html`<${PartyFacts} party=${table.party} />`}
    ${table.training && html`<${Banner} tone="bad" icon="info" title=${t("waiter.training")}>
      ${t("waiter.training_text")}<//>`}
    ${(table.state === "paused" || table.paused) && html`<${Banner} icon="pause"
      title=${t("waiter.paused_title")}>
      ${t("waiter.paused_text")}<//>`}
    ${mine.length > 0 && html`<ul class="stack">${mine.map(
      (alert) => html`<${AlertRow} key=${alert.id} alert=${alert} isHere />`)}</ul>`}
    ${known?.isLost && html`<${Banner} tone="warn" icon="wifi-off"
      title=${t("waiter.detail_lost")} />`}
    <${Kept} sessionId=${table.session_id} />
    <${Fires} orders=${known?.orders ?? []} />
    ${!known?.session && !known?.isLost && html`<${Skeleton} rows=${3} />`}
    ${known?.session && orders.length === 0 && html`<${Empty} icon="utensils"
      title=${t("waiter.nothing_ordered")} />`}
    ${orders.map((order) => html`<${OrderCard} key=${order.id} order=${order} />`)}
  </div>
  <${Bar} table=${table} bill=${known?.bill ?? null} />`;
}

/** Who a party without a table is, when and where it gets its order. */
function PartyFacts({ party }) {
  const facts = [["user", party.name], ["clock", party.due_at && since(party.due_at)],
    ["map", party.address], ["truck", party.driver], ["send", party.channel],
    ["message-square", party.note]].filter(([, text]) => text);
  if (facts.length === 0 && !party.phone) return null;
  return html`<ul class="card party-facts">
    ${facts.map(([icon, text]) => html`<li key=${icon} class="row"><${Icon}
      name=${icon} /><span class="grow">${text}</span></li>`)}
    ${party.phone && html`<li class="row"><${Icon} name="phone" />
      <a class="grow" href=${`tel:${party.phone}`} dir="ltr">${party.phone}</a></li>`}
  </ul>`;
}

/** Orders on their way from this device, and those that came back. */
function Kept({ sessionId }) {
  const own = (one) => one.body?.table_session_id === sessionId;
  return html`<${Fragment}>
    ${returned.value.filter(own).map(
      (one) => html`<article class="card kept" key=${one.id}>
        <${Banner} tone="bad" icon="circle-alert"
          title=${t("waiter.refused")}>${problemText(one.problem)}<//>
        <${Wishes} body=${one.body} />
        <div class="row">
          <button type="button" class="button grow"
            onClick=${() => forget(one.id)}>${t("common.remove")}</button>
          <button type="button" class="button button-primary grow"
            onClick=${() => takeBack(one.id)}>
            ${t("waiter.take_back")}</button>
        </div>
      </article>`,
    )}
    ${commands.value.filter(own).map(
      (one) => html`<article class="card kept" key=${one.id}>
        <p class="row"><strong class="grow">${t("waiter.own_order")}</strong>
          <span class="badge badge-warn" role="status">
            <${Icon} name=${one.state === "sending" ? "loader-circle" : "cloud-off"}
              class=${one.state === "sending" ? "spin"
                : ""} />${t(`waiter.kept.${one.state}`)}</span></p>
        <${Wishes} body=${one.body} />
        ${one.state === "stale" && html`<div class="row">
          <button type="button" class="button grow"
            onClick=${() => dropStale(one.id)}>${t("waiter.stale_drop")}</button>
          <button type="button" class="button button-primary grow"
            onClick=${() => wantStale(one.id)}>
            ${t("waiter.stale_send")}</button></div>`}
      </article>`,
    )}
  <//>`;
}

function Wishes({ body }) {
  return html`<ul class="wishes">${body.lines.map(
    (line) => html`<li><strong>${line.quantity}</strong>
      <span>${items.value.get(line.item_id)?.name ?? t("waiter.dish",
        { id: line.item_id })}</span></li>`,
  )}</ul>`;
}

function Fires({ orders }) {
  const courses = heldCourses(orders);
  if (courses.length === 0 || !may.value.has("kitchen.fire")) return null;
  const session = table.value.session_id;
  const fire = (course) => sealAct(`/api/v1/table-sessions/${session}/courses/${course}/fire`);
  return html`<div class="fires">
    ${courses.map(
      ({ course, ids }) => html`<button type="button" key=${course} class="button grow"
        onClick=${() => fire(course)}>
        <${Icon} name="flame" />${t("waiter.fire_course", { course, count: ids.length })}
      </button>`,
    )}
  </div>`;
}

function Bar({ table, bill }) {
  const draft = drafts.value[table.session_id] ?? EMPTY;
  const count = draft.lines.reduce((n, line) => n + line.quantity, 0);
  const owed = bill?.owed ?? table.total ?? asMoney(0);
  return html`<footer class="pane-bar">
    <button type="button" class="button button-large"
      onClick=${() => (sheet.value = { kind: "bill" })}>
      <${Icon} name="receipt-text" />${t("waiter.bill")}<strong>${money(owed)}</strong>
    </button>
    <button type="button" class="button button-primary button-large grow"
      onClick=${() => go({ tableId: place.value.tableId, isOrdering: true })}>
      <${Icon} name="plus" />${count > 0 ? t("waiter.go_on_order", { count })
        : t("waiter.take_order")}
    </button>
  </footer>`;
}
