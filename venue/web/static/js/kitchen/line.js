/** One dish on a card: what it is, how it is wanted, and what it still asks of the cook. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { tapLine } from "./actions.js";
import { attentionOf, shownState, tapOn } from "./board.js";
import { helped } from "./helped.js";
import { tableName } from "./names.js";

const ASKS = { added: "plus", changed: "rotate-ccw", fired: "flame", allergy: "hand" };

/** An allergy, said so that nobody takes it for a wish. */
export function Warning({ children }) {
  return html`<span class="allergy">
    <${Icon} name="triangle-alert" /><span class="sr-only">${t("kitchen.allergy")} </span>
    ${children}
  </span>`;
}

export function Line({ line, ticketId, view }) {
  const { pending } = view;
  const state = shownState(line, ticketId, pending);
  if (state === "void_seen") return null;
  const asks = attentionOf(line, ticketId, pending);
  const action = asks ? "notice" : tapOn(state);
  const isDone = state === "done" || state === "served";
  return html`<li>
    <button type="button" class="line" data-id=${line.id} data-state=${state}
      data-asks=${asks || null} data-selected=${line.id === view.selectedLine ? "" : null}
      aria-disabled=${action ? null : "true"}
      aria-pressed=${state === "voided" ? null : String(isDone)}
      onClick=${() => tapLine(ticketId, line)}>
      ${asks && html`<span class="line-asks"><${Icon} name=${ASKS[asks]} />${
        t(`kds.asks.${asks}`)}</span>`}
      <${Dish} line=${line} state=${state} />
    </button>
  </li>`;
}

/** Quantity, name, modifiers and note, in the kitchen's language with the original beside it. */
export function Dish({ line, state }) {
  return [
    html`<span class="line-quantity">${line.quantity}</span>`,
    state === "started" && html`<${Icon} name="flame" class="line-started" />
      <span class="sr-only">${t("kitchen.line.started")}</span>`,
    state === "voided" && html`<span class="line-void">
      <${Icon} name="ban" />${t("kitchen.voided")}</span>`,
    html`<span class="line-name">${line.name}${line.original
      && html` <span class="line-original">${line.original}</span>`}</span>`,
    line.parent && html`<span class="line-set">${line.parent.name} #${line.parent.no}</span>`,
    (line.refire_of ?? null) !== null && html`<span class="line-again">
      <${Icon} name="rotate-ccw" />${t("kitchen.again")}</span>`,
    line.moved_to && html`<span class="line-moved"><${Icon} name="arrow-right-left" />${
      tableName(line.moved_to)}</span>`,
    line.modifiers.length > 0 && html`<span class="line-mods">${line.modifiers.map(
      (one) => html`<span key=${one.id}>${one.name}${one.original
        && html` <span class="line-original">${one.original}</span>`}</span>`)}</span>`,
    line.note && html`<${Note} line=${line} />`,
  ];
}

function Note({ line }) {
  const words = html`<span>${line.note}${line.note_translated
    && html`<span class="translated">${helped(line.note_translated)}</span>`}</span>`;
  return line.allergy ? html`<${Warning}>${words}<//>`
    : html`<span class="line-note">${words}</span>`;
}
