/** What opens over the board: the recall list and the list of stations. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { recallTicket } from "./actions.js";
import { Dishes } from "./dishes.js";
import { TOOLS } from "./opening.js";
import { PacingSheet } from "./pacing.js";
import { senderOf } from "./card.js";
import { tableName } from "./names.js";
import { ScreenSheet } from "./screen.js";
import { close, entries, pending, sheet, station } from "./state.js";
import { TicketSheet } from "./ticketsheet.js";
import { splitAllDay } from "./board.js";

function Recent({ items, isLost }) {
  return html`<${Sheet} dialog title=${t("kitchen.recent")} onClose=${close}>
    ${isLost && html`<${Empty} icon="wifi-off" title=${t("kitchen.recent_lost")} />`}
    ${items?.length === 0 && !isLost && html`<${Empty} icon="history"
      title=${t("kitchen.recent_none")} />`}
    ${items
      ? html`<ul class="recent">${items.map((one) => html`<${Bumped} key=${one.id}
        ticket=${one} />`)}</ul>`
      : html`<${Skeleton} rows=${4} />`}
  <//>`;
}

function Bumped({ ticket }) {
  const recall = () => {
    recallTicket(ticket);
    close();
  };
  const sold = ticket.lines.filter((line) => !["voided", "void_seen"].includes(line.state));
  const dishes = sold.map((line) => `${line.quantity} ${line.name}`).join(", ");
  return html`<li class="recent-row">
    <span class="grow">
      <strong>${tableName(ticket.table)}</strong>
      <span class="muted small"> #${ticket.order_number} · ${senderOf(ticket)}</span>
      <span class="recent-lines">${dishes}</span>
    </span>
    <button type="button" class="button" onClick=${recall}>
      <${Icon} name="undo-2" />${t("kitchen.recall")}
      <span class="sr-only">${t("kitchen.ticket", { table: ticket.table,
        number: ticket.order_number })}</span>
    </button>
  </li>`;
}

function Stations({ items, isLost }) {
  const all = [{ id: "all", name: t("kitchen.all_stations") }, { id: "expo", name: t("kds.expo") }];
  return html`<${Sheet} dialog title=${t("kitchen.stations")} onClose=${close}>
    ${isLost && html`<${Empty} icon="wifi-off" title=${t("kitchen.recent_lost")} />`}
    ${items
      ? html`<nav class="stations" aria-label=${t("kitchen.stations")}>
          ${[...items, ...all].map(
            ({ id, name }) => html`<a key=${id} class="button button-wide" href=${id === "expo" ? "/expo" : `/kitchen/${id}`}
              aria-current=${id === station.value.id ? "page" : null}>${name}</a>`,
          )}
        </nav>`
      : html`<${Skeleton} rows=${4} />`}
  <//>`;
}

function AllDaySheet() {
  const { now, held } = splitAllDay(entries.value, pending.value);
  const list = (items) => html`<ul class="day-list">${items.map(({ name, quantity }) => html`<li
    key=${name}><strong>${quantity}</strong><span>${name}</span></li>`)}</ul>`;
  return html`<${Sheet} dialog title=${t("kitchen.all_day")} onClose=${close}>
    ${now.length + held.length === 0 && html`<${Empty} icon="chef-hat"
      title=${t("kitchen.all_day_none")} />`}
    ${list(now)}
    ${held.length > 0 && html`<h3 class="day-held">${t("kds.all_day_held")}</h3>${list(held)}`}
  <//>`;
}

function Menu() {
  return html`<${Sheet} dialog title=${t("kds.more")} onClose=${close}>
    <div class="stations">${TOOLS.map(({ icon, label, open }) => html`<button type="button"
      key=${icon} class="button button-wide" onClick=${open}><${Icon} name=${icon} />${
        t(label)}</button>`)}</div>
  <//>`;
}

const SHEETS = {
  menu: Menu,
  recent: Recent, stations: Stations, all_day: AllDaySheet, ticket: TicketSheet, dishes: Dishes,
  pacing: PacingSheet, screen: ScreenSheet,
};

/** The open sheet, if any. */
export function OpenSheet() {
  const open = sheet.value;
  return open && html`<${SHEETS[open.kind]} key=${open.kind} ...${open} />`;
}
