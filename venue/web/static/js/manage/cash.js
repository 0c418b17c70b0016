/** Drawers and purses, what was taken since the last Z, and the Zs. */

import { Fragment, html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { CloseSheet, InsideSheet, MoveSheet, OpenSheet } from "./cashsheets.js";
import { Failed, Head, OpenRow, Part, timeText, useFetched } from "./parts.js";
import { Takings } from "./takings.js";
import { act, post, sheet } from "./state.js";

const SESSIONS = "/api/v1/cash-sessions";
const close = () => (sheet.value = null);

export function Cash() {
  const sessions = useFetched(SESSIONS, { live: true });
  const taken = useFetched("/api/v1/reports/x", { live: true });
  const past = useFetched("/api/v1/reports/z", { live: true });
  const again = () => [sessions, taken, past].forEach((one) => one.again());
  const open = () => (sheet.value = html`<${OpenSheet} names=${sessions.value?.drawers ?? []}
    outlets=${sessions.value?.outlets ?? []} again=${again} />`);
  const error = sessions.error ?? taken.error ?? past.error;
  const isHere = sessions.value && taken.value && past.value;
  return html`<div class="screen">
    <${Head} title=${t("cash.title")} text=${t("cash.title_text")}>
      <button type="button" class="button" onClick=${open} disabled=${!sessions.value}>
        <${Icon} name="plus" />${t("cash.open_drawer")}</button><//>
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!isHere && !error && html`<${Skeleton} rows=${6} />`}
    ${isHere && html`<${Fragment}>
      <${Sessions} told=${sessions.value} again=${again} />
      <${Period} report=${taken.value} sessions=${sessions.value.items} again=${again} />
      <${Past} items=${past.value.items} />
    <//>`}
  </div>`;
}

const TONES = { open: "badge-ok", counting: "badge-warn", closed: "" };

function outletOf(told, session) {
  const found = told.outlets.find((one) => one.id === session.outlet_id);
  return found ? html` ${found.name} ·` : "";
}

function Sessions({ told, again }) {
  const show = (node) => (sheet.value = node);
  return html`<${Part} title=${t("cash.sessions")} text=${t("cash.sessions_text")}>
    ${told.items.length === 0 && html`<${Empty} icon="database" title=${t("cash.none_open")}>
      ${t("cash.none_open_text")}<//>`}
    <ul class="cash-sessions">${told.items.map((one) => html`<li key=${one.id} class="row line">
      <span class="grow"><strong>${one.name}</strong>
        <span class=${`badge ${TONES[one.state]}`}>${t(`cash.state.${one.state}`)}</span>
        <span class="small muted open-text">${t(`cash.kind.${one.kind}`)} ·${outletOf(told, one)}
          ${timeText(one.opened_at)} · ${t("cash.float", { amount: money(one.float) })}</span></span>
      ${one.state === "closed"
        ? html`<strong class=${one.difference.amount < 0 ? "cash-short" : ""}>
          ${t("cash.difference")} ${money(one.difference)}</strong>`
        : html`<${Fragment}>
          <button type="button" class="button" disabled=${one.state !== "open"}
            onClick=${() => show(html`<${MoveSheet} session=${one} again=${again} />`)}>
            ${t("cash.move")}</button>
          <button type="button" class="button"
            onClick=${() => show(html`<${InsideSheet} id=${one.id} />`)}>${t("cash.inside")}</button>
          <button type="button" class="button button-primary"
            onClick=${() => show(html`<${CloseSheet} session=${one}
              denominations=${told.denominations} again=${again} />`)}>
            ${t("cash.count")}</button><//>`}
    </li>`)}</ul><//>`;
}

function Period({ report, sessions, again }) {
  const isSure = useSignal(false);
  const live = sessions.filter((one) => one.state !== "closed");
  const print = () => act(() => post("/api/v1/reports/print", {}), "cash.printing");
  const end = async () => {
    isSure.value = false;
    const made = await act(() => post("/api/v1/reports/z"), "cash.z_made");
    again();
    if (made) sheet.value = html`<${ZSheet} report=${made} />`;
  };
  const buttons = html`<button type="button" class="button" onClick=${print}>
      <${Icon} name="printer" />${t("cash.print_x")}</button>
    <button type="button" class="button button-primary" disabled=${live.length > 0}
      onClick=${() => (isSure.value = true)}>${t("cash.make_z")}</button>`;
  return html`<${Part} title=${t("cash.since_z")}
    text=${report.opened_at ? timeText(report.opened_at) : t("cash.first_period")}
    actions=${buttons}>
    ${live.length > 0 && html`<${Banner} tone="info" icon="info"
      title=${t("cash.count_first", { names: live.map((one) => one.name).join(", ") })} />`}
    ${isSure.value && html`<div class="stack" role="alertdialog" aria-label=${t("cash.make_z")}>
      <p>${t("cash.z_sure", { amount: money(report.gross), open: report.open_bills })}</p>
      <div class="row"><button type="button" class="button grow"
          onClick=${() => (isSure.value = false)}>${t("cash.not_yet")}</button>
        <button type="button" class="button button-primary grow" onClick=${end}>
          ${t("cash.do_z")}</button></div></div>`}
    <${Takings} report=${report} /><//>`;
}

function Past({ items }) {
  const open = (report) => (sheet.value = html`<${ZSheet} report=${report} />`);
  return html`<${Part} title=${t("cash.past_z")}>
    ${items.length === 0 && html`<${Empty} icon="receipt-text" title=${t("cash.no_z")} />`}
    <ul>${items.map((one) => html`<li key=${one.number}><${OpenRow}
      title=${t("cash.z_number", { number: one.number })}
      text=${`${timeText(one.at)} · ${one.by}`} onClick=${() => open(one)}>
      <strong>${money(one.gross)}</strong><//></li>`)}</ul><//>`;
}

function ZSheet({ report }) {
  const { number } = report;
  const print = () => act(() => post("/api/v1/reports/print", { number }), "cash.printing");
  const foot = html`<a class="button button-large" href=${`/api/v1/reports/z/${number}.pdf`}
      target="_blank" rel="noopener">PDF</a>
    <button type="button" class="button button-large" onClick=${print}>
      <${Icon} name="printer" />${t("cash.print_again")}</button>`;
  return html`<${Sheet} title=${t("cash.z_number", { number })} onClose=${close} foot=${foot}>
    <div class="stack"><p class="muted">${timeText(report.at)} · ${report.by}</p>
      <${Takings} report=${report} />
      <p class="small muted">${t("cash.head", { seq: report.journal.seq })}
        ${" "}<bdi dir="ltr">${report.journal.hash}</bdi></p></div><//>`;
}
