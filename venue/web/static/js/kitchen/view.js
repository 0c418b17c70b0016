/** The whole kitchen screen: head, board, all-day column, foot. */

import { Fragment, html, useEffect, useLayoutEffect, useRef } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Skeleton, Toasts } from "../kit.js";
import { createAcks, sendAcks } from "./acks.js";
import { cardsOf } from "./card.js";
import { Foot, Head } from "./chrome.js";
import { MOST_ON_PAGE, arrange, fit } from "./fit.js";
import { gestures } from "./gestures.js";
import { Notices } from "./notices.js";
import { OpenSheet } from "./sheets.js";
import {
  built, cutOff, entries, isBuilt, isExpo, onPage, pending, phase, selected, selectedLine, shown,
  start, station, step, totals,
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
        ${phase.value === "ready" ? html`<${Board} />${!isExpo.value && html`<${AllDay} />`}`
          : html`<h2 class="sr-only">${t("kitchen.tickets")}</h2><${Waiting} />`}
      </div>
    </main>
    <${Foot} />
    <${OpenSheet} />
    <${Toasts} />
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
    // The pass does not cook: what it shows is not yet seen by the station.
    if (isExpo.value) return;
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
    selectedLine: selectedLine.value,
    isCutOff: cutOff.value,
    kind: ["all", "expo"].includes(station.value.id) ? station.value.id : "station",
  };
  return html`<section class="board-frame" aria-labelledby="board-title">
    <h2 id="board-title" class="sr-only">${t("kitchen.tickets")}</h2>
    ${isEmpty && html`<${Empty} icon="chef-hat" title=${t("kitchen.empty_title")}>
      <p>${t(isExpo.value ? "kds.empty_pass" : "kitchen.empty_text")}</p><//>`}
    <div class="board" ref=${ref} hidden=${isEmpty} ...${gestures}>${cardsOf(page, view)}</div>
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
