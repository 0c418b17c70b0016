/** After a sale: the guest's link as a code, the eSIM as soon as it is there, paper. */

import { Fragment, html, useEffect, useSignal } from "../vendor.js";
import { get, post } from "../api.js";
import { t } from "../i18n.js";
import { Banner, Icon } from "../kit.js";
import { guarded, say } from "./state.js";

const AGAIN_MS = 3_000;
const DONE = ["fulfilled", "shown", "installed", "active"];
const LOST = ["failed", "refund_due", "refunded"];

/** What stands beside the guest's pass, at a sale and when it is shown again. */
export function Sold({ sale, onNext }) {
  const state = useSignal("");
  const look = () => get(`/api/v1/esim/sims/${encodeURIComponent(sale.guest_pass)}`, { tries: 1 })
    .then((told) => (state.value = told.state), () => undefined);
  useEffect(() => {
    look();
    const timer = setInterval(look, AGAIN_MS);
    return () => clearInterval(timer);
  }, [sale.guest_pass]);
  const isThere = DONE.includes(state.value);
  const tone = isThere ? "ok" : LOST.includes(state.value) ? "bad" : "info";
  return html`<section class="card sold">
    <div role="status"><${Banner} tone=${tone} icon=${isThere ? "circle-check" : "clock"}
      title=${t(state.value ? `esims.sold.${toneKey(state.value)}` : "common.loading")} /></div>
    ${sale.code && html`<${Fragment}>
      <h2>${t("esims.scan")}</h2>
      <img class="code" src=${sale.code} width="280" height="280" alt=${t("esims.scan")} />
      <p class="small"><a href=${sale.path} dir="ltr" class="address">${sale.url}</a></p><//>`}
    <div class="row wrap">
      <a class="button" href=${sale.path} target="_blank" rel="noreferrer">
        <${Icon} name="qr-code" />${t("esims.show")}</a>
      <button type="button" class="button" disabled=${!isThere} onClick=${() => printSlip(sale.guest_pass)}>
        <${Icon} name="printer" />${t("esims.print")}</button>
      <button type="button" class="button button-primary" onClick=${onNext}>${t("esims.next")}</button>
    </div>
    <p class="small muted">${t("esims.keep_link")}</p>
  </section>`;
}

function toneKey(state) {
  if (DONE.includes(state)) return "there";
  if (LOST.includes(state)) return "lost";
  return state === "quoted" ? "unpaid" : "coming";
}

function printSlip(guestPass) {
  return guarded(async () => {
    await post("/api/v1/esim/slips", { guest_pass: guestPass });
    say("esims.printing");
  });
}
