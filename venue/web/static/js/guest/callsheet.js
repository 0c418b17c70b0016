/** What a guest may call for, and who comes. */

import { html, useEffect, useSignal } from "../vendor.js";
import { ageNow } from "../boot.js";
import { t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { call } from "./actions.js";
import { calls, cutOff, me, sheet } from "./state.js";

const KINDS = { waiter: "bell", bill: "receipt-text", help: "circle-alert" };
const TICK_MS = 15_000;

/** The sheet of the three calls. */
export function CallSheet() {
  const tick = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => (tick.value += 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return html`<${Sheet} title=${t("guest.call_title")} onClose=${() => (sheet.value = null)}>
    <ul class="stack calls" data-tick=${tick.value}>
      ${Object.keys(KINDS).map((kind) => html`<${Kind} key=${kind} kind=${kind} />`)}
    </ul>
    ${me.value?.breakfast && html`<a class="button button-wide" href="/guest/breakfast">
      <${Icon} name="coffee" />${t("guest.breakfast")}</a>`}
    ${me.value?.room_service && me.value.may_chat && html`<a class="button button-wide"
      href="/guest/requests"><${Icon} name="concierge-bell" />${t("guest.requests")}</a>`}
    ${me.value?.may_chat && html`<a class="button button-wide" href="/guest/chat">
      <${Icon} name="languages" />${t("guest.chat")}</a>`}
    ${cutOff.value && html`<p class="small muted" role="status">${t("guest.call_offline")}</p>`}
  <//>`;
}

function Kind({ kind }) {
  const last = calls.value[kind];
  const isOpen = last?.state === "open";
  return html`<li>
    <button type="button" class="card call" data-state=${last?.state ?? "none"}
      disabled=${isOpen || cutOff.value} onClick=${() => call(kind)}>
      <span class="strip-icon"><${Icon} name=${isOpen ? "check" : KINDS[kind]} /></span>
      <span class="grow"><span class="strip-text">${t(`guest.call.${kind}`)}</span>
        <span class="small muted" role="status">${wordsOf(kind, last)}</span></span>
    </button>
  </li>`;
}

function wordsOf(kind, last) {
  if (!last) return t(`guest.call_hint.${kind}`);
  if (last.state === "answered") {
    return t(last.by ? `guest.coming.${kind}` : "guest.coming.somebody", { name: last.by });
  }
  const minutes = Math.floor(ageNow(last.age_s, last.at) / 60);
  return minutes === 0 ? t("guest.called_now") : t("guest.called_ago", { count: minutes });
}
