/** One order with its lines, and what may be done to them. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon, IconButton, Sheet } from "../kit.js";
import { bySet } from "../sets.js";
import { act } from "./reading.js";
import { sealAct } from "./sending.js";
import { actionsOn } from "./model.js";
import { ageOf, may, sheet } from "./state.js";
import { LineBadge, OrderBadge, ageText } from "./words.js";

/** @param {{order: object, withTable?: boolean}} props */
export function OrderCard({ order, withTable = false, onOpen = null }) {
  const isWaiting = order.status === "awaiting_staff";
  const who = order.by || t(`waiter.origin.${order.origin}`);
  const title = html`${withTable && html`<strong>${t("common.table",
    { number: order.table.number })}</strong>`}
    <span class=${withTable ? "muted"
      : ""}>#${order.number} · ${who} · ${ageText(ageOf(order))}</span>`;
  return html`<article class="card order" data-status=${order.status}>
    <header class="order-head">
      ${onOpen
        ? html`<button type="button" class="order-title grow" onClick=${onOpen}>${title}</button>`
        : html`<span class="order-title grow">${title}</span>`}
      <${OrderBadge} status=${order.status} />
    </header>
    ${order.reason && html`<p class="small muted">${order.reason}</p>`}
    ${order.note && html`<p class="order-note"><${Icon} name="message-square" />${order.note}</p>`}
    <ul class="lines">${bySet(order.lines).map(({ set, lines }) => {
      const shown = lines.map((line) => html`<${Line} key=${line.id} line=${line}
        order=${order} />`);
      return set ? html`<li class="line-set" key=${`set ${set.no}`}>
        <span class="line-name">${set.name}</span><ul class="lines">${shown}</ul></li>` : shown;
    })}</ul>
    ${isWaiting && may.value.has("orders.decide") && html`<div class="row order-decide">
      <button type="button" class="button grow"
        onClick=${() => (sheet.value = { kind: "reject", order })}>
        ${t("waiter.reject")}</button>
      <${Accept} order=${order} />
    </div>`}
  </article>`;
}

function Accept({ order }) {
  const busy = useSignal(false);
  const accept = async () => {
    busy.value = true;
    await act(`/api/v1/orders/${order.id}/accept`);
    busy.value = false;
  };
  return html`<button type="button" class="button button-primary grow"
    disabled=${busy.value} onClick=${accept}>
    <${Icon} name="check" />${t("waiter.accept")}</button>`;
}

function Line({ line, order }) {
  const isOut = line.state === "voided" || line.state === "void_seen";
  const canAct = order.status !== "awaiting_staff" && order.status !== "rejected";
  const actions = canAct ? actionsOn(line, may.value) : [];
  const usual = actions.find((action) => action === "serve" || action === "fire");
  return html`<li class="line" data-state=${line.state}>
    <span class="line-count">${line.quantity}</span>
    <span class="grow">
      <span class="line-name">${line.name}</span>
      ${line.modifiers.length > 0 && html`<span
        class="line-extra">${line.modifiers.map((m) => m.name).join(", ")}</span>`}
      ${line.note && html`<span class=${line.allergy ? "line-allergy" : "line-extra"}>
        ${line.allergy && html`<${Icon} name="triangle-alert" />`}${line.note}</span>`}
      ${line.moved_to && html`<span class="line-extra"><${Icon}
        name="arrow-right-left" />${t("waiter.moved_to", { table: line.moved_to })}</span>`}
      <span class="line-meta">${line.seat && html`<span class="badge">${t("waiter.seat",
        { seat: line.seat })}</span>`}${canAct && html`<${LineBadge} state=${line.state} />`}
        ${!isOut && html`<span class="muted">${money(line.total)}</span>`}</span>
    </span>
    ${usual && html`<button type="button" class="button"
      onClick=${() => sealAct(pathOf(line, usual))}>
      ${t(`waiter.do.${usual}`)}<span class="sr-only"> ${line.name}</span></button>`}
    ${actions.length > 0 && html`<${IconButton} icon="ellipsis"
      label=${t("waiter.more_of", { name: line.name })}
      onClick=${() => (sheet.value = { kind: "line", line })} />`}
  </li>`;
}

/** The address of a line's action. */
export function pathOf(line, action) {
  return `/api/v1/order-lines/${encodeURIComponent(line.id)}/${action}`;
}

const ICONS = { fire: "flame", serve: "check-check", refire: "rotate-ccw", void: "ban",
  move: "arrow-right-left", comp: "star", edit: "pencil" };
const SHEETS = { void: "void", comp: "void", move: "move", edit: "edit" };

/** All that may be done to one line. */
export function LineSheet({ line }) {
  const close = () => (sheet.value = null);
  const run = async (action) => {
    if (SHEETS[action]) {
      sheet.value = { kind: SHEETS[action], line, action };
      return;
    }
    close();
    if (action === "refire") await act(pathOf(line, action));
    else await sealAct(pathOf(line, action));
  };
  return html`<${Sheet} title=${`${line.quantity} ${line.name}`} onClose=${close}>
    <ul class="choices">${actionsOn(line, may.value).map(
      (action) => html`<li key=${action}>
        <button type="button" class="button button-large button-wide" onClick=${() => run(action)}>
          <${Icon} name=${ICONS[action]} />${t(`waiter.do_long.${action}`)}</button>
      </li>`,
    )}</ul>
  <//>`;
}
