/** One order with its lines, and what may be done to them. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon, IconButton, Sheet } from "../kit.js";
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
    <ul class="lines">${order.lines.map((line) => html`<${Line} key=${line.id} line=${line}
      order=${order} />`)}</ul>
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
      <span class="line-meta">${canAct && html`<${LineBadge} state=${line.state} />`}
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

function pathOf(line, action) {
  return `/api/v1/order-lines/${encodeURIComponent(line.id)}/${action}`;
}

const ICONS = { fire: "flame", serve: "check-check", refire: "rotate-ccw", void: "ban" };

/** All that may be done to one line. */
export function LineSheet({ line }) {
  const close = () => (sheet.value = null);
  const run = async (action) => {
    if (action === "void") {
      sheet.value = { kind: "void", line };
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

/** Take a line back, with a reason; the kitchen must tap that it saw it. */
export function VoidSheet({ line }) {
  return html`<${ReasonSheet} title=${t("waiter.void_title", { name: line.name })}
    text=${t("waiter.void_text")}
    reasons=${["mistake", "changed", "quality", "gone"]} confirm=${t("waiter.do_long.void")}
    onReason=${(reason) => act(pathOf(line, "void"), { reason })} />`;
}

/** Refuse a guest's order; the guest reads the reason. */
export function RejectSheet({ order }) {
  return html`<${ReasonSheet} title=${t("waiter.reject_title", { number: order.number })}
    text=${t("waiter.reject_text")} reasons=${["gone", "closed",
      "double"]} confirm=${t("waiter.reject")}
    onReason=${(reason) => act(`/api/v1/orders/${order.id}/reject`, { reason })} />`;
}

function ReasonSheet({ title, text, reasons, confirm, onReason }) {
  const reason = useSignal("");
  const busy = useSignal(false);
  const close = () => (sheet.value = null);
  const go = async () => {
    busy.value = true;
    const answer = await onReason(reason.value.trim());
    busy.value = false;
    if (answer) close();
  };
  const foot = html`<button type="button" class="button button-danger button-large"
    disabled=${busy.value || reason.value.trim() === ""} onClick=${go}>${confirm}</button>`;
  return html`<${Sheet} title=${title} onClose=${close} foot=${foot}>
    <div class="stack">
      <p class="muted">${text}</p>
      <div class="reasons" role="group" aria-label=${t("waiter.reason")}>${reasons.map((key) => {
        const words = t(`waiter.reason.${key}`);
        return html`<button type="button" key=${key} class="chip"
          aria-pressed=${String(reason.value === words)}
          onClick=${() => (reason.value = words)}>${words}</button>`;
      })}</div>
      <div class="field"><label for="reason">${t("waiter.reason")}</label>
        <input id="reason" class="input" maxlength="200" autocomplete="off" value=${reason}
          onInput=${(event) => (reason.value = event.target.value)} /></div>
    </div>
  <//>`;
}
