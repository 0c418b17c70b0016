/** The manager's shell: where one can go, and the screen one is on. */

import { Fragment, html, useSignal } from "../vendor.js";
import { chooseLanguage, chooseTheme } from "../boot.js";
import { lang, t } from "../i18n.js";
import { Icon, IconButton, Sheet, SyncPill, Toasts } from "../kit.js";
import { Accounts } from "./accounts.js";
import { Allergens } from "./allergens.js";
import { Audit } from "./audit.js";
import { Cash } from "./cash.js";
import { Coins } from "./coins.js";
import { Choices } from "./choices.js";
import { Devices } from "./devices.js";
import { Files } from "./files.js";
import { Folios } from "./folios.js";
import { Hours } from "./hours.js";
import { Means } from "./means.js";
import { Menu } from "./menu.js";
import { Overview } from "./overview.js";
import { Languages } from "./languages.js";
import { GROUPS, HOTEL, RESTAURANT, pathOf } from "./paths.js";
import { Prices } from "./prices.js";
import { Privacy } from "./privacy.js";
import { Rates } from "./rates.js";
import { Receipts } from "./receipts.js";
import { Reports } from "./reports.js";
import { Rooms } from "./rooms.js";
import { Sets } from "./sets.js";
import { Settings } from "./settings.js";
import { Staff } from "./staff.js";
import { isHotel, isRestaurant, link, me, onLink, place, post, sheet } from "./state.js";
import { Stations } from "./stations.js";
import { Vouchers } from "./vouchers.js";

const SCREENS = {
  overview: Overview, audit: Audit, menu: Menu, sets: Sets, choices: Choices, prices: Prices,
  hours: Hours, allergens: Allergens, files: Files, stations: Stations, staff: Staff,
  devices: Devices, settings: Settings, coins: Coins, reports: Reports, cash: Cash,
  receipts: Receipts, privacy: Privacy,
  languages: Languages, vouchers: Vouchers, accounts: Accounts, folios: Folios, means: Means, rooms: Rooms,
  rates: Rates,
};

/** Entry component. */
export function Manage() {
  const { screen, key } = place.value;
  const isNavOpen = useSignal(false);
  const Screen = SCREENS[screen];
  return html`<${Fragment}>
    <div class="manage">
      <header class="manage-head">
        <${IconButton} icon="list" class="manage-open" label=${t("manage.nav")}
          onClick=${() => (isNavOpen.value = true)} />
        <strong class="grow">${me.value.venue.name}</strong>
        <${SyncPill} state=${link.value} />
        <button type="button" class="button button-quiet who"
          onClick=${() => (sheet.value = html`<${Account} />`)}>
          <${Icon} name="user" /><span>${me.value.name || t("manage.account")}</span></button>
      </header>
      <nav class="manage-nav" aria-label=${t("manage.nav")}><${Links} /></nav>
      <main class="manage-main" key=${`${screen} ${key ?? ""}`}>
        <${Screen} recordKey=${key} /></main>
    </div>
    ${isNavOpen.value && html`<${Sheet} title=${t("manage.nav")}
      onClose=${() => (isNavOpen.value = false)}>
      <nav class="manage-nav-sheet" aria-label=${t("manage.title")}
        onClick=${() => (isNavOpen.value = false)}><${Links} /></nav><//>`}
    ${sheet.value}
    <${Toasts} />
  <//>`;
}

function Links() {
  const { screen } = place.value;
  return GROUPS.map(([group, screens]) => {
    const shown = screens.filter(([name]) => (isRestaurant.value || !RESTAURANT.has(name))
      && (isHotel.value || !HOTEL.has(name)));
    if (shown.length === 0) return null;
    return html`<${Fragment} key=${group}>
      <h2 class="manage-group">${t(`manage.group.${group}`)}</h2>
      <ul>${shown.map(([name, icon]) => html`<li key=${name}>
        <a href=${pathOf(name)} aria-current=${name === screen ? "page" : null}
          onClick=${onLink(name)}><${Icon} name=${icon} />${t(`manage.screen.${name}`)}</a></li>`)}
      ${group === "box" && html`<${Elsewhere} />`}</ul>
    <//>`;
  });
}

/** What other people's screens do for the manager. */
function Elsewhere() {
  const may = new Set(me.value.permissions);
  const links = [
    ["tables.serve", "/waiter", "layout-grid", "manage.to_floor"],
    ["tables.manage", "/waiter#draw", "sliders-horizontal", "manage.to_plan"],
    ["translator.use", "/translator", "languages", "manage.to_translator"],
    ["esim.sell", "/esim", "tablet-smartphone", "manage.to_esim"],
    ["status.view", "/status", "monitor", "manage.to_status"],
  ];
  return links.filter(([permission]) => may.has(permission)).map(
    ([, href, icon, words]) => html`<li key=${href}><a href=${href}>
      <${Icon} name=${icon} />${t(words)}</a></li>`,
  );
}

const THEMES = [["", "auto", "monitor"], ["light", "light", "sun"], ["dark", "dark", "moon"]];

function Account() {
  const theme = useSignal(document.documentElement.dataset.theme ?? "");
  const setTheme = (next) => {
    chooseTheme(next || null);
    theme.value = next;
  };
  const signOut = async () => {
    await post("/api/v1/staff/sign-out").catch(() => undefined);
    location.assign("/pair");
  };
  return html`<${Sheet} title=${me.value.name || t("manage.account")}
    onClose=${() => (sheet.value = null)}>
    <div class="stack">
      <div class="row" role="group" aria-label=${t("waiter.theme")}>${THEMES.map(
        ([value, name, icon]) => html`<button type="button" key=${name} class="chip grow"
          aria-pressed=${String(theme.value === value)} onClick=${() => setTheme(value)}>
          <${Icon} name=${icon} />${t(`waiter.theme.${name}`)}</button>`)}</div>
      <div class="row" role="group" aria-label=${t("common.language")}>${
        me.value.venue.languages.map((code) => html`<button type="button" key=${code}
          class="chip grow" lang=${code} aria-pressed=${String(lang.value === code)}
          onClick=${() => chooseLanguage(code)}>
          ${new Intl.DisplayNames([code], { type: "language" }).of(code)}</button>`)}</div>
      <button type="button" class="button" onClick=${signOut}>
        <${Icon} name="log-out" />${t("manage.sign_out")}</button>
    </div><//>`;
}
