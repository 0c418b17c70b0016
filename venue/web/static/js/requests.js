/** What rooms wait for: oldest first, in the reader's language. Entry of /requests. */

import { Fragment, html } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, lang, setLanguage, t } from "./i18n.js";
import { Empty, Icon, Skeleton, SyncPill, Toasts } from "./kit.js";
import { LineBanner } from "./line.js";
import { Failed } from "./desk/parts.js";
import { act, link, may, start, useFetched } from "./desk/state.js";
import { textIn } from "./translator/words.js";

const PATH = "/api/v1/room-requests";
const LATE_S = 600;

function Requests() {
  const { value, error, again } = useFetched(`${PATH}?language=${lang.value}`);
  return html`<${Fragment}>
    <header class="desk-head"><h1 class="grow">${t("requests.rooms")}</h1>
      ${may("housekeeping.set") && html`<a class="button" href="/housekeeping">
        <${Icon} name="circle-check" /><span>${t("desk.housekeeping")}</span></a>`}
      ${may("bookings.view") && html`<a class="button" href="/desk"><${Icon} name="concierge-bell" />
        <span>${t("desk.title")}</span></a>`}
      <${SyncPill} state=${link.value} /></header>
    <main class="desk">
      <${LineBanner} />
      ${error && html`<${Failed} error=${error} onRetry=${again} />`}
      ${!value && !error && html`<${Skeleton} rows=${6} />`}
      ${value?.items.length === 0 && html`<${Empty} icon="circle-check" title=${t("requests.none")} />`}
      <ul class="stack">${value?.items.map((one) => html`<${Live} key=${one.id} one=${one} />`)}</ul>
      ${value?.done.length > 0 && html`<details><summary class="requests-done">${t("requests.done_lately",
        { count: value.done.length })}</summary>
        <ul>${value.done.map((one) => html`<li key=${one.id} class="row small"><strong>${one.room}</strong>
          <span class="grow">${one.text}</span><span class="muted">${t(`requests.state.${one.state}`,
            { name: one.by })}</span></li>`)}</ul></details>`}
    </main>
    <${Toasts} />
  <//>`;
}

function Live({ one }) {
  const press = (verb) => () => act(`${PATH}/${one.id}/${verb}?language=${lang.value}`);
  const minutes = Math.floor(one.age_s / 60);
  const isForeign = one.language !== lang.value;
  return html`<li class="card request" data-state=${one.state}
    data-late=${String(one.state === "open" && one.age_s > LATE_S)}>
    <strong class="request-room">${one.room}</strong>
    <span class="grow"><span class="request-text">${one.text}</span>
      ${isForeign && html`<span class="small muted open-text" ...${textIn(one.language)}>${one.original}</span>`}
      <span class="small muted open-text">${t("requests.age", { count: minutes })}${one.state === "taken"
        ? ` · ${t("requests.state.taken", { name: one.by })}` : ""}</span></span>
    <span class="row">
      ${one.state === "open" && html`<button type="button" class="button button-large"
        onClick=${press("take")}>${t("requests.take")}<span class="sr-only"> ${one.room}</span></button>`}
      <button type="button" class="button button-primary button-large" onClick=${press("done")}>
        <${Icon} name="check" />${t("requests.done")}<span class="sr-only"> ${one.room}</span></button></span>
  </li>`;
}

function Unreachable({ error }) {
  return html`<main class="gone"><${Empty} icon="wifi-off" title=${t("desk.unreachable")}>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button><//></main>`;
}

async function run() {
  try {
    await start();
    paint(Requests);
  } catch (error) {
    console.error(error);
    await setLanguage(document.documentElement.lang).catch(() => undefined);
    paint(Unreachable, { error });
  }
}

run();
