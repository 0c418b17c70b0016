/** The floor: a card for every table, by area. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, Skeleton } from "../kit.js";
import { act } from "./reading.js";
import { byArea, pressing } from "./model.js";
import { areas, go, isLoaded, place, tables } from "./state.js";

const SOON_OVER_S = 15 * 60;

/** The tab "Tables". */
export function Tables() {
  if (!isLoaded.value) return html`<${Skeleton} rows=${5} />`;
  if (tables.value.length === 0) {
    return html`<${Empty} icon="layout-grid" title=${t("waiter.no_tables")}>
      <p>${t("waiter.no_tables_text")}</p><//>`;
  }
  return byArea(tables.value, areas.value).map(
    (area) => html`<section class="area" key=${area.name} aria-label=${area.name}>
      <h2>${area.name} <span class="muted">${t("waiter.open_of", {
        open: area.tables.filter((one) => one.state !== "free").length,
        all: area.tables.length,
      })}</span></h2>
      <ul class="floor">${area.tables.map((one) => html`<${TableCard} key=${one.id}
        table=${one} />`)}</ul>
    </section>`,
  );
}

function TableCard({ table }) {
  const isFree = table.state === "free";
  const isHere = place.value.tableId === table.id;
  return html`<li class="card table" data-state=${table.state} data-pressing=${pressing(table)}
    aria-current=${isHere ? "true" : null}>
    <button type="button" class="table-open"
      onClick=${() => go({ tab: "tables", tableId: table.id })}>
      <span class="table-top">
        <strong class="table-number"><span
          class="sr-only">${t("waiter.table_word")} </span>${table.number}</strong>
        ${!isFree && html`<span class="table-total">${table.total && money(table.total)}</span>`}
      </span>
      <span class="table-facts">
        <span><${Icon}
          name="users" />${isFree ? t("waiter.seats", { count: table.seats }) : table.covers}</span>
        ${!isFree && html`<span><${Icon} name="clock" />${since(table.opened_at)}</span>`}
      </span>
      <${Marks} table=${table} />
    </button>
    ${table.waiting > 0 && !isFree &&
    html`<button type="button" class="button button-primary table-admit"
      onClick=${() => admit(table)}>
      <${Icon} name="door-open" />${t("waiter.let_in_count", { count: table.waiting })}
    </button>`}
  </li>`;
}

/** Let the phones that wait at a table in. */
export function admit(table) {
  return act(`/api/v1/table-sessions/${table.session_id}/admit`);
}

/** The time of day of an RFC 3339 moment, as the device writes it. */
export function since(moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
}

function Marks({ table }) {
  const mark = (tone, icon, text) =>
    html`<span class=${`badge ${tone}`}><${Icon} name=${icon} />${text}</span>`;
  const marks = [];
  if (table.state === "free") marks.push(mark("", "check", t("waiter.state.free")));
  if (table.unseen > 0) {
    marks.push(mark("badge-solid-bad", "triangle-alert", t("waiter.unseen",
      { count: table.unseen })));
  }
  if (table.awaiting > 0) marks.push(mark("badge-warn", "hand", t("waiter.awaiting",
    { count: table.awaiting })));
  if (table.state === "bill_requested" || table.bill_requested) {
    marks.push(mark("badge-info", "receipt-text", t("waiter.state.bill_requested")));
  }
  if (table.state === "paused" || table.paused) marks.push(mark("", "pause",
    t("waiter.state.paused")));
  if (table.waiting > 0 && table.state === "free") {
    marks.push(mark("badge-warn", "tablet-smartphone", t("waiter.waiting",
      { count: table.waiting })));
  }
  if (table.expires_in_s !== undefined && table.expires_in_s < SOON_OVER_S) {
    marks.push(mark("badge-warn", "timer", t(table.expires_in_s > 0 ? "waiter.expires_soon"
      : "waiter.expired")));
  }
  return marks.length > 0 && html`<span class="table-marks">${marks}</span>`;
}
