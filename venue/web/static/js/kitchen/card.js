/** One ticket. A card is built again only when its own ticket, taps or selection changed. */

import { html } from "../vendor.js";
import { lang, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { bumpTicket, tapLine } from "./actions.js";
import { groupsOf, shownState, tapOn } from "./board.js";
import { faceOf } from "./ticking.js";

const built = new Map();

/** Everything besides its entry that a card's looks depend on, as text. */
function markOf({ ticket }, view) {
  const taps = ticket.lines.map((line) => view.pending.lines.get(line.id) ?? "").join();
  const whole = view.pending.tickets.get(ticket.id) ?? "";
  const isSelected = ticket.id === view.selected;
  return [isSelected, whole, taps, view.isCutOff, view.isAll, lang.value].join(" ");
}

/**
 * The cards of a page. A card whose mark is the same is the very same node, which Preact skips.
 * @param {object[]} entries
 * @param {{pending: object, selected: string | null, isCutOff: boolean, isAll: boolean}} view
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

/** "12" -> "T12" in the language shown; names such as "TA3" or "Bar" stay. */
export function tableName(number) {
  return /^\d+$/.test(String(number)) ? t("kitchen.table_short", { number }) : String(number);
}

/** Who sent it: a name, or where it came from. */
export function senderOf({ by, origin }) {
  return by || t(`kitchen.origin.${origin}`);
}

function Card({ entry, view }) {
  const { ticket } = entry;
  const whole = view.pending.tickets.get(ticket.id);
  const isVoided = ticket.lines.some((line) => shownState(line, ticket.id,
    view.pending) === "voided");
  const isKept = whole === "bump" && view.isCutOff && !isVoided;
  const { now, then } = groupsOf(ticket);
  const line = (one) =>
    html`<${Line} key=${one.id} line=${one} ticketId=${ticket.id} pending=${view.pending} />`;
  return html`<article class="ticket" ref=${faceOf(entry)} data-kept=${isKept ? "" : null}
    data-selected=${ticket.id === view.selected ? "" : null}
    aria-label=${t("kitchen.ticket", { table: ticket.table, number: ticket.order_number })}>
    <button type="button" class="ticket-head" onClick=${() => bumpTicket(ticket.id)}>
      <span class="ticket-key" aria-hidden="true"></span>
      <span class="ticket-who">
        <strong class="ticket-table">${tableName(ticket.table)}</strong>
        <span class="ticket-by">#${ticket.order_number} · ${senderOf(ticket)}${
          view.isAll ? ` · ${ticket.number}` : ""}</span>
      </span>
      <${Icon} name=${entry.since === null ? "pause" : "flame"} class="ticket-flame" />
      <span class="ticket-age" role="timer"></span>
      <span class="sr-only">${t(isKept ? "kitchen.take_back" : "kitchen.bump_all")}</span>
    </button>
    ${isKept
      ? html`<p class="ticket-kept"><${Icon} name="cloud-off" />${t("kitchen.kept")}</p>`
      : html`<div class="ticket-body">
          ${ticket.note && html`<${TicketNote} ticket=${ticket} />`}
          <ul>${now.map(line)}</ul>
          ${then.map(
            (course, index) => html`<div class="ticket-then" key=${index}>
              <p>${t("kitchen.then")}</p>
              <ul>${course.map(line)}</ul>
            </div>`,
          )}
        </div>`}
  </article>`;
}

function TicketNote({ ticket }) {
  if (ticket.allergy) return html`<p class="ticket-note"><${Allergy} text=${ticket.note} /></p>`;
  return html`<p class="ticket-note">
    <${Icon} name="message-square" /><span>${ticket.note}</span>
  </p>`;
}

function Allergy({ text }) {
  return html`<span class="allergy">
    <${Icon} name="triangle-alert" /><span class="sr-only">${t("kitchen.allergy")} </span>
    <span>${text}</span>
  </span>`;
}

function Line({ line, ticketId, pending }) {
  const state = shownState(line, ticketId, pending);
  if (state === "void_seen") return null;
  const action = tapOn(state);
  const isDone = state === "done" || state === "served";
  return html`<li>
    <button type="button" class="line" data-state=${state} aria-disabled=${action ? null : "true"}
      aria-pressed=${state === "voided" ? null : String(isDone)} onClick=${() => tapLine(ticketId,
        line)}>
      <span class="line-quantity">${line.quantity}</span>
      ${state === "started" && html`<${Icon} name="flame" class="line-started" />`}
      ${state === "voided" && html`<span class="line-void">
        <${Icon} name="ban" />${t("kitchen.voided")}</span>`}
      <span class="line-name">${line.name}</span>
      ${line.refire_of !== null && line.refire_of !== undefined &&
        html`<span class="line-again"><${Icon} name="rotate-ccw" />${t("kitchen.again")}</span>`}
      ${line.modifiers.length > 0 &&
        html`<span class="line-mods">${line.modifiers.map((one) => one.name).join(", ")}</span>`}
      ${line.note && (line.allergy
        ? html`<${Allergy} text=${line.note} />`
        : html`<span class="line-note">${line.note}</span>`)}
      ${line.note_translated && html`<span class="line-note">
        ${helped(line.note_translated)}</span>`}
    </button>
  </li>`;
}

/** What people translated of a note, and what the fixed dictionary knows of it. */
function helped({ text, marks }) {
  return [...marks.map((mark) => mark.words), text].filter(Boolean).join(" · ");
}
