/** Head and foot of the kitchen's screen. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon, IconButton, SyncPill } from "../kit.js";
import { locked, muted, toggleMute } from "../sound.js";
import { TOOLS, openMenu, openPacing, openStations } from "./opening.js";
import { pacingWords } from "./pacing.js";
import { turnPage } from "./paging.js";
import { prefs } from "./prefs.js";
import { keyText } from "./screen.js";
import {
  commands, counts, isExpo, link, pacing, pages, rest, start, station, wallClock,
} from "./state.js";

const VIEWS = { all: "kitchen.all_stations", expo: "kds.expo" };

export function Head() {
  const { id } = station.value;
  const name = station.value.name || (id in VIEWS ? t(VIEWS[id]) : id);
  return html`<header class="kitchen-head">
    <h1><button type="button" class="station" onClick=${openStations}>
      <${Icon} name=${id === "expo" ? "concierge-bell" : "chef-hat"} /><span>${name}</span>
      <${Icon} name="chevron-down" class="station-more" />
      <span class="sr-only">${t("kitchen.stations")}</span>
    </button></h1>
    <${SyncPill} state=${link.value} waiting=${commands.value.length} />
    <${PacingBadge} />
    <span class="grow"></span>
    <${Pager} />
    <div class="tools">
      ${TOOLS.map(({ icon, label, open }) => html`<${IconButton} key=${icon} icon=${icon}
        class="only-wide" label=${t(label)} onClick=${open} />`)}
      <${SoundButton} />
      <${IconButton} icon="ellipsis" class="only-narrow" label=${t("kds.more")}
        onClick=${openMenu} />
    </div>
    <${Counts} />
    <time class="kitchen-clock">${wallClock.value}</time>
  </header>`;
}

function PacingBadge() {
  const words = pacingWords(pacing.value);
  return words && html`<button type="button" class="pacing-badge" data-state=${pacing.value.state}
    onClick=${openPacing}><${Icon} name=${pacing.value.state === "paused" ? "pause" : "timer"} />${
      words}</button>`;
}

function SoundButton() {
  const sound = muted.value ? "kitchen.sound_off" : locked.value ? "kitchen.sound_locked"
    : "kitchen.sound_on";
  return html`<button type="button" class="icon-button sound" aria-pressed=${String(!muted.value)}
    aria-label=${t(sound)} title=${t(sound)} data-locked=${locked.value && !muted.value ? ""
      : null}
    onClick=${toggleMute}>
    <${Icon} name=${muted.value || locked.value ? "volume-x" : "volume-2"} />
  </button>`;
}

function Counts() {
  const one = (key) => html`<div class="count-${key}">
    <dt>${t(`kitchen.count.${key}`)}</dt><dd>${counts.value[key]}</dd></div>`;
  return html`<dl class="counts">${one("open")}${one("due")}${one("late")}</dl>`;
}

function Pager() {
  if (pages.value.length === 1 && rest.value === 0) return null;
  const older = start.value;
  return html`<div class="pager" role="group" aria-label=${t("kitchen.pages")}
    data-older=${older > 0 ? "" : null}>
    <${IconButton} icon="chevron-left" iconClass="icon-flip" label=${t("kitchen.page_before")}
      disabled=${older === 0} onClick=${() => turnPage(-1)} />
    <span role="status">
      ${older > 0 && html`<strong>${t("kitchen.older", { count: older })}</strong>`}
      ${rest.value > 0 && html`<span>${t("kitchen.more", { count: rest.value })}</span>`}
    </span>
    <${IconButton} icon="chevron-right" iconClass="icon-flip" label=${t("kitchen.page_next")}
      disabled=${rest.value === 0} onClick=${() => turnPage(1)} />
  </div>`;
}

export function Foot() {
  const { keys } = prefs.value;
  const key = (action) => html`<kbd>${keyText(keys[action])}</kbd>`;
  return html`<footer class="kitchen-foot">
    <p class="keys">
      ${key("left")}${key("right")} <span>${t("kitchen.key.select")}</span>
      ${key("bump")} <span>${t(isExpo.value ? "kds.key.serve" : "kitchen.key.bump")}</span>
      ${key("start")} <span>${t("kds.key.start")}</span>
      ${key("rush")} <span>${t("kds.key.rush")}</span>
      ${key("recall")} <span>${t("kitchen.key.recall")}</span>
      ${key("bump_1")}<span>–</span>${key("bump_9")} <span>${t("kitchen.key.direct")}</span>
    </p>
    <ul class="legend">
      ${["good", "due", "late"].map(
        (tone) => html`<li key=${tone}><i data-tone=${tone}></i>${t(`kitchen.tone.${tone}`)}</li>`,
      )}
    </ul>
  </footer>`;
}
