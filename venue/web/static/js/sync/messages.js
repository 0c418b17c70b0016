/** The lists: messages to decide, waiting and finished; differences between both sides. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { TABS, act, choose, differences, list, mayManage, more, sheet, tab, view } from "./state.js";
import { MESSAGE_STATES, ageText, causeText, kindText, trailText } from "./words.js";

const EMPTY_ICONS = { dead_letter: "circle-check", waiting: "check-check",
  differences: "circle-check", finished: "history" };

const titleOf = (name) => view.value.providers.find((one) => one.name === name)?.title ?? name;

/** Tabs and the list below them. */
export function Lists() {
  const sum = (key) => view.value.providers.reduce((total, one) => total + one[key], 0);
  const counts = { dead_letter: sum("dead_letters"), waiting: sum("waiting"),
    differences: differences.value };
  const { items, next } = list.value;
  return html`<section class="lists" aria-label=${t("sync.messages")}>
    <div class="tabs" role="group" aria-label=${t("sync.messages")}>
      ${TABS.map((name) => html`<button type="button" key=${name} class=${tab.value === name
        ? "on" : ""} aria-pressed=${tab.value === name} onClick=${() => choose(name)}>
        ${t(`sync.tab.${name}`)}${counts[name] > 0 ? html` <span class="count"
        data-bad=${name === "dead_letter" ? "" : null}>${counts[name]}</span>` : null}</button>`)}
    </div>
    <div class="card list">
      ${items === null && html`<div class="pad"><${Skeleton} rows=${4} /></div>`}
      ${items?.length === 0 && html`<${Empty} icon=${EMPTY_ICONS[tab.value]}
        title=${t(`sync.empty.${tab.value}`)} />`}
      ${items?.length > 0 && html`<ul>${items.map((one) => (tab.value === "differences"
        ? html`<${Difference} key=${one.id} one=${one} />`
        : html`<${Row} key=${one.id} one=${one} />`))}</ul>`}
      ${next !== null && html`<div class="pad"><button type="button" class="button"
        onClick=${more}>${t("sync.more")}</button></div>`}
    </div>
  </section>`;
}

function Row({ one }) {
  const [tone, icon] = MESSAGE_STATES[one.state] ?? ["", "info"];
  const cause = one.reason || causeText(one);
  const when = one.next_try_s ? t("sync.next_try", { age: ageText(one.next_try_s) }) : "";
  return html`<li data-tone=${tone}><button type="button" class="line-button"
    onClick=${() => (sheet.value = { kind: "message", id: one.id })}>
    <${Icon} name=${icon} />
    <span class="grow"><strong>${kindText(one.kind)}</strong>
      <span class="small muted"> ${titleOf(one.provider)} · ${one.aggregate}</span>
      <span class="small line-words">${t(`sync.message.${one.state}`)}${cause && `: ${cause}`}
        ${when}</span></span>
    <time class="small muted">${ageText(one.age_s)}</time>
    <${Icon} name="chevron-right" class="icon-flip" />
  </button></li>`;
}

/** One message: what it tells, what happened, and what a person can do. */
export function MessageSheet({ id }) {
  const message = useSignal(null);
  const problem = useSignal(false);
  useEffect(() => {
    get(`/api/v1/sync/messages/${id}`)
      .then((found) => (message.value = found))
      .catch(() => (problem.value = true));
  }, [id]);
  const one = message.value;
  const title = one ? `${kindText(one.kind)} · ${titleOf(one.provider)}` : t("common.loading");
  return html`<${Sheet} title=${title} onClose=${() => (sheet.value = null)}>
    ${problem.value && html`<p class="field-error">${t("sync.cannot_read")}</p>`}
    ${!one && !problem.value && html`<${Skeleton} rows=${3} />`}
    ${one && html`<div class="stack">
      <p>${t(`sync.message.${one.state}`)}${causeText(one) && `: ${causeText(one)}`}</p>
      <dl class="facts small">
        <dt>${t("sync.about")}</dt><dd>${one.aggregate}</dd>
        <dt>${t("sync.attempts")}</dt><dd>${one.attempts}</dd>
        ${one.vendor_ref && html`<dt>${t("sync.vendor_ref")}</dt><dd>${one.vendor_ref}</dd>`}
        ${one.request_id && html`<dt>${t("sync.request_id")}</dt><dd>${one.request_id}</dd>`}
      </dl>
      <${Trail} lines=${one.trail} />
      ${mayManage() && one.state === "dead_letter" && html`<${Decide} one=${one} />`}
      ${mayManage() && ["queued", "unknown"].includes(one.state) && html`<button type="button"
        class="button" onClick=${() => act(`/api/v1/sync/messages/${id}/retry`, {},
          t("sync.done.retry"))}>${t("sync.try_now")}</button>`}
    </div>`}
  <//>`;
}

function Trail({ lines }) {
  if (lines.length === 0) return null;
  return html`<ol class="trail small">${lines.map((line, n) => html`<li key=${n}>
    <time class="muted">${line.at.slice(5, 16).replace("T", " ")}</time>
    <span>${trailText(line)}${causeText(line) && `: ${causeText(line)}`}</span>
  </li>`)}</ol>`;
}

function Decide({ one }) {
  const reason = useSignal("");
  const reference = useSignal("");
  const text = useSignal(JSON.stringify(one.body ?? {}, null, 2));
  const isCorrecting = useSignal(false);
  const path = `/api/v1/sync/messages/${one.id}`;
  const said = () => ({ reason: reason.value, vendor_ref: reference.value });
  const retry = () => {
    let body = null;
    try {
      if (isCorrecting.value) body = JSON.parse(text.value);
    } catch {
      isCorrecting.value = "wrong";
      return;
    }
    act(`${path}/retry`, { body }, t("sync.done.retry"));
  };
  return html`<${Fragment}>
    ${one.code === "absent" && html`<p class="small">${t("sync.look_first")}</p>`}
    ${isCorrecting.value && html`<div class="field"><label for="body">${t("sync.body")}</label>
      <textarea id="body" class="textarea body" dir="ltr" spellcheck="false" value=${text.value}
        onInput=${(event) => (text.value = event.currentTarget.value)}></textarea>
      ${isCorrecting.value === "wrong" && html`<p class="field-error" role="alert">
        ${t("sync.not_json")}</p>`}</div>`}
    <div class="row wrap">
      <button type="button" class="button button-primary" onClick=${retry}>
        ${t(isCorrecting.value ? "sync.send_corrected" : "sync.retry")}</button>
      ${!isCorrecting.value && html`<button type="button" class="button"
        onClick=${() => (isCorrecting.value = true)}>${t("sync.correct")}</button>`}
    </div>
    <div class="field by-hand"><label for="reason">${t("sync.reason")}</label>
      <input id="reason" class="input" maxlength="120" value=${reason.value}
        onInput=${(event) => (reason.value = event.currentTarget.value)} /></div>
    <div class="field"><label for="reference">${t("sync.reference")}</label>
      <input id="reference" class="input" dir="ltr" maxlength="200" value=${reference.value}
        onInput=${(event) => (reference.value = event.currentTarget.value)} /></div>
    <div class="row wrap">
      <button type="button" class="button" disabled=${!reason.value.trim()}
        onClick=${() => act(`${path}/fix`, said(), t("sync.done.fix"))}>${t("sync.fix")}</button>
      <button type="button" class="button button-quiet" disabled=${!reason.value.trim()}
        onClick=${() => act(`${path}/waive`, said(), t("sync.done.waive"))}>
        ${t("sync.waive")}</button>
    </div>
  <//>`;
}

function Difference({ one }) {
  const reason = useSignal("");
  const facts = (side) => (side ? Object.entries(side)
    .map(([name, value]) => `${name}: ${value}`).join(", ") : t("sync.not_there"));
  const settle = () => act(`/api/v1/sync/differences/${one.id}/settle`, { reason: reason.value },
    t("sync.done.settle"));
  return html`<li class="difference">
    <p><strong>${one.subject}</strong> <span class="small muted">${titleOf(one.provider)} ·
      ${t(`sync.difference.${one.kind}`)}</span></p>
    <dl class="facts small">
      <dt>${t("sync.ours")}</dt><dd>${facts(one.ours)}</dd>
      <dt>${t("sync.theirs")}</dt><dd>${facts(one.theirs)}</dd>
    </dl>
    ${mayManage() && html`<div class="row wrap">
      <input class="input grow" aria-label=${t("sync.reason")} placeholder=${t("sync.reason")}
        maxlength="120" value=${reason.value}
        onInput=${(event) => (reason.value = event.currentTarget.value)} />
      <button type="button" class="button" disabled=${!reason.value.trim()} onClick=${settle}>
        ${t("sync.settle")}</button></div>`}
  </li>`;
}
