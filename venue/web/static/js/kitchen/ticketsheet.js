/** One ticket close up: rush it, and what each dish can have done to it. */

import { html } from "../vendor.js";
import { send } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, Sheet, toast } from "../kit.js";
import { bumpTicket, orderLine, rushTicket, startLine, tapLine } from "./actions.js";
import { isRushed, shownState, tapOn } from "./board.js";
import { tableName } from "./names.js";
import { Dish } from "./line.js";
import { close, entries, isExpo, pending } from "./state.js";

const NEVER_AGAIN = new Set(["held", "voided", "void_seen"]);
const TAPS = { bump: "kds.do.bump", recall: "kds.do.recall", "void-seen": "kds.do.void_seen" };

export function TicketSheet({ id }) {
  const ticket = entries.value.find((entry) => entry.ticket.id === id)?.ticket;
  if (!ticket) {
    return html`<${Sheet} dialog title=${t("kitchen.tickets")} onClose=${close}>
      <${Empty} icon="circle-check" title=${t("kds.ticket_gone")} /><//>`;
  }
  const rushed = isRushed(ticket, pending.value);
  const bump = () => {
    bumpTicket(id);
    close();
  };
  return html`<${Sheet} dialog onClose=${close}
    title=${`${tableName(ticket.table)} · #${ticket.order_number}`}>
    <div class="sheet-actions">
      <button type="button" class="button button-large" aria-pressed=${String(rushed)}
        onClick=${() => rushTicket(id)}><${Icon} name="bell" />${
          t(rushed ? "kds.calm" : "kds.rush_it")}</button>
      <button type="button" class="button button-large button-primary" onClick=${bump}>
        <${Icon} name="check-check" />${t(isExpo.value ? "kds.serve_all" : "kitchen.bump_all")}
      </button>
    </div>
    <ul class="close-up">${ticket.lines.map((line) => html`<${CloseUp} key=${line.id}
      line=${line} ticketId=${id} />`)}</ul>
  <//>`;
}

function CloseUp({ line, ticketId }) {
  const state = shownState(line, ticketId, pending.value);
  if (state === "void_seen") return null;
  const act = (label, icon, onClick) => html`<button type="button" class="button"
    onClick=${onClick}><${Icon} name=${icon} />${t(label)}<span class="sr-only"> ${
      line.name}</span></button>`;
  const tap = isExpo.value ? null : TAPS[tapOn(state)];
  return html`<li class="close-up-line">
    <p class="close-up-dish" data-state=${state}><${Dish} line=${line} state=${state} /></p>
    <div class="row-actions">
      ${state === "held" && act("kds.do.fire", "flame", () => orderLine(line, "fire"))}
      ${state === "fired" && !isExpo.value
        && act("kds.do.start", "play", () => startLine(ticketId, line))}
      ${tap && act(tap, "check", () => tapLine(ticketId, line))}
      ${!NEVER_AGAIN.has(state)
        && act("kds.do.refire", "rotate-ccw", () => orderLine(line, "refire"))}
      ${act("kds.do.sold_out", "ban", () => soldOut(line))}
    </div>
  </li>`;
}

async function soldOut(line) {
  try {
    await send("POST", `/api/v1/items/${line.item_id}/eighty-six`, {});
    toast(t("kds.is_sold_out", { name: line.name }), { icon: "ban" });
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
  }
}
