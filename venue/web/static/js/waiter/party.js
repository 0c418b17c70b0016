/** What a waiter does for a party besides orders: its code, more time, pause, moving. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { act } from "./reading.js";
import { detail, me, people, sheet, table } from "./state.js";
import { titled } from "./words.js";

const close = () => (sheet.value = null);

/** The code that guests scan and the PIN they type; `opened` is the answer to opening the table. */
export function CodeSheet({ opened = null }) {
  const session = opened ?? detail.value?.session ?? {};
  const picture = session.qr_svg ? `data:image/svg+xml,${encodeURIComponent(session.qr_svg)}`
    : session.qr_image;
  return html`<${Sheet}
    title=${t("waiter.code_title", { number: table.value?.number ?? "" })} onClose=${close}>
    <div class="code">
      ${picture && html`<img src=${picture} alt=${t("waiter.code_alt")} />`}
      <p class="muted">${t("waiter.code_text")}</p>
      ${session.pin && html`<p class="code-pin"><span class="small muted">${t("waiter.pin")}</span>
        <strong>${session.pin}</strong></p>`}
      ${session.url && html`<p class="small code-url" dir="ltr">${session.url}</p>`}
    </div>
  <//>`;
}

/** Phones of the party, more time, pause. */
export function PartySheet() {
  const one = table.value;
  const guests = detail.value?.session?.guests ?? [];
  const isPaused = one?.state === "paused" || one?.paused;
  const path = `/api/v1/table-sessions/${one?.session_id}`;
  const run = async (action, body) => {
    const answer = await act(`${path}/${action}`, body);
    if (answer) close();
  };
  const merges = detail.value?.session?.merges ?? [];
  const owner = people.value.get(one?.owner_id);
  const isMine = owner && owner.id === me.value.staff_id;
  const undo = async (id) => {
    const answer = await act(`/api/v1/table-merges/${id}/undo`);
    if (answer) close();
  };
  return html`<${Sheet} title=${one ? titled(one) : ""} onClose=${close}>
    <div class="stack">
      ${owner && html`<p class="row"><${Icon} name="user" /><span class="grow">${t("waiter.owner",
        { name: owner.name })}</span>
        ${!isMine && html`<button type="button" class="button"
          onClick=${() => run("take-over")}>${t("waiter.take_over")}</button>`}</p>`}
      <h3>${t("waiter.phones", { count: guests.length })}</h3>
      ${guests.length === 0 && html`<p class="muted">${t("waiter.no_phones")}</p>`}
      <ul class="guests">${guests.map(
        (guest) => html`<li key=${guest.id} class="row"><${Icon} name="tablet-smartphone" />
          <span class="grow">${guest.label}</span>
          <span class=${`badge ${guest.state === "waiting" ? "badge-warn" : ""}`}>
            ${t(`waiter.guest.${guest.state}`)}</span></li>`,
      )}</ul>
      <ul class="choices">
        ${guests.some((guest) => guest.state === "waiting") && html`<li>
          <button type="button" class="button button-primary button-large button-wide"
            onClick=${() => run("admit")}>
            <${Icon} name="door-open" />${t("waiter.let_in")}</button></li>`}
        <li><button type="button" class="button button-large button-wide"
          onClick=${() => run("extend", { hours: 1 })}>
          <${Icon} name="timer" />${t("waiter.extend")}</button></li>
        <li><button type="button" class="button button-large button-wide"
          onClick=${() => run("pause", { paused: !isPaused })}>
          <${Icon} name=${isPaused ? "play" : "pause"} />${t(isPaused ? "waiter.resume"
            : "waiter.pause")}</button></li>
        <li><button type="button" class="button button-large button-wide"
          onClick=${() => (sheet.value = { kind: "move" })}>
          <${Icon} name="arrow-right-left" />${t("waiter.move")}</button></li>
        ${merges.map((merge) => html`<li key=${merge.id}>
          <button type="button" class="button button-large button-wide"
            onClick=${() => undo(merge.id)}>
            <${Icon} name="undo-2" />${t("waiter.undo_merge", { covers: merge.covers,
              minutes: Math.max(1, Math.round(merge.age_s / 60)) })}</button></li>`)}
      </ul>
    </div>
  <//>`;
}
