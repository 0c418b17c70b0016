/** The desk's shell: where one can go, and the screen one is on. */

import { Fragment, html, useEffect } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon, SyncPill, Toasts } from "../kit.js";
import { LineBanner } from "../line.js";
import { Booking } from "./booking.js";
import { hasDrawers, openCash } from "./cash.js";
import { Chart } from "./chart.js";
import { Folio, Folios } from "./folio.js";
import { NewBooking } from "./newbooking.js";
import { go, link, hasRestaurant, may, me, onLink, place, sheet } from "./state.js";
import { Today } from "./today.js";
import { WakeBar } from "./wakebar.js";

const SCREENS = { today: Today, chart: Chart, booking: Booking, new: NewBooking, folios: Folios,
  folio: Folio };
const LINKS = [["today", "/desk", "concierge-bell"], ["chart", "/desk/chart", "calendar"],
  ["folios", "/desk/folios", "receipt-text"], ["new", "/desk/new", "plus"]];
// Pages of their own, not screens of this one.
const PAGES = [["checkins", "/desk/checkins", "list-checks"], ["guests", "/desk/guests", "users"],
  ["log", "/desk/log", "message-square"], ["wakeups", "/desk/wakeups", "bell"], ["meals", "/desk/meals", "utensils"], ["esim", "/esim", "tablet-smartphone"],
  ["audit", "/desk/audit", "moon"]];
const KEYS = { t: "/desk", c: "/desk/chart", f: "/desk/folios", n: "/desk/new" };

/** Entry component. */
export function Desk() {
  const { screen, key } = place.value;
  const Screen = SCREENS[screen];
  useEffect(() => {
    const press = (event) => {
      const isTyping = event.target.closest?.("input, textarea, select, dialog");
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in KEYS) go(KEYS[event.key]);
      if (event.key !== "/") return;
      event.preventDefault();
      document.getElementById("find")?.focus();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return html`<${Fragment}>
    <header class="desk-head">
      <strong class="desk-name">${me.value.venue.name}</strong>
      <nav class="row grow desk-nav" aria-label=${t("desk.title")}>${LINKS.map(
        ([name, path, icon]) => html`<a key=${name} class="chip" href=${path}
          aria-current=${String(name === screen)} onClick=${onLink(path)}>
          <${Icon} name=${icon} />${t(`desk.nav.${name}`)}</a>`)}
        ${PAGES.map(([name, path, icon]) => html`<a key=${name} class="chip" href=${path}>
          <${Icon} name=${icon} />${t(`desk.nav.${name}`)}</a>`)}
        ${may("rooms.view") && html`<a class="chip" href="/housekeeping">
          <${Icon} name="list-checks" />${t("desk.housekeeping")}</a>`}
        ${hasRestaurant() && may("requests.answer") && html`<a class="chip" href="/requests">
          <${Icon} name="bell" />${t("desk.nav.requests")}</a>`}
        ${hasRestaurant() && may("chats.speak") && html`<a class="chip" href="/translator/chats">
          <${Icon} name="message-square" />${t("desk.nav.chats")}</a>`}
        ${hasDrawers() && html`<button type="button" class="chip" onClick=${() => openCash()}>
          <${Icon} name="database" />${t("cash.my_cash")}</button>`}
      </nav>
      <${SyncPill} state=${link.value} />
    </header>
    <main class=${`desk desk-${screen}`} key=${`${screen} ${key ?? ""}`}>
      <${LineBanner} />
      <${WakeBar} />
      <${Screen} id=${key} /></main>
    ${sheet.value}
    <${Toasts} />
  <//>`;
}
