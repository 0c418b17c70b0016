/** How many orders guests may send: slow, pause, resume; and how much work each station has. */

import { html, useState } from "../vendor.js";
import { send } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton, Stepper, toast } from "../kit.js";
import { showPacing } from "./feed.js";
import { close, pacing, sheet } from "./state.js";

const MINUTE = 60;
const CHOICES = [["normal", "play"], ["slow", "timer"], ["paused", "pause"]];
const MINUTES = [10, 20, 30, 60];
const LONGEST_MIN = 120;

/** What the head says of the pacing; null while guests order as they like. */
export function pacingWords({ state, by, promised_minutes: promised }) {
  if (state === "normal") return null;
  const words = t(`kds.pacing.${state}`);
  const who = by === "auto" ? ` · ${t("kds.pacing.auto")}` : "";
  return promised ? `${words} · ${t("kds.minutes", { count: promised })}${who}` : `${words}${who}`;
}

async function decide(state, minutes) {
  try {
    const body = minutes === null ? { state } : { state, minutes };
    showPacing(await send("POST", "/api/v1/pacing", body));
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
  }
}

export function PacingSheet({ items, load, isLost }) {
  const [minutes, setMinutes] = useState(20);
  const now = pacing.value;
  const left = now.endsAt === undefined ? null
    : Math.max(1, Math.ceil((now.endsAt - performance.now()) / 1000 / MINUTE));
  return html`<${Sheet} dialog title=${t("kds.pacing.title")} onClose=${close}>
    <p class="muted">${t(`kds.pacing.${now.state}_text`)}${left !== null
      && ` ${t("kds.pacing.left", { count: left })}`}</p>
    <div class="choices" role="group" aria-label=${t("kds.pacing.title")}>
      ${CHOICES.map(([state, icon]) => html`<button type="button" key=${state}
        class="button button-large" aria-pressed=${String(now.state === state)}
        data-state=${state}
        onClick=${() => decide(state, state === "normal" ? null : minutes)}>
        <${Icon} name=${icon} />${t(`kds.pacing.${state}`)}</button>`)}
    </div>
    <div class="choices" role="group" aria-label=${t("kds.pacing.how_long")}>
      ${[...MINUTES, null].map((one) => html`<button type="button" key=${one} class="chip"
        aria-pressed=${String(minutes === one)} onClick=${() => setMinutes(one)}>${
          one === null ? t("kds.pacing.until_told") : t("kds.minutes", { count: one })}</button>`)}
    </div>
    <h3>${t("kds.pacing.load")}</h3>
    ${isLost && html`<${Empty} icon="wifi-off" title=${t("kitchen.recent_lost")} />`}
    ${items === null ? html`<${Skeleton} rows=${4} />` : html`<ul class="loads">${items.map(
      (one) => html`<${Load} key=${one.station} load=${one} limits=${load} />`)}</ul>`}
  <//>`;
}

function Load({ load, limits }) {
  const queued = Math.ceil(load.queued_s / MINUTE);
  const { slow_at_min: slow, pause_at_min: pause } = limits;
  const most = Math.max(pause, slow, 30);
  const tone = pause > 0 && queued >= pause ? "bad" : slow > 0 && queued >= slow ? "warn" : "ok";
  const setPace = async (minutes) => {
    try {
      const body = { cook_s: minutes * MINUTE };
      await send("POST", `/api/v1/stations/${load.station}/pace`, body);
      const items = sheet.value.items.map((one) =>
        (one.station === load.station ? { ...one, cook_s: minutes * MINUTE } : one));
      sheet.value = { ...sheet.value, items };
    } catch (error) {
      toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
    }
  };
  return html`<li class="load" data-tone=${tone}>
    <p><strong>${load.name}</strong><span>${t("kds.pacing.queued", { count: queued })}</span></p>
    <meter min="0" max=${most} value=${Math.min(queued, most)} aria-label=${load.name}></meter>
    <div class="load-pace"><span>${t("kds.cook_station")}</span>
      <${Stepper} value=${Math.round(load.cook_s / MINUTE)} min=${0} max=${LONGEST_MIN}
        label=${t("kds.cook_of", { name: load.name })} onChange=${setPace} /></div>
  </li>`;
}
