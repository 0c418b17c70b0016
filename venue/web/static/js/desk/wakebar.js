/** The wake-ups that wait for a person, over every screen of the desk, with their sound. */

import { html, useEffect } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner } from "../kit.js";
import { locked, play, unlockOnTouch } from "../sound.js";
import { useFetched } from "./state.js";

let isReady = false;

/** Sound once for each time that a call rises, also for those that wait when the page opens. */
export function useRinging(calls) {
  const ringing = calls.filter((one) => one.state === "ringing");
  const rises = ringing.map((one) => `${one.id} ${one.raises}`).join();
  useEffect(() => {
    if (!isReady) unlockOnTouch();
    isReady = true;
    if (rises) play("alarm");
  }, [rises]);
  return ringing;
}

/** A bar that leads to the calls; nothing while none waits. */
export function WakeBar() {
  const { value } = useFetched("/api/v1/wakeups/waiting");
  const calls = (value?.items ?? []).filter((one) => one.state !== "again");
  useRinging(calls);
  if (calls.length === 0) return null;
  const rooms = calls.map((one) => `${one.room} (${one.time})`).join(", ");
  return html`<div role="alert"><${Banner} tone="bad" icon="bell" title=${t("wakeups.bar", { rooms })}>
    ${locked.value && html`<p class="small">${t("wakeups.silent")}</p>`}
    <a class="button button-primary" href="/desk/wakeups">${t("wakeups.see")}</a><//></div>`;
}
