/** The body of a card on the pass: each station's part of an order, what is done and what is missing. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { tapLine } from "./actions.js";
import { shownState } from "./board.js";
import { Dish } from "./line.js";
import { progressOf } from "./passing.js";
import { stationNames } from "./state.js";

export function OrderBody({ ticket, view }) {
  return ticket.tickets.map((part) => html`<${Part} key=${part.id} part=${part}
    orderId=${ticket.id} view=${view} />`);
}

function Part({ part, orderId, view }) {
  const stateOf = (line) => stateOnPass(line, part.id, orderId, view.pending);
  const { done, all, isReady } = progressOf(part.lines, stateOf);
  if (all === 0) return null;
  return html`<section class="pass-part" data-ready=${isReady ? "" : null}>
    <h3><${Icon} name=${isReady ? "circle-check" : "timer"} />
      <span class="grow">${stationNames.value[part.station] ?? part.station}</span>
      <span>${t("kds.done_of", { done, all })}</span></h3>
    <ul>${part.lines.map((line) => html`<${PassLine} key=${line.id} line=${line}
      state=${stateOf(line)} orderId=${orderId} view=${view} />`)}</ul>
  </section>`;
}

/** A cook's bump of the whole ticket and the pass's own taps both count before the box answers. */
function stateOnPass(line, ticketId, orderId, pending) {
  const state = shownState(line, ticketId, pending);
  return shownState({ ...line, state }, orderId, { ...pending, lines: new Map() });
}

const PASS_ICONS = { done: "concierge-bell", served: "check-check", held: "pause" };

function PassLine({ line, state, orderId, view }) {
  if (state === "void_seen" || state === "voided") return null;
  const canTap = state === "done" || state === "served";
  return html`<li>
    <button type="button" class="line" data-id=${line.id} data-state=${state} data-pass
      data-selected=${line.id === view.selectedLine ? "" : null}
      aria-disabled=${canTap ? null : "true"} aria-pressed=${String(state === "served")}
      onClick=${() => canTap && tapLine(orderId, line)}>
      <span class="pass-state"><${Icon} name=${PASS_ICONS[state] ?? "flame"} />${
        t(`kds.pass.${state}`)}</span>
      <${Dish} line=${line} state="" />
    </button>
  </li>`;
}
