/** One order: its state in words, and what can be done about it. */

import { html, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { errorText, hasText, lang, money, t } from "../i18n.js";
import { Banner, Icon, Sheet } from "../kit.js";
import { may, go, placeName, planWords, say } from "./state.js";
import { topUp } from "./sell.js";

/** How loud a state is. */
export const STATES = { quoted: "info", dropped: "info", paid: "info", submitted: "info",
  unknown: "warn", found: "info", resubmitted: "warn", fulfilled: "ok", shown: "ok",
  installed: "ok", active: "ok", exhausted: "warn", expired: "info", failed: "bad",
  refund_due: "bad", refunded: "info" };
const REASONS = ["INSTALLATION_FAILURE", "NO_COVERAGE", "APN_FAILURE", "TRIP_CANCELLATION",
  "INTERMITTENT_CONNECTION", "BLOCKED_NETWORK", "CHANGE_OF_PLAN", "DELETED_ESIM", "EARLY_EXPIRY",
  "HOTSPOT_NOT_WORKING", "INCOMPATIBLE_DEVICE", "LOCKED_DEVICE", "SLOW_SPEED", "WRONG_PURCHASE",
  "OTHERS"];
const LIVE = ["fulfilled", "shown", "installed", "active", "exhausted"];
const LOST = ["failed", "refund_due", "refunded"];
const CLAIMED = ["asked", "sent", "granted"];

/** What a clerk is told of the vendor's code, in the clerk's language. */
export function wordsOf({ code, state }) {
  if (code && hasText(`esims.words.${code}`)) return t(`esims.words.${code}`);
  if (state === "unknown") return t("esims.words.looks");
  return t(LOST.includes(state) ? "esims.words.failed" : "esims.words.waits");
}

export function OrderSheet({ first, onClose, onChange }) {
  const one = useSignal(first);
  const problem = useSignal("");
  const act = async (path, body, done) => {
    problem.value = "";
    try {
      one.value = { ...one.value, ...(await post(`/api/v1/esim/orders/${one.value.id}/${path}`, body)) };
      say(done);
      onChange();
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  const now = one.value;
  if (!now) return null;
  return html`<${Sheet} title=${t("esims.number", { number: now.id })} onClose=${onClose}>
    <div class="stack">
      ${problem.value && html`<div role="alert"><${Banner} tone="bad" icon="circle-alert" title=${problem.value} /></div>`}
      <${Facts} one=${now} />
      ${now.words && html`<${Banner} tone=${STATES[now.state]} icon="info" title=${wordsOf(now)} />`}
      ${now.state === "quoted" && html`<button type="button" class="button"
        onClick=${() => act("drop", {}, "esims.dropped")}><${Icon} name="undo-2" />${t("esims.drop")}</button>`}
      ${now.kind === "sim" && LIVE.includes(now.state) && html`<button type="button" class="button" onClick=${() => {
        onClose();
        topUp(now);
        go("sell");
      }}><${Icon} name="plus" />${t("esims.top_up")}</button>`}
      ${now.state === "refund_due" && may("esim.refund") && html`<${GiveBack} one=${now} act=${act} />`}
      ${may("esim.refund") && now.kind === "sim" && html`<${Claim} one=${now} act=${act} />`}
    </div><//>`;
}

function Facts({ one }) {
  const at = (text) => (text ? new Intl.DateTimeFormat(lang.value, { dateStyle: "medium", timeStyle: "short" })
    .format(new Date(text)) : "–");
  const rows = [
    ["plan", html`<span dir="auto">${placeName(one)}</span> · ${planWords(one)}`],
    ["state", html`<span class=${`badge badge-${STATES[one.state]}`}>${t(`esims.state.${one.state}`)}</span>`],
    ["mode", t(one.mode === "live" ? "esims.live" : "esims.sandbox")],
    ["price", money(one.price)],
    ["paid", at(one.paid_at)],
    ["attempts", one.attempts],
    one.deadline_s !== null && ["deadline", t("esims.minutes", { count: Math.ceil(one.deadline_s / 60) })],
    one.total && ["left", t("esims.left", { left: one.remaining, total: one.total })],
    one.usage_at && ["usage_at", at(one.usage_at)],
    one.expires_at && ["expires", html`<bdi dir="ltr">${one.expires_at.slice(0, 10)}</bdi>`],
  ].filter(Boolean);
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div key=${name}>
    <dt>${t(`esims.fact.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function GiveBack({ one, act }) {
  const reason = useSignal("");
  return html`<form class="card part" onSubmit=${(event) => {
    event.preventDefault();
    act("refunded", { reason: reason.value }, "esims.gave_back");
  }}>
    <h3>${t("esims.give_back", { price: money(one.price) })}</h3>
    <p class="small">${t("esims.give_back_text")}</p>
    <label class="field"><span class="label">${t("esims.reason")}</span><input class="input" required maxlength="120"
      value=${reason.value} onInput=${(event) => (reason.value = event.target.value)} /></label>
    <button class="button button-danger">${t("esims.gave_back_button")}</button>
  </form>`;
}

function Claim({ one, act }) {
  const reason = useSignal("NO_COVERAGE");
  const notes = useSignal("");
  const { claim } = one;
  const isAskable = LIVE.concat("expired").includes(one.state) && !CLAIMED.includes(claim?.state);
  if (!claim && !isAskable) return null;
  return html`<section class="card part">
    <h3>${t("esims.claim_title")}</h3>
    <p class="small">${t("esims.claim_text")}</p>
    ${claim && html`<p><span class="badge">${t(`esims.claim.${claim.state}`)}</span> ${t(`esims.why.${claim.reason}`)}</p>`}
    ${claim?.state === "sent" && html`<div class="row wrap">
      <button type="button" class="button" onClick=${() => act("claim/decision", { granted: true }, "esims.saved")}>${t("esims.granted")}</button>
      <button type="button" class="button" onClick=${() => act("claim/decision", { granted: false }, "esims.saved")}>${t("esims.refused")}</button></div>`}
    ${isAskable && html`<form class="stack" onSubmit=${(event) => {
      event.preventDefault();
      act("claim", { reason: reason.value, notes: notes.value }, "esims.claimed");
    }}>
      <label class="field"><span class="label">${t("esims.reason")}</span>
        <select class="select" value=${reason.value} onChange=${(event) => (reason.value = event.target.value)}>
          ${REASONS.map((name) => html`<option key=${name} value=${name}>${t(`esims.why.${name}`)}</option>`)}</select></label>
      <label class="field"><span class="label">${t("esims.notes")}</span><input class="input" maxlength="120"
        required=${reason.value === "OTHERS"} value=${notes.value}
        onInput=${(event) => (notes.value = event.target.value)} /></label>
      <button class="button">${t("esims.claim_ask")}</button></form>`}
  </section>`;
}
