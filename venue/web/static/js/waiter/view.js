/** The waiter's shell: a list on one side, a table on the other; on a phone one after the other. */

import { Fragment, html } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner, Icon, SyncPill, Toasts } from "../kit.js";
import { LineBanner } from "../line.js";
import { dropStale, wantStale } from "./sending.js";
import { Alerts } from "./alerts.js";
import { DishSheet } from "./dish.js";
import { OrderPane, ReviewSheet } from "./order.js";
import { LineSheet } from "./ordercard.js";
import { Orders } from "./orders.js";
import { Part, PartSheet } from "./parts.js";
import { CodeSheet, PartySheet } from "./party.js";
import { alerts, awaiting, bookings, commands, cutOff, go, link, may, me, place, places, sheet,
  stale, table } from "./state.js";
import { TABS } from "./model.js";
import { TablePane } from "./table.js";
import { Tables } from "./tables.js";

const later = (name) => (props) => html`<${Part} part="more" name=${name} ...${props} />`;
const SCREENS = { tables: Tables, places: later("Parties"), bookings: later("Bookings"),
  alerts: Alerts, orders: Orders };
const ICONS = { tables: "layout-grid", places: "shopping-bag", bookings: "calendar",
  alerts: "bell", orders: "list-checks" };
const SHEETS = { code: CodeSheet, dish: DishSheet, line: LineSheet, party: PartySheet,
  review: ReviewSheet };
/** Sheets of the part "more" by kind. */
const LATER = { account: "AccountSheet", answer: "AnswerSheet", bill: "BillSheet",
  bills: "PastBillsSheet",
  booking: "BookingSheet", driver: "DriverSheet", edit: "EditSheet", handover: "HandOverSheet", move: "MoveSheet",
  newparty: "PartyFormSheet", pin: "PinSheet", purse: "PurseSheet",
  reject: "RejectSheet", seat: "SeatSheet", till: "TillSheet",
  void: "VoidSheet" };

/** Entry component. */
export function Waiter() {
  const { tab, tableId, isOrdering } = place.value;
  const Tab = SCREENS[tab];
  const open = sheet.value;
  const canOrder = isOrdering && table.value?.session_id;
  return html`<${Fragment}>
    <div class="waiter-screen" data-open=${tableId === null ? "list" : "table"}>
      <${Head} />
      <div class="notices" role="status"><${Notices} /><${LineBanner} /></div>
      <main class="panes">
        <h1 class="sr-only">${t("waiter.title")}</h1>
        <section class="list" aria-label=${t(`waiter.tab.${tab}`)}>
          ${tab !== "tables" && html`<h2 class="sr-only">${t(`waiter.tab.${tab}`)}</h2>`}
          <${Tab} />
        </section>
        <section class="pane" aria-label=${t("waiter.pane")}>
          ${canOrder ? html`<${OrderPane}
            key=${table.value.session_id} />` : html`<${TablePane} />`}
        </section>
      </main>
      <${Tabs} />
    </div>
    ${open && html`<${Open}
      key=${`${open.kind} ${open.id ?? open.line?.id ?? open.billId ?? ""}`} open=${open} />`}
    <${Toasts} />
  <//>`;
}

function Open({ open }) {
  const known = SHEETS[open.kind];
  if (known) return html`<${known} ...${open} />`;
  return html`<${PartSheet} part="more" name=${LATER[open.kind]} ...${open} />`;
}

function Head() {
  return html`<header class="waiter-head">
    <strong class="grow waiter-venue">${me.value.venue.name}</strong>
    <${SyncPill} state=${link.value} waiting=${commands.value.length} />
    <button type="button" class="button button-quiet who"
      onClick=${() => (sheet.value = { kind: "account" })}>
      <${Icon} name="user" /><span>${me.value.name || t("waiter.account")}</span>
    </button>
  </header>`;
}

function Tabs() {
  const counts = { alerts: alerts.value.length, orders: awaiting.value,
    places: places.value.filter((one) => one.ready > 0).length,
    bookings: bookings.value.filter((one) => one.late).length };
  const tabs = TABS.filter((tab) => tab !== "bookings" || may.value.has("reservations.manage"));
  return html`<nav class="waiter-tabs" aria-label=${t("waiter.tabs")}>
    ${tabs.map((tab) => {
      const count = counts[tab] ?? 0;
      return html`<button type="button" key=${tab}
        aria-current=${place.value.tab === tab ? "page" : null}
        onClick=${() => go({ tab, tableId: wide.matches ? place.value.tableId : null })}>
        <${Icon} name=${ICONS[tab]} /><span>${t(`waiter.tab.${tab}`)}</span>
        ${count > 0 && html`<span class="count">${count}<span
          class="sr-only"> ${t("waiter.new")}</span></span>`}
      </button>`;
    })}
  </nav>`;
}

const wide = matchMedia("(min-width: 900px)");

function Notices() {
  const old = stale.value.filter((one) => one.path !== "/api/v1/orders");
  if (old.length > 0) {
    const all = (settle) => () => old.forEach(({ id }) => settle(id));
    return html`<${Banner} tone="warn" icon="clock"
      title=${t("waiter.stale", { count: old.length })}>
      <div class="row">
        <button type="button" class="button"
          onClick=${all(dropStale)}>${t("waiter.stale_drop")}</button>
        <button type="button" class="button"
          onClick=${all(wantStale)}>${t("waiter.stale_send")}</button>
      </div><//>`;
  }
  if (!cutOff.value) return null;
  return html`<${Banner} tone="warn" icon="wifi-off" title=${t("waiter.offline_title")}>
    ${t("waiter.offline_text", { count: commands.value.length })}<//>`;
}
