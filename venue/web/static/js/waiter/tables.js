/** The floor: a card for every table by area, or the drawing of it. */

import { html, signal, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, IconButton, Skeleton } from "../kit.js";
import { act } from "./reading.js";
import { byArea, nextBooking, pressing } from "./model.js";
import { FloorMap } from "./floormap.js";
import { Part } from "./parts.js";
import { ageOf, areas, bookings, go, goBack, isLoaded, may, me, place, tables } from "./state.js";
import { BOOKED_SOON_S, since } from "./times.js";
import { ageText } from "./words.js";

const SOON_OVER_S = 15 * 60;
const KEPT = "waiter floor";

/** "list" or "map", remembered on this device. */
const look = signal(readLook());

function readLook() {
  try {
    return localStorage.getItem(KEPT) ?? "list";
  } catch {
    return "list";
  }
}

function choose(next) {
  look.value = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}

/** The tab "Tables". */
export function Tables() {
  const mine = useSignal(false);
  // The manager's screens lead here to draw; a house without tables begins so too.
  const drawing = useSignal(location.hash === "#draw" && may.value.has("tables.manage"));
  if (!isLoaded.value) return html`<${Skeleton} rows=${5} />`;
  if (drawing.value) {
    return html`<${Part} part="plan" name="PlanEditor" onDone=${() => {
      drawing.value = false;
      goBack({});
    }} />`;
  }
  if (tables.value.length === 0) {
    return html`<${Empty} icon="layout-grid" title=${t("waiter.no_tables")}>
      <p>${t("waiter.no_tables_text")}</p><//>`;
  }
  const isMine = (one) => !mine.value || (one.session_id && one.owner_id === me.value.staff_id);
  return html`<div class="floor-tools">
      <div class="row grow" role="group" aria-label=${t("waiter.look")}>
        ${["list", "map"].map((one) => html`<button type="button" key=${one} class="chip"
          aria-pressed=${String(look.value === one)} onClick=${() => choose(one)}>
          <${Icon} name=${one === "map" ? "map" : "list"} />${t(`waiter.look.${one}`)}</button>`)}
        <button type="button" class="chip" aria-pressed=${String(mine.value)}
          onClick=${() => (mine.value = !mine.value)}>
          <${Icon} name="user" />${t("waiter.mine")}</button>
      </div>
      ${may.value.has("tables.manage") && html`<${IconButton} icon="pencil"
        label=${t("plan.edit")} onClick=${() => (drawing.value = true)} />`}
    </div>
    ${byArea(tables.value, areas.value).map(
      (area) => html`<section class="area" key=${area.name} aria-label=${area.name}>
        <h2>${area.name} <span class="muted">${t("waiter.open_of", {
          open: area.tables.filter((one) => one.state !== "free").length,
          all: area.tables.length,
        })}</span></h2>
        ${look.value === "map"
          ? html`<${FloorMap} tables=${area.tables} isMine=${isMine} />`
          : html`<ul class="floor">${area.tables.filter(isMine).map(
            (one) => html`<${TableCard} key=${one.id} table=${one} />`)}</ul>`}
      </section>`,
    )}`;
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
        ${!isFree && html`<span><${Icon} name="clock" />${ageText(ageOf(table))}</span>`}
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

function Marks({ table }) {
  const mark = (tone, icon, text) =>
    html`<span class=${`badge ${tone}`}><${Icon} name=${icon} />${text}</span>`;
  const marks = [];
  if (table.state === "free") marks.push(mark("", "check", t("waiter.state.free")));
  if (table.ready > 0) marks.push(mark("badge-ok", "concierge-bell", t("waiter.ready_count",
    { count: table.ready })));
  if (table.held > 0) marks.push(mark("", "pause", t("waiter.held_count", { count: table.held })));
  const booked = nextBooking(bookings.value, table.id, BOOKED_SOON_S);
  if (booked && table.state === "free") {
    marks.push(mark(booked.late ? "badge-bad" : "badge-info", "calendar",
      `${since(booked.starts_at)} · ${booked.name}`));
  }
  if (table.unseen > 0) {
    marks.push(mark("badge-solid-bad", "triangle-alert", t("waiter.unseen",
      { count: table.unseen })));
  }
  if (table.awaiting > 0) marks.push(mark("badge-warn", "hand", t("waiter.awaiting",
    { count: table.awaiting })));
  if (table.state === "bill_requested" || table.bill_requested) {
    marks.push(mark("badge-info", "receipt-text", t("waiter.state.bill_requested")));
  }
  if (table.training) marks.push(mark("badge-solid-bad", "info", t("waiter.training")));
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
