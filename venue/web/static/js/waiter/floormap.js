/** The drawing of an area: every table where it stands, in its state; for looking and choosing. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { nextBooking, placed, pressing } from "./model.js";
import { ageOf, bookings, go, place } from "./state.js";
import { BOOKED_SOON_S, since } from "./times.js";
import { shortAge } from "./words.js";

const SIGNS = { unseen: "triangle-alert", waiting: "tablet-smartphone", awaiting: "hand",
  bill: "receipt-text", ready: "concierge-bell" };

/** Where a table is drawn, as the style sheet wants it. */
export function spotStyle({ x, y, rotation }) {
  return { "--x": `${x / 10}%`, "--y": `${y / 10}%`, "--turn": `${rotation}deg` };
}

/** @param {{tables: object[], isMine: (table: object) => boolean}} props one area's tables */
export function FloorMap({ tables, isMine }) {
  const spots = placed(tables);
  return html`<ul class="plan">${tables.map((table) => html`<${Spot} key=${table.id}
    table=${table} spot=${spots.get(table.id)} isFaint=${!isMine(table)} />`)}</ul>`;
}

function Spot({ table, spot, isFaint }) {
  const isFree = table.state === "free";
  const sign = SIGNS[pressing(table)];
  const booked = nextBooking(bookings.value, table.id, BOOKED_SOON_S);
  const words = isFree ? t("waiter.state.free") : t("waiter.state.open");
  return html`<li class="spot" data-shape=${spot.shape} data-faint=${isFaint ? "" : null}
    style=${spotStyle(spot)}>
    <button type="button" class="spot-table" data-state=${table.state}
      data-pressing=${pressing(table)} aria-current=${place.value.tableId === table.id ? "true"
        : null}
      onClick=${() => go({ tab: "tables", tableId: table.id })}>
      <strong><span class="sr-only">${t("waiter.table_word")} </span>${table.number}</strong>
      ${isFree
        ? html`<span class="spot-line"><${Icon} name="users" />${table.seats}</span>`
        : html`<span class="spot-line">${shortAge(ageOf(table))}</span>
          <span class="spot-line spot-total">${table.total && money(table.total)}</span>`}
      <span class="sr-only">${words}</span>
      ${sign && html`<span class="spot-sign"><${Icon} name=${sign} /><span
        class="sr-only">${t(`waiter.sign.${pressing(table)}`)}</span></span>`}
      ${booked && isFree && html`<span class="spot-booked"
        data-late=${booked.late ? "" : null}>${since(booked.starts_at)}</span>`}
    </button>
  </li>`;
}
