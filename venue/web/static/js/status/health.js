/** What the box found of itself: what wants somebody first, with its cure; what is well, folded. */

import { html, signal } from "../vendor.js";
import { get } from "../api.js";
import { lang, t } from "../i18n.js";
import { Icon } from "../kit.js";

const EVERY_MS = 60_000;
const LOOKS = { bad: "circle-alert", warn: "triangle-alert", ok: "circle-check" };

const found = signal(null);
const failed = signal(false);

const words = (item) => t(`health.${item.key}`, item.values);
const timeText = (moment) =>
  new Date(moment).toLocaleTimeString(`${lang.value}-u-nu-latn`, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

async function look() {
  try {
    found.value = await get("/api/v1/health");
    failed.value = false;
  } catch {
    failed.value = true;
  }
}

/** Ask now and every minute. */
export function followHealth() {
  look();
  setInterval(look, EVERY_MS);
}

/** The section of the status page. */
export function Health() {
  const now = found.value;
  if (now === null && !failed.value) {
    return html`<section class="card part health" aria-busy="true">
      <h2><${Icon} name="list-checks" />${t("health.title")}</h2>
      <p class="muted">${t("health.loading")}</p></section>`;
  }
  if (now === null) return null; // The page says by itself that the box does not answer.
  const wants = now.items.filter((one) => one.level !== "ok");
  const well = now.items.filter((one) => one.level === "ok");
  return html`<section class="card part health" aria-labelledby="health">
    <div class="health-head">
      <h2 id="health" class="grow"><${Icon} name="list-checks" />${t("health.title")}</h2>
      <button type="button" class="button" onClick=${look}>
        <${Icon} name="rotate-cw" />${t("health.again")}</button>
    </div>
    <p class="health-sum" role="status" data-tone=${wants.length > 0 ? wants[0].level : "ok"}>
      ${wants.length > 0 ? t("health.wants", { count: wants.length }) : t("health.all_well")}
      <span class="small muted">${t("health.all_well_text",
        { count: now.items.length, time: timeText(now.seen_at) })}</span></p>
    <ul>${wants.map((one, index) => html`<${Item} key=${index} item=${one} />`)}</ul>
    <details><summary>${t("health.well", { count: well.length })}</summary>
      <ul>${well.map((one, index) => html`<${Item} key=${index} item=${one} />`)}</ul>
    </details>
  </section>`;
}

function Item({ item }) {
  return html`<li class="row part-row" data-tone=${item.level}>
    <${Icon} name=${LOOKS[item.level]} />
    <span class="grow"><strong>${item.level !== "ok" && html`<span class="sr-only">
      ${t(`health.${item.level}`)}: </span>`}${words(item)}</strong>
      ${item.cure && html`<span class="small part-cure">${t(`health.${item.key}.cure`,
        item.values)}</span>`}</span>
  </li>`;
}
