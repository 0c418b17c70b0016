/** The whole kitchen screen: head, board, all-day column, foot. */

import { Fragment, html, useEffect, useLayoutEffect, useRef } from "../vendor.js";
import { t } from "../i18n.js";
import { Banner, Empty, Icon, IconButton, Skeleton, SyncPill, Toasts } from "../kit.js";
import { LineBanner } from "../line.js";
import { locked, muted, toggleMute } from "../sound.js";
import { openRecent, openStations, settleStale, turnPage } from "./actions.js";
import { createAcks, sendAcks } from "./acks.js";
import { cardsOf } from "./card.js";
import { MOST_ON_PAGE, arrange, fit } from "./fit.js";
import { turning } from "./keys.js";
import { OpenSheet } from "./sheets.js";
import {
  built, commands, counts, cutOff, entries, isBuilt, link, onPage, pages, pending, phase, rest,
  selected, shown, stale, start, station, step, totals, wallClock,
} from "./state.js";

/** A page is built over some frames: sixty cards at once would hold up a slow tablet. */
const CARDS_A_FRAME = 3;

const show = createAcks({ send: (ids) => sendAcks(station.value.id, ids) });

/** Entry component. */
export function Kitchen() {
  return html`<${Fragment}>
    <${Head} />
    <main class="kitchen-main">
      <${Notices} />
      <div class="kitchen-floor">
        ${phase.value === "ready" ? html`<${Board} /><${AllDay} />`
          : html`<h2 class="sr-only">${t("kitchen.tickets")}</h2><${Waiting} />`}
      </div>
    </main>
    <${Foot} />
    <${OpenSheet} />
    <${Toasts} />
  <//>`;
}

function Head() {
  const { id } = station.value;
  const name = station.value.name || (id === "all" ? t("kitchen.all_stations") : id);
  const sound = muted.value ? "kitchen.sound_off" : locked.value ? "kitchen.sound_locked"
    : "kitchen.sound_on";
  return html`<header class="kitchen-head">
    <h1><button type="button" class="station" onClick=${openStations}>
      <${Icon} name="chef-hat" /><span>${name}</span>
      <${Icon} name="chevron-down" class="station-more" />
      <span class="sr-only">${t("kitchen.stations")}</span>
    </button></h1>
    <${SyncPill} state=${link.value} waiting=${commands.value.length} />
    <span class="grow"></span>
    <${Pager} />
    <${IconButton} icon="history" label=${t("kitchen.recent")} onClick=${openRecent} />
    <button type="button" class="icon-button sound" aria-pressed=${String(!muted.value)}
      aria-label=${t(sound)} title=${t(sound)} data-locked=${locked.value && !muted.value ? ""
        : null}
      onClick=${toggleMute}>
      <${Icon} name=${muted.value || locked.value ? "volume-x" : "volume-2"} />
    </button>
    <${Counts} />
    <time class="kitchen-clock">${wallClock.value}</time>
  </header>`;
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

function Notices() {
  if (phase.value === "refused") {
    return html`<${Banner} tone="bad" icon="lock" title=${t("kitchen.refused_title")}>
      ${t("kitchen.refused_text")} <a href="/pair">${t("kitchen.pair")}</a>
    <//>`;
  }
  if (stale.value.length > 0) {
    return html`<${Banner} tone="warn" icon="clock"
      title=${t("kitchen.stale", { count: stale.value.length })}>
      <div class="row">
        <button type="button" class="button"
          onClick=${() => settleStale(true)}>${t("kitchen.stale_send")}</button>
        <button type="button" class="button"
          onClick=${() => settleStale(false)}>${t("kitchen.stale_drop")}</button>
      </div>
    <//>`;
  }
  if (phase.value !== "ready") return null;
  if (!cutOff.value) return html`<${LineBanner} />`;
  return html`<${Banner} tone="warn" icon="wifi-off" title=${t("kitchen.offline_title")}>
    ${t("kitchen.offline_text", { count: commands.value.length })}
  <//>`;
}

function Waiting() {
  if (phase.value === "unreachable") {
    return html`<${Empty} icon="wifi-off" title=${t("kitchen.unreachable_title")}>
      <p>${t("kitchen.unreachable_text")}</p>
    <//>`;
  }
  if (phase.value === "unknown") {
    return html`<${Empty} icon="circle-alert"
      title=${t("kitchen.unknown_title", { name: station.value.id })}>
      <a class="button" href="/kitchen/all">${t("kitchen.all_stations")}</a>
    <//>`;
  }
  return phase.value === "loading" && html`<div class="kitchen-loading"><${Skeleton}
    rows=${3} /></div>`;
}

function Board() {
  const ref = useRef(null);
  const page = onPage.value;
  const isWhole = entries.value.length <= MOST_ON_PAGE && start.value === 0;
  const ready = isBuilt.value;
  const place = () => {
    if (!ref.current || (isWhole && !ready)) return;
    const found = fit(ref.current, { step: step.value, isWhole });
    arrange(ref.current, found.places);
    step.value = found.step;
    shown.value = found.places.length;
    const seen = page.slice(0, found.places.length).map((entry) => entry.ticket);
    show(seen.filter((ticket) => !ticket.acknowledged).map((ticket) => ticket.id));
  };
  useLayoutEffect(place);
  useEffect(() => {
    if (ready) return undefined;
    const frame = requestAnimationFrame(() => (built.value += CARDS_A_FRAME));
    return () => cancelAnimationFrame(frame);
  }, [page, ready]);
  usePlaceAgain(place, ref);
  const isEmpty = entries.value.length === 0;
  const view = {
    pending: pending.value,
    selected: selected.value,
    isCutOff: cutOff.value,
    isAll: station.value.id === "all",
  };
  return html`<section class="board-frame" aria-labelledby="board-title">
    <h2 id="board-title" class="sr-only">${t("kitchen.tickets")}</h2>
    ${isEmpty && html`<${Empty} icon="chef-hat" title=${t("kitchen.empty_title")}>
      <p>${t("kitchen.empty_text")}</p><//>`}
    <div class="board" ref=${ref} hidden=${isEmpty} ...${turning}>${cardsOf(page, view)}</div>
  </section>`;
}

/** The page changes shape when the window does and when its letters arrive. */
function usePlaceAgain(place, ref) {
  const latest = useRef(place);
  latest.current = place;
  useEffect(() => {
    const watch = new ResizeObserver(() => latest.current());
    watch.observe(ref.current.parentElement);
    document.fonts.ready.then(() => latest.current());
    return () => watch.disconnect();
  }, []);
}

function AllDay() {
  return html`<aside class="all-day" aria-labelledby="all-day-title">
    <h2 id="all-day-title">${t("kitchen.all_day")}</h2>
    ${totals.value.length === 0 && html`<p class="muted small">${t("kitchen.all_day_none")}</p>`}
    <ul tabindex=${totals.value.length > 0 ? "0" : null} aria-labelledby="all-day-title">
      ${totals.value.map(
        ({ name, quantity }) => html`<li
          key=${name}><strong>${quantity}</strong><span>${name}</span></li>`,
      )}
    </ul>
  </aside>`;
}

function Foot() {
  const key = (text) => html`<kbd>${text}</kbd>`;
  return html`<footer class="kitchen-foot">
    <p class="keys">
      ${key("←")}${key("→")} <span>${t("kitchen.key.select")}</span>
      ${key("Enter")} <span>${t("kitchen.key.bump")}</span>
      ${key("U")} <span>${t("kitchen.key.recall")}</span>
      ${key("1")}<span>–</span>${key("9")} <span>${t("kitchen.key.direct")}</span>
    </p>
    <ul class="legend">
      ${["good", "due", "late"].map(
        (tone) => html`<li key=${tone}><i data-tone=${tone}></i>${t(`kitchen.tone.${tone}`)}</li>`,
      )}
    </ul>
  </footer>`;
}
