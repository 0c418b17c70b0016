/** One ticket. A card is built again only when its own ticket, taps or selection changed. */

import { html } from "../vendor.js";
import { lang, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { bumpTicket, noticeTicket } from "./actions.js";
import { groupsOf, isRushed, shownState, unnoticed } from "./board.js";
import { Line, Warning } from "./line.js";
import { OrderBody } from "./ordercard.js";
import { stationNames } from "./state.js";
import { faceOf } from "./ticking.js";
import { helped } from "./helped.js";
import { tableName } from "./names.js";

const built = new Map();

/** Everything besides its entry that a card's looks depend on, as text. */
function markOf({ ticket }, view) {
  const { lines, tickets, noticed, orders } = view.pending;
  const taps = ticket.lines.map(({ id }) => `${lines.get(id) ?? ""}${noticed.has(id)}`).join();
  const parts = (ticket.tickets ?? [ticket]).map(({ id }) => `${tickets.get(id) ?? ""}${
    noticed.has(id)}${view.pending.rushed.get(id) ?? ""}`);
  const isSelected = ticket.id === view.selected;
  const line = isSelected ? view.selectedLine : "";
  return [isSelected, line, parts, orders.get(ticket.id), taps, view.isCutOff, view.kind,
    lang.value].join(" ");
}

/**
 * The cards of a page. A card whose mark is the same is the very same node, which Preact skips.
 * @param {object[]} entries
 * @param {{pending: object, selected: string | null, selectedLine: string | null,
 *   isCutOff: boolean, kind: "station" | "all" | "expo"}} view
 */
export function cardsOf(entries, view) {
  const cards = entries.map((entry) => {
    const { id } = entry.ticket;
    const mark = markOf(entry, view);
    const known = built.get(id);
    if (known?.entry === entry && known.mark === mark) return known.node;
    const node = html`<${Card} key=${id} entry=${entry} view=${view} />`;
    built.set(id, { entry, mark, node });
    return node;
  });
  const ids = new Set(entries.map((entry) => entry.ticket.id));
  for (const id of built.keys()) if (!ids.has(id)) built.delete(id);
  return cards;
}

/** Who sent it: a name, or where it came from. */
export function senderOf({ by, origin }) {
  return by || t(`kitchen.origin.${origin}`);
}

function Card({ entry, view }) {
  const { ticket } = entry;
  const { pending, kind } = view;
  const isExpo = kind === "expo";
  const whole = isExpo ? pending.orders.get(ticket.id) : pending.tickets.get(ticket.id);
  const stateOf = (line) => shownState(line, ticket.id, pending);
  const isVoided = ticket.lines.some((line) => stateOf(line) === "voided");
  const isKept = whole === "bump" && view.isCutOff && !isVoided;
  const asks = !isExpo && !isKept && unnoticed(ticket, pending).length > 0;
  const rushed = isRushed(ticket, pending)
    || (isExpo && ticket.tickets.some((one) => isRushed(one, pending)));
  return html`<article class="ticket" ref=${faceOf(entry)} data-id=${ticket.id}
    data-kept=${isKept ? "" : null} data-rushed=${rushed ? "" : null}
    data-asks=${asks ? "" : null} data-selected=${ticket.id === view.selected ? "" : null}
    aria-label=${t("kitchen.ticket", { table: ticket.table, number: ticket.order_number })}>
    <${Head} ticket=${ticket} entry=${entry} view=${view} words=${wordsOf(isExpo, asks, isKept)} />
    ${ticket.training && html`<p class="ticket-training"><${Icon}
      name="info" />${t("kds.training")}</p>`}
    ${rushed && html`<p class="ticket-rush"><${Icon} name="bell" />${t("kds.rush")}</p>`}
    ${asks && html`<p class="ticket-asks"><${Icon} name="hand" />${t("kds.tap_first")}</p>`}
    ${isKept
      ? html`<p class="ticket-kept"><${Icon} name="cloud-off" />${t("kitchen.kept")}</p>`
      : html`<div class="ticket-body">
          ${ticket.note && html`<${TicketNote} ticket=${ticket} asks=${asks} />`}
          ${isExpo ? html`<${OrderBody} ticket=${ticket} view=${view} />`
            : html`<${StationBody} ticket=${ticket} view=${view} />`}
        </div>`}
  </article>`;
}

function wordsOf(isExpo, asks, isKept) {
  if (isExpo) return "kds.serve_all";
  if (asks) return "kds.read_all";
  return isKept ? "kitchen.take_back" : "kitchen.bump_all";
}

function Head({ ticket, entry, view, words }) {
  const place = view.kind === "all" ? `${stationNames.value[ticket.station] ?? ticket.station} · `
    : "";
  return html`<button type="button" class="ticket-head" onClick=${() => bumpTicket(ticket.id)}>
    <span class="ticket-key" aria-hidden="true"></span>
    <span class="ticket-who">
      <strong class="ticket-table">${tableName(ticket.table)}</strong>
      <span class="ticket-by">${place}#${ticket.order_number} · ${senderOf(ticket)}</span>
    </span>
    ${ticket.escalated && html`<${Icon} name="printer" class="ticket-paper" />
      <span class="sr-only">${t("kds.on_paper")}</span>`}
    <${Icon} name=${entry.since === null ? "pause" : "flame"} class="ticket-flame" />
    <span class="ticket-age" role="timer"></span>
    <span class="sr-only">${t(words)}</span>
  </button>`;
}

function StationBody({ ticket, view }) {
  const { now, then } = groupsOf(ticket);
  const line = (one) => html`<${Line} key=${one.id} line=${one} ticketId=${ticket.id}
    view=${view} />`;
  return [
    html`<ul>${now.map(line)}</ul>`,
    ...then.map(
      (course, index) => html`<div class="ticket-then" key=${index}>
        <p>${t("kitchen.then")}</p>
        <ul>${course.map(line)}</ul>
      </div>`,
    ),
  ];
}

function TicketNote({ ticket, asks }) {
  const words = html`<span>${ticket.note}${ticket.note_translated
    && html`<span class="translated">${helped(ticket.note_translated)}</span>`}</span>`;
  if (!ticket.allergy) {
    return html`<p class="ticket-note"><${Icon} name="message-square" />${words}</p>`;
  }
  return html`<button type="button" class="ticket-note" data-asks=${asks ? "" : null}
    onClick=${() => asks && noticeTicket(ticket.id)}><${Warning}>${words}<//></button>`;
}
